"""The audit log: who did what to which object, written with the change itself."""

from contentforge_tenants.audit.entities import API_KEY, ORGANIZATION, USER, Action, Entity
from contentforge_tenants.audit.listing import Entry, forget_old, listing
from contentforge_tenants.audit.record import Actor, record

__all__ = ["API_KEY", "ORGANIZATION", "USER", "Action", "Actor", "Entity", "Entry", "forget_old", "listing", "record"]
