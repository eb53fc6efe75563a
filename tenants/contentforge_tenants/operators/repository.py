"""SQL of operators and their log."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.database.keyset import Stretch, older
from contentforge_platform.ids import TenantId, UserId

OF_SESSION: Final = "SELECT * FROM operator_of_session($1, $2, $3)"

# The function takes every organization's rows out of sight; the caller's come back in the same statement.
_IS_OPERATOR = """
WITH asked AS MATERIALIZED (SELECT outcome FROM operator_of_session($1, $2, $3))
SELECT outcome = 'ok' AS is_operator, set_config('app.tenant', $4::text, true) FROM asked
"""

_APPOINT = "INSERT INTO instance_operator (user_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1"

_DISMISS = "DELETE FROM instance_operator WHERE user_id = $1 RETURNING 1"

_LOG = """
INSERT INTO operator_action
    (id, operator_id, action, entity, entity_id, organization_id, reason, old_value, new_value, ip, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11)
"""

_PAGE = f"""
SELECT action.id, action.operator_id, account.email, account.name, action.action, action.entity, action.entity_id,
    action.organization_id, organization.slug, action.reason, action.old_value::text AS old_value,
    action.new_value::text AS new_value, action.ip, action.user_agent, action.created_at
FROM operator_action AS action
LEFT JOIN user_account AS account ON account.id = action.operator_id
LEFT JOIN organization ON organization.id = action.organization_id
WHERE {older("action.created_at", "action.id", 4)} AND ($1::uuid IS NULL OR action.operator_id = $1)
  AND ($2::uuid IS NULL OR action.organization_id = $2) AND ($3::text IS NULL OR action.action = $3)
ORDER BY action.created_at DESC, action.id DESC LIMIT $6
"""


async def is_operator(session: ReadSession, tenant: TenantId, of: tuple[UUID, UserId, str]) -> bool:
    return bool(await session.fetchval(_IS_OPERATOR, *of, str(tenant)))


async def appoint(session: SystemSession, user: UserId) -> bool:
    return await session.fetchval(_APPOINT, user) is not None


async def dismiss(session: SystemSession, user: UserId) -> bool:
    return await session.fetchval(_DISMISS, user) is not None


async def insert(
    session: WriteSession,
    id_: UUID,
    operator: UserId,
    what: tuple[str, str, UUID | None],
    concerned: tuple[TenantId | None, str | None],
    values: tuple[str | None, str | None],
    client: tuple[str | None, str | None],
) -> None:
    await session.fetchval(_LOG, id_, operator, *what, *concerned, *values, *client)


async def page(session: SystemSession, asked: Sequence[object], stretch: Stretch) -> list[asyncpg.Record]:
    return await session.fetch(_PAGE, *asked, *stretch.parameters)
