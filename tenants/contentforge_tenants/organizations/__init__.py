"""Organizations: the tenants."""

from contentforge_tenants.organizations.service import (
    Kind,
    Organization,
    SlugTaken,
    TooManyOrganizations,
    create,
    get,
    of_person,
    set_plan,
)

__all__ = [
    "Kind",
    "Organization",
    "SlugTaken",
    "TooManyOrganizations",
    "create",
    "get",
    "of_person",
    "set_plan",
]
