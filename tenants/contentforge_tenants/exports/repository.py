"""SQL of exports."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_SHOWN = """
    id, user_id, state, collections_done, collections_total, rows_done, object_key, size_bytes, error, created_at,
    finished_at, expires_at
"""

_INSERT = f"""
INSERT INTO organization_export (organization_id, id, user_id, collections_total) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id) WHERE state IN ('pending', 'running') DO NOTHING RETURNING {_SHOWN}
"""

_LIST = f"SELECT {_SHOWN} FROM organization_export WHERE organization_id = $1 ORDER BY created_at DESC, id LIMIT 100"

_FIND = f"SELECT {_SHOWN} FROM organization_export WHERE organization_id = $1 AND id = $2"

_PROGRESS = """
UPDATE organization_export SET state = 'running', collections_done = $3, rows_done = $4
WHERE organization_id = $1 AND id = $2 AND state IN ('pending', 'running')
"""

_DONE = """
UPDATE organization_export SET state = 'done', object_key = $3, size_bytes = $4, finished_at = clock_timestamp(),
    expires_at = clock_timestamp() + $5
WHERE organization_id = $1 AND id = $2
"""

_FAILED = """
UPDATE organization_export SET state = 'failed', error = $3, finished_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2
"""

_EXPIRED = """
SELECT organization_id, id, object_key FROM organization_export
WHERE state = 'done' AND expires_at < clock_timestamp() ORDER BY expires_at LIMIT 100
"""

_EXPIRE = """
UPDATE organization_export SET state = 'expired', object_key = NULL
WHERE organization_id = $1 AND id = $2 AND state = 'done'
"""


async def insert(
    session: WriteSession, tenant: TenantId, id_: UUID, user: UserId, collections: int
) -> asyncpg.Record | None:
    """None if one is unfinished."""
    return await session.fetchrow(_INSERT, tenant, id_, user, collections)


async def listing(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    return await session.fetch(_LIST, tenant)


async def find(session: ReadSession, tenant: TenantId, id_: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, id_)


async def progress(session: WriteSession, tenant: TenantId, id_: UUID, collections: int, rows: int) -> None:
    await session.fetchval(_PROGRESS, tenant, id_, collections, rows)


async def done(session: WriteSession, tenant: TenantId, id_: UUID, key: str, size: int, kept: timedelta) -> None:
    await session.fetchval(_DONE, tenant, id_, key, size, kept)


async def failed(session: WriteSession, tenant: TenantId, id_: UUID, reason: str) -> None:
    await session.fetchval(_FAILED, tenant, id_, reason)


async def expired(session: SystemSession) -> list[asyncpg.Record]:
    return await session.fetch(_EXPIRED)


async def expire(session: SystemSession, tenant: TenantId, id_: UUID) -> None:
    await session.fetchval(_EXPIRE, tenant, id_)
