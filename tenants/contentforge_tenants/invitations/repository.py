"""SQL of invitations."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_SHOWN = "id, email, role, invited_by, created_at, expires_at"

_OPEN = "organization_id = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()"

_LOCK_ORGANIZATION = "SELECT 1 FROM organization WHERE id = $1 FOR NO KEY UPDATE"

_COUNT = f"SELECT count(*) FROM invitation WHERE {_OPEN}"

_LIST = f"SELECT {_SHOWN} FROM invitation WHERE {_OPEN} ORDER BY created_at DESC, id"

_IS_MEMBER = """
SELECT EXISTS (
    SELECT 1 FROM membership JOIN user_account AS account ON account.id = membership.user_id
    WHERE membership.organization_id = $1 AND membership.is_active AND account.email_normalized = $2
)
"""

_REPLACE = """
UPDATE invitation SET ended_at = clock_timestamp()
WHERE organization_id = $1 AND email_normalized = $2 AND ended_at IS NULL
"""

_INSERT = f"""
INSERT INTO invitation (organization_id, id, email, email_normalized, role, invited_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7) RETURNING {_SHOWN}
"""

_WITHDRAW = f"""
UPDATE invitation SET ended_at = clock_timestamp() WHERE {_OPEN} AND id = $2 RETURNING {_SHOWN}
"""

_ACCEPT = f"""
UPDATE invitation SET ended_at = clock_timestamp(), accepted_by = $3 WHERE {_OPEN} AND id = $2 RETURNING role
"""

# Those of both kinds: to whom it is open, and to people with an account who are members in waiting.
_OFFER = """
SELECT organization.id AS organization_id, organization.slug, organization.name, offer.role, offer.email,
    offer.email_normalized, offer.user_id
FROM (
    SELECT organization_id, role, email, email_normalized, NULL::uuid AS user_id
    FROM invitation WHERE id = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()
    UNION ALL
    SELECT member.organization_id, member.role, account.email, account.email_normalized, account.id
    FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
    WHERE member.invitation_id = $1
) AS offer JOIN organization ON organization.id = offer.organization_id
"""

_TAKE_IN = """
INSERT INTO membership (organization_id, user_id, role, name) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id, user_id) DO UPDATE
SET role = $3, is_active = true, invitation_id = NULL, updated_at = now()
WHERE NOT membership.is_active RETURNING 1
"""


async def lock_organization(session: WriteSession, tenant: TenantId) -> None:
    await session.fetchval(_LOCK_ORGANIZATION, tenant)


async def count_open(session: ReadSession, tenant: TenantId) -> int:
    return int(await session.fetchval(_COUNT, tenant))


async def open_ones(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    return await session.fetch(_LIST, tenant)


async def is_member(session: ReadSession, tenant: TenantId, normalized: str) -> bool:
    return bool(await session.fetchval(_IS_MEMBER, tenant, normalized))


async def replace(session: WriteSession, tenant: TenantId, normalized: str) -> None:
    """End what is open to this address."""
    await session.fetchval(_REPLACE, tenant, normalized)


async def insert(
    session: WriteSession,
    tenant: TenantId,
    id_: UUID,
    address: tuple[str | None, str | None],
    role: str,
    by: UserId,
    lifetime: timedelta,
) -> asyncpg.Record | None:
    return await session.fetchrow(_INSERT, tenant, id_, *address, role, by, lifetime)


async def withdraw(session: WriteSession, tenant: TenantId, id_: UUID) -> asyncpg.Record | None:
    """None if none is open under this id."""
    return await session.fetchrow(_WITHDRAW, tenant, id_)


async def accept(session: WriteSession, tenant: TenantId, id_: UUID, user: UserId) -> str | None:
    """The role that comes with it; None if it is not open any more."""
    role: str | None = await session.fetchval(_ACCEPT, tenant, id_, user)
    return role


async def offer(session: SystemSession, id_: UUID) -> asyncpg.Record | None:
    """What is offered under an id, whichever organization offers it."""
    return await session.fetchrow(_OFFER, id_)


async def take_in(session: WriteSession, tenant: TenantId, user: UserId, role: str, name: str) -> bool:
    """False if the person is an active member; a former membership becomes this one."""
    return await session.fetchval(_TAKE_IN, tenant, user, role, name) is not None
