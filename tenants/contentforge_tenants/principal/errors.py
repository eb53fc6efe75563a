"""Why a credential does not open the door."""

from contentforge_platform.errors import Forbidden, NotAuthenticated, NotFound


class InvalidCredential(NotAuthenticated):
    """The session or key is unknown, ended or expired, or its holder is no longer active."""

    code = "invalid_credential"


class UnknownOrganization(NotFound):
    """There is no such organization, or the caller does not belong to it: the two answer alike."""

    code = "organization_not_found"


class OrganizationSuspended(Forbidden):
    code = "organization_suspended"


class NotForApiKeys(Forbidden):
    """No API key may do this, whatever its scopes."""

    code = "api_key_not_allowed"


class ScopeMissing(Forbidden):
    """The key was made without the scope that this needs."""

    code = "scope_missing"


class PermissionMissing(Forbidden):
    """The caller's role in the organization does not include this."""

    code = "permission_missing"
