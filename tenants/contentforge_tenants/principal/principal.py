"""Who asks: everything that later decisions need to know about the caller, found in one round trip."""

from dataclasses import dataclass
from uuid import UUID

from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants.access import CredentialKind, Role, Scope


@dataclass(frozen=True, slots=True)
class Principal:
    """A person acting in one organization through one credential.

    Attributes:
        name: how the person is shown in this organization.
        credential_id: the session's or the key's id.
        scopes: a key's scopes; empty for tokens, which are not confined.
        recently_used: a key's use need not be noted again; always true for tokens.
    """

    user_id: UserId
    email: str
    email_verified: bool
    name: str
    organization_id: TenantId
    organization_slug: str
    organization_kind: str
    plan: str
    role: Role
    credential: CredentialKind
    credential_id: UUID
    scopes: frozenset[Scope] = frozenset()
    recently_used: bool = True

    @property
    def credential_key(self) -> str:
        """A stable name of the credential, for rate limits and idempotency keys."""
        return f"{self.credential}:{self.credential_id}"
