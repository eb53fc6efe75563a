"""Make API keys, show what may be shown of them, and revoke them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from contentforge_platform.clock import utcnow
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict, Invalid, NotFound
from contentforge_platform.ids import ApiKeyId, TenantId, UserId, new_id
from contentforge_platform.security import make_api_key, shown_prefix
from contentforge_tenants import audit
from contentforge_tenants.access import Scope
from contentforge_tenants.api_keys import repository
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.text import clean_name

MOST_ACTIVE: Final = 20


class TooManyKeys(Conflict):
    """The organization has as many active keys as it may have; revoke one first."""

    code = "too_many_api_keys"


@dataclass(frozen=True, slots=True)
class ApiKeyInfo:
    """What may be shown of a key at any time."""

    id: ApiKeyId
    user_id: UserId
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > utcnow())


async def create(
    session: WriteSession,
    keyring: Keyring,
    tenant: TenantId,
    user: UserId,
    *,
    name: str,
    scopes: Collection[Scope] = (Scope.READ, Scope.WRITE),
    expires_at: datetime | None = None,
    client: Client = UNKNOWN,
) -> tuple[str, ApiKeyInfo]:
    """A new key, shown this once, and what lists show of it.

    Raises:
        Invalid: no name, no scope, or an end that has passed or bears no time zone.
        TooManyKeys: the organization has 20 active ones.
    """
    name = clean_name(name)
    if not scopes:
        raise Invalid("At least one scope is needed", loc=("body", "scopes"))
    if expires_at is not None and (expires_at.tzinfo is None or expires_at <= utcnow()):
        raise Invalid("The expiry must lie in the future and name its time zone", loc=("body", "expires_at"))
    await repository.lock_organization(session, tenant)
    if await repository.active(session, tenant) >= MOST_ACTIVE:
        raise TooManyKeys(
            f"An organization may have {MOST_ACTIVE} active API keys. Revoke one first.", limit=MOST_ACTIVE
        )
    key = make_api_key()
    ordered = sorted(set(scopes))
    row = await repository.insert(
        session,
        tenant,
        repository.NewKey(
            id=ApiKeyId(new_id()),
            user=user,
            name=name,
            prefix=shown_prefix(key),
            digest=keyring.api_keys.digest(key),
            scopes=[scope.value for scope in ordered],
            expires_at=expires_at,
        ),
    )
    if row is None:
        raise RuntimeError("An inserted key did not come back.")
    info = _info(row)
    await _audit(session, tenant, user, audit.Action.CREATE, info, client)
    return key, info


async def listing(
    session: ReadSession, tenant: TenantId, *, user: UserId | None, limit: int = 1000, offset: int = 0
) -> tuple[list[ApiKeyInfo], int]:
    """Keys of `user`, or everybody's if None, newest first, revoked ones included; and how many there are in all."""
    rows = await repository.page(session, tenant, user, limit, offset)
    return [_info(row) for row in rows], await repository.count(session, tenant, user)


async def find(session: ReadSession, tenant: TenantId, key: ApiKeyId, *, user: UserId | None) -> ApiKeyInfo:
    """One key, of `user` or, if None, of anybody in the organization.

    Raises:
        NotFound: there is none.
    """
    row = await repository.find(session, tenant, key, user)
    if row is None:
        raise NotFound("API key not found.")
    return _info(row)


async def named(session: ReadSession, tenant: TenantId, keys: Collection[ApiKeyId]) -> dict[ApiKeyId, tuple[str, str]]:
    """Name and shown beginning of each of `keys`, revoked ones included."""
    rows = await repository.named(session, tenant, keys) if keys else []
    return {ApiKeyId(row["id"]): (row["name"], row["prefix"]) for row in rows}


async def revoke(
    session: WriteSession,
    tenant: TenantId,
    key: ApiKeyId,
    *,
    user: UserId | None,
    by: UserId,
    client: Client = UNKNOWN,
) -> None:
    """End a key of `user`, or of anybody if None; it stays listed, and ending it again changes nothing.

    Raises:
        NotFound: there is no such key.
    """
    info = await find(session, tenant, key, user=user)
    if await repository.revoke(session, tenant, key):
        await _audit(session, tenant, by, audit.Action.DELETE, info, client)


async def revoke_of_member(session: WriteSession, tenant: TenantId, user: UserId) -> None:
    """End all keys that a member made; they do not come back if the member does."""
    await repository.revoke_of_member(session, tenant, user)


async def _audit(
    session: WriteSession, tenant: TenantId, by: UserId, action: audit.Action, info: ApiKeyInfo, client: Client
) -> None:
    values = {
        "name": info.name,
        "prefix": info.prefix,
        "scopes": list(info.scopes),
        "expires_at": info.expires_at,
    }
    old, new = (None, values) if action is audit.Action.CREATE else (values, None)
    await audit.record(session, tenant, audit.Actor(by, client), action, audit.API_KEY, info.id, old=old, new=new)


def _info(row: asyncpg.Record) -> ApiKeyInfo:
    return ApiKeyInfo(
        id=ApiKeyId(row["id"]),
        user_id=UserId(row["user_id"]),
        name=row["name"],
        prefix=row["prefix"],
        scopes=tuple(map(Scope, row["scopes"])),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )
