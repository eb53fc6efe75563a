"""Organizations: the tenants."""

from contentforge_tenants.organizations.events import OrganizationClosed
from contentforge_tenants.organizations.opened import OpenOrganizations
from contentforge_tenants.organizations.service import (
    Belonging,
    Kind,
    Organization,
    SlugTaken,
    TooManyOrganizations,
    adopt,
    create,
    ensure_unowned,
    get,
    lock_plan,
    of_person,
    personal_of,
    set_plan,
    slugs_of,
    unled,
)
from contentforge_tenants.organizations.suspend import resume, suspend
from contentforge_tenants.organizations.transfer import PersonalStays, transfer

__all__ = [
    "Belonging",
    "Kind",
    "OpenOrganizations",
    "Organization",
    "OrganizationClosed",
    "PersonalStays",
    "SlugTaken",
    "TooManyOrganizations",
    "adopt",
    "create",
    "ensure_unowned",
    "get",
    "lock_plan",
    "of_person",
    "personal_of",
    "resume",
    "set_plan",
    "slugs_of",
    "suspend",
    "transfer",
    "unled",
]
