"""SQL of API keys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import ApiKeyId, TenantId, UserId

_SHOWN = "id, user_id, name, prefix, scopes, created_at, expires_at, revoked_at, last_used_at"

_LOCK_ORGANIZATION = "SELECT 1 FROM organization WHERE id = $1 FOR NO KEY UPDATE"

_ACTIVE = """
SELECT count(*) FROM api_key
WHERE organization_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
"""

_INSERT = f"""
INSERT INTO api_key (organization_id, id, user_id, name, prefix, digest, scopes, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING {_SHOWN}
"""

_LIST = f"""
SELECT {_SHOWN} FROM api_key WHERE organization_id = $1 AND ($2::uuid IS NULL OR user_id = $2)
ORDER BY created_at DESC, id LIMIT $3 OFFSET $4
"""

_COUNT = "SELECT count(*) FROM api_key WHERE organization_id = $1 AND ($2::uuid IS NULL OR user_id = $2)"

_FIND = f"SELECT {_SHOWN} FROM api_key WHERE organization_id = $1 AND id = $2 AND ($3::uuid IS NULL OR user_id = $3)"

_NAMED = "SELECT id, name, prefix FROM api_key WHERE organization_id = $1 AND id = ANY($2::uuid[])"

_REVOKE = """
UPDATE api_key SET revoked_at = clock_timestamp() WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL
RETURNING 1
"""

_REVOKE_OF_MEMBER = """
UPDATE api_key SET revoked_at = clock_timestamp() WHERE organization_id = $1 AND user_id = $2 AND revoked_at IS NULL
"""

_NOTE_USED = """
UPDATE api_key AS key SET last_used_at = used.moment
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS used (organization_id, id, moment)
WHERE key.organization_id = used.organization_id AND key.id = used.id
  AND (key.last_used_at IS NULL OR key.last_used_at < used.moment - interval '1 minute')
"""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A row to come."""

    id: ApiKeyId
    user: UserId
    name: str
    prefix: str
    digest: bytes
    scopes: Sequence[str]
    expires_at: datetime | None


async def lock_organization(session: WriteSession, tenant: TenantId) -> None:
    await session.fetchval(_LOCK_ORGANIZATION, tenant)


async def active(session: ReadSession, tenant: TenantId) -> int:
    return int(await session.fetchval(_ACTIVE, tenant))


async def insert(session: WriteSession, tenant: TenantId, new: NewKey) -> asyncpg.Record | None:
    return await session.fetchrow(
        _INSERT, tenant, new.id, new.user, new.name, new.prefix, new.digest, list(new.scopes), new.expires_at
    )


async def page(
    session: ReadSession, tenant: TenantId, user: UserId | None, limit: int, offset: int
) -> list[asyncpg.Record]:
    return await session.fetch(_LIST, tenant, user, limit, offset)


async def count(session: ReadSession, tenant: TenantId, user: UserId | None) -> int:
    return int(await session.fetchval(_COUNT, tenant, user))


async def find(session: ReadSession, tenant: TenantId, key: ApiKeyId, user: UserId | None) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, key, user)


async def named(session: ReadSession, tenant: TenantId, keys: Collection[ApiKeyId]) -> list[asyncpg.Record]:
    return await session.fetch(_NAMED, tenant, list(keys))


async def revoke(session: WriteSession, tenant: TenantId, key: ApiKeyId) -> bool:
    return await session.fetchval(_REVOKE, tenant, key) is not None


async def revoke_of_member(session: WriteSession, tenant: TenantId, user: UserId) -> None:
    await session.fetchval(_REVOKE_OF_MEMBER, tenant, user)


async def note_used(session: SystemSession, uses: Mapping[tuple[TenantId, ApiKeyId], datetime]) -> None:
    # In one order everywhere, so that two processes which note the same keys cannot wait for each other.
    ordered = sorted(uses.items())
    tenants, keys = [key[0] for key, _ in ordered], [key[1] for key, _ in ordered]
    await session.fetchval(_NOTE_USED, tenants, keys, [moment for _, moment in ordered])
