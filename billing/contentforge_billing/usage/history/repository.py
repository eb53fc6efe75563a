"""SQL of usage as people look back at it. Days are UTC's, and the day of an entry is that of its reservation."""

from datetime import date, datetime
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

_TODAY = "SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date"

_IN_SPAN = """
organization_id = $1 AND created_at >= ($2::date)::timestamp AT TIME ZONE 'UTC'
    AND created_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC'
"""

_DAYS = f"""
SELECT (created_at AT TIME ZONE 'UTC')::date AS day, metric,
       coalesce(sum(units) FILTER (WHERE state = 'settled'), 0)::bigint AS settled,
       coalesce(sum(units) FILTER (WHERE state = 'held'), 0)::bigint AS held
FROM usage_entry WHERE {_IN_SPAN} AND state <> 'released' GROUP BY 1, 2
"""

_SHARES = f"""
SELECT user_id, credential, origin_id, metric, sum(units)::bigint AS used
FROM usage_entry WHERE {_IN_SPAN} AND state <> 'released' GROUP BY 1, 2, 3, 4
"""

_ENTRIES = f"""
SELECT created_at, settled_at, item, metric, units, state, user_id, credential, origin_id
FROM usage_entry
WHERE {_IN_SPAN} AND ($4::timestamptz IS NULL OR (created_at, item, metric) > ($4, $5::uuid, $6::text))
ORDER BY created_at, item, metric LIMIT $7
"""


async def today(session: ReadSession) -> date:
    found: date = await session.fetchval(_TODAY)
    return found


async def days(session: ReadSession, tenant: TenantId, first: date, last: date) -> list[asyncpg.Record]:
    return await session.fetch(_DAYS, tenant, first, last)


async def shares(session: ReadSession, tenant: TenantId, first: date, last: date) -> list[asyncpg.Record]:
    return await session.fetch(_SHARES, tenant, first, last)


async def entries(
    session: ReadSession,
    tenant: TenantId,
    first: date,
    last: date,
    after: tuple[datetime, UUID, str] | None,
    most: int,
) -> list[asyncpg.Record]:
    """Entries in the order of their making, from behind the place `after` on."""
    place = after or (None, None, None)
    return await session.fetch(_ENTRIES, tenant, first, last, *place, most)
