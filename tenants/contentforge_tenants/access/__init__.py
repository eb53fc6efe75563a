"""Who may do what: roles, permissions, and which kinds of credential may use them at all."""

from contentforge_tenants.access.credentials import Audience, CredentialKind, Scope, scopes_for
from contentforge_tenants.access.permissions import Permission
from contentforge_tenants.access.roles import Role, permissions_of

__all__ = ["Audience", "CredentialKind", "Permission", "Role", "Scope", "permissions_of", "scopes_for"]
