"""SQL of memberships."""

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO membership (organization_id, user_id, role, name, avatar_url) VALUES ($1, $2, $3, $4, $5)
"""

_MEMBERS = """
SELECT member.user_id, account.email, member.name, member.avatar_url, member.role,
    member.is_active AND account.is_active AS is_active, member.created_at
FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
WHERE member.organization_id = $1 ORDER BY member.created_at, member.user_id LIMIT $2 OFFSET $3
"""

_COUNT = "SELECT count(*) FROM membership WHERE organization_id = $1"

# All owners of the organization are locked, so that two who leave at once cannot both be "not the last".
_LOCK_OWNERS = """
SELECT user_id FROM membership WHERE organization_id = $1 AND role = 'OWNER' AND is_active
ORDER BY user_id FOR NO KEY UPDATE
"""

_END = """
UPDATE membership SET is_active = false, updated_at = now()
WHERE organization_id = $1 AND user_id = $2 AND is_active RETURNING role, name
"""


async def insert(
    session: WriteSession, tenant: TenantId, user: UserId, role: str, name: str, avatar_url: str | None
) -> None:
    await session.fetchval(_INSERT, tenant, user, role, name, avatar_url)


async def members(session: ReadSession, tenant: TenantId, limit: int, offset: int) -> list[asyncpg.Record]:
    return await session.fetch(_MEMBERS, tenant, limit, offset)


async def count(session: ReadSession, tenant: TenantId) -> int:
    return int(await session.fetchval(_COUNT, tenant))


async def lock_owners(session: WriteSession, tenant: TenantId) -> list[UserId]:
    return [UserId(row["user_id"]) for row in await session.fetch(_LOCK_OWNERS, tenant)]


async def end(session: WriteSession, tenant: TenantId, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_END, tenant, user)
