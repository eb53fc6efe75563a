"""The second gate: first whether the credential may be used for this at all, then whether its holder may do it."""

from contentforge_platform.ids import UserId
from contentforge_tenants.access import CredentialKind, Permission, permissions_of, scopes_for
from contentforge_tenants.principal.errors import NotForApiKeys, PermissionMissing, ScopeMissing
from contentforge_tenants.principal.principal import Principal


def require(principal: Principal, permission: Permission) -> None:
    """Let the caller pass, or not.

    Raises:
        NotForApiKeys: keys never open this.
        ScopeMissing: the key has none of the scopes that do.
        PermissionMissing: the caller's role does not include it.
    """
    if principal.credential is CredentialKind.API_KEY:
        _require_scope(principal, permission)
    if permission not in permissions_of(principal.role):
        raise PermissionMissing(f"Your role {principal.role} does not permit this.", permission=permission.value)


def require_for(principal: Principal, maker: UserId | None, *, own: Permission, others: Permission) -> None:
    """Let the caller pass with `own` if they made the object, else with `others`.

    Raises:
        NotForApiKeys, ScopeMissing, PermissionMissing: as `require`.
    """
    require(principal, own if maker == principal.user_id else others)


def may(principal: Principal, permission: Permission) -> bool:
    """Tell whether `require` would let the caller pass."""
    if principal.credential is CredentialKind.API_KEY and not principal.scopes & scopes_for(permission):
        return False
    return permission in permissions_of(principal.role)


def _require_scope(principal: Principal, permission: Permission) -> None:
    needed = scopes_for(permission)
    if not needed:
        raise NotForApiKeys("An API key cannot be used here. Sign in instead.", permission=permission.value)
    if not principal.scopes & needed:
        wanted = " or ".join(sorted(needed))
        raise ScopeMissing(f"This API key lacks the scope {wanted}.", needed=sorted(needed))
