"""SQL of organizations."""

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO organization (id, slug, name, kind, owner_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING created_at
"""

_OF_USER = "SELECT id, slug, name, kind, plan, state, role, owner_id, created_at FROM organizations_of_user($1)"

_LOCK_OWNER = "SELECT 1 FROM user_account WHERE id = $1 FOR NO KEY UPDATE"

_SET_PLAN = """
UPDATE organization SET plan = $2, updated_at = now() WHERE id = $1 AND plan <> $2 RETURNING 1
"""

_GET = """
SELECT id, slug, name, kind, plan, state, owner_id, created_at FROM organization WHERE id = $1
"""


async def insert(
    session: WriteSession, tenant: TenantId, slug: str, name: str, kind: str, owner: UserId
) -> asyncpg.Record | None:
    """None if the slug is taken, or the person already has a personal organization."""
    return await session.fetchrow(_INSERT, tenant, slug, name, kind, owner)


async def of_user(session: ReadSession, user: UserId) -> list[asyncpg.Record]:
    return await session.fetch(_OF_USER, user)


async def lock_owner(session: WriteSession, user: UserId) -> None:
    await session.fetchval(_LOCK_OWNER, user)


async def set_plan(session: WriteSession, tenant: TenantId, plan: str) -> bool:
    return await session.fetchval(_SET_PLAN, tenant, plan) is not None


async def get(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_GET, tenant)
