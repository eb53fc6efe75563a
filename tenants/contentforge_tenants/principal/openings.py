"""The first statement of an authenticated request: it finds the caller and brings their organization into sight."""

from typing import Final

from contentforge_platform.database import SIGHT, Opening, ReadSession
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.security import Claims, KeyedHash, well_formed
from contentforge_tenants.access import CredentialKind, Role, Scope
from contentforge_tenants.principal.errors import InvalidCredential, OrganizationSuspended, UnknownOrganization
from contentforge_tenants.principal.principal import Principal
from contentforge_tenants.sessions import audience_of_session

_IN_SIGHT: Final = f"current_setting('app.tenant') AS {SIGHT}"
_OF_SESSION: Final = f"SELECT *, {_IN_SIGHT} FROM principal_of_session($1, $2, $3, $4)"
_OF_KEY: Final = f"SELECT *, {_IN_SIGHT} FROM principal_of_key($1, $2)"
_LONGEST_SLUG: Final = 63


def opening_for_session(claims: Claims, slug: str | None = None) -> Opening:
    """Open for the holder of a good access token; `slug` names the organization, None is the session's own."""
    return Opening(_OF_SESSION, (claims.session, claims.user, audience_of_session(claims), _searchable(slug)))


def opening_for_key(key: str, hashes: KeyedHash, slug: str | None = None) -> Opening:
    """Open for the holder of an API key; `hashes` is `Keyring.api_keys`, `slug` must be the key's own organization's.

    Raises:
        InvalidCredential: the text cannot be a key; the database need not be asked.
    """
    if not well_formed(key):
        raise InvalidCredential("Invalid or expired credentials")
    return Opening(_OF_KEY, (hashes.candidates(key), _searchable(slug)))


def principal_from(session: ReadSession) -> Principal:
    """The caller for whom this transaction was opened.

    Raises:
        InvalidCredential: 401.
        UnknownOrganization: the named organization does not exist, or is none of the caller's (404).
        OrganizationSuspended: 403.
        RuntimeError: the transaction was not opened by a credential.
    """
    row = session.opened
    if row is None or "outcome" not in row:
        raise RuntimeError("This transaction was not opened by a credential.")
    match row["outcome"]:
        case "ok":
            pass
        case "unauthenticated":
            raise InvalidCredential("Invalid or expired credentials")
        case "not_found":
            raise UnknownOrganization("Organization not found.")
        case "suspended":
            raise OrganizationSuspended("This organization is suspended.")
        case unknown:
            raise RuntimeError(f"The database answered {unknown!r}.")
    is_key = row["scopes"] is not None
    return Principal(
        user_id=UserId(row["user_id"]),
        email=row["email"],
        email_verified=row["email_verified"],
        name=row["name"],
        organization_id=TenantId(row["organization_id"]),
        organization_slug=row["slug"],
        organization_kind=row["kind"],
        plan=row["plan"],
        role=Role(row["role"]),
        credential=CredentialKind.API_KEY if is_key else CredentialKind.TOKEN,
        credential_id=row["credential_id"],
        scopes=frozenset(map(Scope, row["scopes"])) if is_key else frozenset(),
        recently_used=row["recently_used"] if is_key else True,
    )


def _searchable(slug: str | None) -> str | None:
    """What cannot be a slug is searched as one that nobody has, so that it answers like any other unknown one."""
    if slug is None or (0 < len(slug) <= _LONGEST_SLUG and slug.isascii() and slug.isprintable()):
        return slug
    return ""
