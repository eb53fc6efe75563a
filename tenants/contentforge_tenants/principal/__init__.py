"""The caller of a request: found in one round trip, judged by two gates."""

from contentforge_tenants.principal.errors import (
    InvalidCredential,
    NotForApiKeys,
    OrganizationSuspended,
    PermissionMissing,
    ScopeMissing,
    UnknownOrganization,
)
from contentforge_tenants.principal.gate import may, require, require_for
from contentforge_tenants.principal.openings import opening_for_key, opening_for_session, principal_from
from contentforge_tenants.principal.principal import Principal
from contentforge_tenants.principal.standing import Standing, still_standing

__all__ = [
    "InvalidCredential",
    "NotForApiKeys",
    "OrganizationSuspended",
    "PermissionMissing",
    "Principal",
    "ScopeMissing",
    "Standing",
    "UnknownOrganization",
    "may",
    "opening_for_key",
    "opening_for_session",
    "principal_from",
    "require",
    "require_for",
    "still_standing",
]
