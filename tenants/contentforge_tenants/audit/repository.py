"""SQL of the audit log."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO audit_event
    (organization_id, id, user_id, action, entity, entity_id, old_value, new_value, ip, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10)
"""

_ASKED = """
event.organization_id = $1 AND ($2::uuid IS NULL OR event.user_id = $2) AND ($3::text IS NULL OR event.entity = $3)
AND ($4::uuid IS NULL OR event.entity_id = $4) AND ($5::text IS NULL OR event.action = $5)
AND ($6::timestamptz IS NULL OR event.created_at >= $6) AND ($7::timestamptz IS NULL OR event.created_at < $7)
"""

# The person as this organization shows them; the log outlives a membership, which is only ever ended.
_PAGE = f"""
SELECT event.id, event.user_id, event.action, event.entity, event.entity_id, event.old_value::text AS old_value,
    event.new_value::text AS new_value, event.ip, event.user_agent, event.created_at,
    coalesce(member.name, account.name) AS user_name, account.email AS user_email
FROM audit_event AS event
LEFT JOIN user_account AS account ON account.id = event.user_id
LEFT JOIN membership AS member ON member.organization_id = event.organization_id AND member.user_id = event.user_id
WHERE {_ASKED} ORDER BY event.created_at DESC, event.id DESC LIMIT $8 OFFSET $9
"""

_COUNT = f"SELECT count(*) FROM audit_event AS event WHERE {_ASKED}"

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
    session: ReadSession, tenant: TenantId, asked: Sequence[object], limit: int, offset: int
) -> list[asyncpg.Record]:
    return await session.fetch(_PAGE, tenant, *asked, limit, offset)


async def count(session: ReadSession, tenant: TenantId, asked: Sequence[object]) -> int:
    return int(await session.fetchval(_COUNT, tenant, *asked))


async def forget(session: SystemSession, days: int) -> int:
    return len(await session.fetch(_FORGET, days))
