"""SQL of organizations."""

from collections.abc import Sequence

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
INSERT INTO organization (id, slug, name, kind, owner_id, partner_id, plan)
VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, 'free'))
ON CONFLICT DO NOTHING RETURNING created_at
"""

_OF_USER = "SELECT id, slug, name, kind, plan, state, role, owner_id, created_at FROM organizations_of_user($1)"

_LOCK_OWNER = "SELECT 1 FROM user_account WHERE id = $1 FOR NO KEY UPDATE"

_SET_PLAN = """
UPDATE organization SET plan = $2, updated_at = now() WHERE id = $1 AND plan <> $2 RETURNING 1
"""

# The partner's row is not in sight; its plan is told by a function of the role `system`.
_GET = """
SELECT id, slug, name, kind, state, owner_id, partner_id, created_at,
       CASE WHEN partner_id IS NULL THEN plan ELSE concat_ws('<', plan, (partner_of_tenant()).plan) END AS plan
FROM organization WHERE id = $1
"""

_IS_OPEN = """
SELECT 'suspended' NOT IN (state, coalesce((partner_of_tenant()).state, '')) FROM organization WHERE id = $1
"""

_SLUGS_OF = "SELECT id, slug FROM organization WHERE id = ANY($1::uuid[])"
_UNLED = "SELECT id FROM organization WHERE slug = $1 AND owner_id IS NULL AND partner_id IS NULL"

# Of two at once, the second waits here and then finds an owner.
_ADOPT = """
UPDATE organization SET owner_id = $2, updated_at = now() WHERE id = $1 AND owner_id IS NULL RETURNING 1
"""

_SET_OWNER = "UPDATE organization SET owner_id = $2, updated_at = now() WHERE id = $1"
_SUSPEND = """
UPDATE organization SET state = 'suspended', suspended_at = clock_timestamp(), suspended_for = $2, updated_at = now()
WHERE id = $1 AND state = 'active' RETURNING 1
"""

# The reason as it was: RETURNING tells what the row has become.
_RESUME = """
WITH former AS MATERIALIZED (
    SELECT coalesce(suspended_for, '') AS reason FROM organization WHERE id = $1 AND state = 'suspended' FOR UPDATE
)
UPDATE organization SET state = 'active', suspended_at = NULL, suspended_for = NULL, updated_at = now()
FROM former WHERE organization.id = $1 RETURNING former.reason
"""

_LOCK_PLAN = "SELECT plan FROM organization WHERE id = $1 FOR NO KEY UPDATE"


async def insert(
    session: WriteSession,
    tenant: TenantId,
    slug: str,
    name: str,
    kind: str,
    owner: UserId | None,
    family: tuple[TenantId, str] | None,
) -> asyncpg.Record | None:
    """None if the slug is taken, or the person already has a personal organization."""
    partner, plan = family or (None, None)
    return await session.fetchrow(_INSERT, tenant, slug, name, kind, owner, partner, plan)


async def of_user(session: ReadSession, user: UserId) -> list[asyncpg.Record]:
    return await session.fetch(_OF_USER, user)


async def lock_owner(session: WriteSession, user: UserId) -> None:
    await session.fetchval(_LOCK_OWNER, user)


async def set_plan(session: WriteSession, tenant: TenantId, plan: str) -> bool:
    return await session.fetchval(_SET_PLAN, tenant, plan) is not None


async def lock_plan(session: WriteSession, tenant: TenantId) -> str | None:
    """The plan's word; it does not change, and nobody else comes this way, until the end of the transaction."""
    plan: str | None = await session.fetchval(_LOCK_PLAN, tenant)
    return plan


async def suspend(session: WriteSession, tenant: TenantId, reason: str) -> bool:
    """False if it is not active."""
    return await session.fetchval(_SUSPEND, tenant, reason) is not None


async def resume(session: WriteSession, tenant: TenantId) -> str | None:
    """Why it was suspended; None if it is not."""
    reason: str | None = await session.fetchval(_RESUME, tenant)
    return reason


async def unled(session: SystemSession, slug: str) -> TenantId | None:
    tenant = await session.fetchval(_UNLED, slug)
    return None if tenant is None else TenantId(tenant)


async def slugs_of(session: SystemSession, tenants: Sequence[TenantId]) -> list[asyncpg.Record]:
    return await session.fetch(_SLUGS_OF, tenants)


async def adopt(session: WriteSession, tenant: TenantId, owner: UserId) -> bool:
    return await session.fetchval(_ADOPT, tenant, owner) is not None


async def set_owner(session: WriteSession, tenant: TenantId, owner: UserId) -> None:
    await session.fetchval(_SET_OWNER, tenant, owner)


async def get(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_GET, tenant)


async def is_open(session: ReadSession, tenant: TenantId) -> bool:
    """Also false where there is no such organization."""
    return bool(await session.fetchval(_IS_OPEN, tenant))
