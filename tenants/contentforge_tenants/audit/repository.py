"""SQL of the audit log."""

from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO audit_event
    (organization_id, id, user_id, action, entity, entity_id, old_value, new_value, ip, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10)
"""

_PAGE = """
SELECT id, user_id, action, entity, entity_id, old_value::text AS old_value, new_value::text AS new_value,
    ip, user_agent, created_at
FROM audit_event WHERE organization_id = $1 AND ($4::uuid IS NULL OR user_id = $4) AND ($5::text IS NULL OR entity = $5)
ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3
"""

_COUNT = """
SELECT count(*) FROM audit_event
WHERE organization_id = $1 AND ($2::uuid IS NULL OR user_id = $2) AND ($3::text IS NULL OR entity = $3)
"""

_FORGET = """
DELETE FROM audit_event WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM audit_event
    WHERE created_at < clock_timestamp() - make_interval(days => $1) LIMIT 2000
) RETURNING 1
"""


async def insert(
    session: WriteSession,
    tenant: TenantId,
    id_: UUID,
    user: UserId | None,
    what: tuple[str, str, UUID | None],
    values: tuple[str | None, str | None],
    client: tuple[str | None, str | None],
) -> None:
    await session.fetchval(_INSERT, tenant, id_, user, *what, *values, *client)


async def page(
    session: ReadSession, tenant: TenantId, limit: int, offset: int, user: UserId | None, entity: str | None
) -> list[asyncpg.Record]:
    return await session.fetch(_PAGE, tenant, limit, offset, user, entity)


async def count(session: ReadSession, tenant: TenantId, user: UserId | None, entity: str | None) -> int:
    return int(await session.fetchval(_COUNT, tenant, user, entity))


async def forget(session: SystemSession, days: int) -> int:
    return len(await session.fetch(_FORGET, days))
