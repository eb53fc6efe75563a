"""SQL of customers."""

from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId

_COLUMNS = "email, name, stripe_id, trial_used_at"

_INSERT = """
INSERT INTO billing_customer (organization_id, email, name) VALUES ($1, $2, $3) ON CONFLICT (organization_id) DO NOTHING
"""

_FIND = f"SELECT {_COLUMNS} FROM billing_customer WHERE organization_id = $1"

_LOCK = f"{_FIND} FOR NO KEY UPDATE"

_NAME = """
UPDATE billing_customer SET stripe_id = CASE WHEN stripe_id IS NOT DISTINCT FROM $3 THEN $2 ELSE stripe_id END
WHERE organization_id = $1 RETURNING stripe_id
"""

_USE_TRIAL = """
UPDATE billing_customer SET trial_used_at = $2 WHERE organization_id = $1 AND trial_used_at IS NULL
"""

_ORGANIZATION_OF = "SELECT organization_id FROM billing_customer WHERE stripe_id = $1"


async def insert(session: WriteSession, tenant: TenantId, email: str, name: str) -> None:
    await session.fetchval(_INSERT, tenant, email, name)


async def find(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant)


async def lock(session: WriteSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_LOCK, tenant)


async def note_stripe_id(session: WriteSession, tenant: TenantId, stripe_id: str, *, replaces: str | None) -> str:
    """The id that counts: of those that are to take the same place, the one noted first."""
    return str(await session.fetchval(_NAME, tenant, stripe_id, replaces))


async def note_trial(session: WriteSession, tenant: TenantId, began: datetime) -> None:
    await session.fetchval(_USE_TRIAL, tenant, began)


async def organization_of(session: SystemSession, stripe_id: str) -> TenantId | None:
    found = await session.fetchval(_ORGANIZATION_OF, stripe_id)
    return None if found is None else TenantId(found)
