"""SQL of memberships."""

from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO membership (organization_id, user_id, role, name, avatar_url) VALUES ($1, $2, $3, $4, $5)
"""

_JOIN = f"{_INSERT} ON CONFLICT (organization_id, user_id) DO NOTHING RETURNING 1"

_LEAD = """
INSERT INTO membership (organization_id, user_id, role, name) VALUES ($1, $2, 'OWNER', $3)
ON CONFLICT (organization_id, user_id) DO UPDATE
SET role = 'OWNER', is_active = true, invitation_id = NULL, updated_at = now()
"""

_SHOWN = """
SELECT member.user_id, account.email, member.name, member.avatar_url, member.role,
    member.is_active AND account.is_active AS is_active, member.invitation_id IS NOT NULL AS is_invited,
    member.created_at, member.updated_at
FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
WHERE member.organization_id = $1
"""

# A search finds what stands in name or address, whatever the case.
_SOUGHT = "($2::text IS NULL OR strpos(lower(member.name), $2) > 0 OR strpos(lower(account.email), $2) > 0)"

_MEMBERS = f"{_SHOWN} AND {_SOUGHT} ORDER BY member.created_at, member.user_id LIMIT $3 OFFSET $4"

_COUNT = f"""
SELECT count(*) FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
WHERE member.organization_id = $1 AND {_SOUGHT}
"""

_MEMBER = f"{_SHOWN} AND member.user_id = $2"

# All who lead are locked, so that two who are demoted at once cannot both be "not the last".
_LOCK_LEADERS = """
SELECT user_id, role FROM membership WHERE organization_id = $1 AND role IN ('OWNER', 'ADMIN') AND is_active
ORDER BY user_id FOR NO KEY UPDATE
"""

_CHANGE = """
UPDATE membership SET name = $3, role = $4, is_active = $5, updated_at = now()
WHERE organization_id = $1 AND user_id = $2
"""

_SET_ROLE = """
UPDATE membership SET role = $3, updated_at = now() WHERE organization_id = $1 AND user_id = $2
"""

_RENAME = "UPDATE membership SET name = $3, updated_at = now() WHERE organization_id = $1 AND user_id = $2"

_INVITE = """
INSERT INTO membership (organization_id, user_id, role, name, is_active, invitation_id)
VALUES ($1, $2, $3, $4, false, $5)
ON CONFLICT (organization_id, user_id) DO UPDATE SET role = $3, name = $4, invitation_id = $5, updated_at = now()
WHERE NOT membership.is_active RETURNING 1
"""

_WITHDRAW = """
UPDATE membership SET invitation_id = NULL, updated_at = now()
WHERE organization_id = $1 AND user_id = $2 AND invitation_id IS NOT NULL RETURNING name, role
"""

_INVITED = "SELECT organization_id FROM membership WHERE invitation_id = $1"

_ACCEPT = """
UPDATE membership SET is_active = true, invitation_id = NULL, updated_at = now()
WHERE organization_id = $1 AND invitation_id = $2 RETURNING user_id, name, role
"""

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


async def join(
    session: WriteSession, tenant: TenantId, user: UserId, role: str, name: str, avatar_url: str | None
) -> bool:
    """False if there is a row of this person, ended or not."""
    return await session.fetchval(_JOIN, tenant, user, role, name, avatar_url) is not None


async def lead(session: WriteSession, tenant: TenantId, user: UserId, name: str) -> None:
    await session.fetchval(_LEAD, tenant, user, name)


async def members(
    session: ReadSession, tenant: TenantId, sought: str | None, limit: int, offset: int
) -> list[asyncpg.Record]:
    return await session.fetch(_MEMBERS, tenant, sought, limit, offset)


async def count(session: ReadSession, tenant: TenantId, sought: str | None) -> int:
    return int(await session.fetchval(_COUNT, tenant, sought))


async def member(session: ReadSession, tenant: TenantId, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_MEMBER, tenant, user)


async def lock_leaders(session: WriteSession, tenant: TenantId) -> dict[UserId, str]:
    """Active OWNERs and ADMINs with their roles, held."""
    return {UserId(row["user_id"]): row["role"] for row in await session.fetch(_LOCK_LEADERS, tenant)}


async def change(
    session: WriteSession, tenant: TenantId, user: UserId, *, name: str, role: str, is_active: bool
) -> None:
    await session.fetchval(_CHANGE, tenant, user, name, role, is_active)


async def set_role(session: WriteSession, tenant: TenantId, user: UserId, role: str) -> None:
    await session.fetchval(_SET_ROLE, tenant, user, role)


async def rename(session: WriteSession, tenant: TenantId, user: UserId, name: str) -> None:
    await session.fetchval(_RENAME, tenant, user, name)


async def invite(session: WriteSession, tenant: TenantId, user: UserId, role: str, name: str, invitation: UUID) -> bool:
    """False if the person is an active member. A former membership, or a former invitation, becomes this one."""
    return await session.fetchval(_INVITE, tenant, user, role, name, invitation) is not None


async def withdraw(session: WriteSession, tenant: TenantId, user: UserId) -> asyncpg.Record | None:
    """End what waits for consent; None if nothing does."""
    return await session.fetchrow(_WITHDRAW, tenant, user)


async def invited_to(session: SystemSession, invitation: UUID) -> TenantId | None:
    tenant = await session.fetchval(_INVITED, invitation)
    return None if tenant is None else TenantId(tenant)


async def accept(session: WriteSession, tenant: TenantId, invitation: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_ACCEPT, tenant, invitation)


async def lock_owners(session: WriteSession, tenant: TenantId) -> list[UserId]:
    return [UserId(row["user_id"]) for row in await session.fetch(_LOCK_OWNERS, tenant)]


async def end(session: WriteSession, tenant: TenantId, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_END, tenant, user)
