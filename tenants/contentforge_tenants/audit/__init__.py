"""The audit log: who did what to which object, written with the change itself."""

from contentforge_tenants.audit.entities import API_KEY, EXPORT, INVITATION, ORGANIZATION, USER, Action, Entity
from contentforge_tenants.audit.listing import AuditFilter, Entry, forget_old, listing
from contentforge_tenants.audit.record import Actor, record
from contentforge_tenants.audit.trail import Trail

__all__ = [
    "API_KEY",
    "EXPORT",
    "INVITATION",
    "ORGANIZATION",
    "USER",
    "Action",
    "Actor",
    "AuditFilter",
    "Entity",
    "Entry",
    "Trail",
    "forget_old",
    "listing",
    "record",
]
