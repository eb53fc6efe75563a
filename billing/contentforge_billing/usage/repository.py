"""SQL of the usage ledger.

Locks are taken in one order everywhere: rows of the subject (by the caller), counters in the order of their metric and
month, entries. So a counter's lock guards the entries of its month, and transactions do not wait for each other in a
circle. The month is the database's, so that a process with a wrong clock does no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_billing.metrics import Metric
from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_THIS_MONTH = "date_trunc('month', clock_timestamp(), 'UTC')"

# The counter's row is created, checked and raised by one upsert: whoever waits for its lock sees the winner's figures.
# Nothing is recorded unless the counter was raised, and nothing is counted twice for an item that is known already.
_HOLD = f"""
WITH period AS MATERIALIZED (
    SELECT {_THIS_MONTH} AS start
), known AS MATERIALIZED (
    SELECT item FROM usage_entry
    WHERE organization_id = $1 AND item = ANY($3::uuid[]) AND metric = $2 AND state <> 'released'
), fresh AS MATERIALIZED (
    SELECT asked.item FROM unnest($3::uuid[]) AS asked (item) WHERE asked.item NOT IN (SELECT item FROM known)
), admitted AS (
    INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
    SELECT $1, $2, period.start, 0, wanted.units
    FROM period, (SELECT count(*)::int * $4::int AS units FROM fresh) AS wanted
    WHERE wanted.units > 0 AND ($5::int < 0 OR wanted.units <= $5::int)
    ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held + excluded.held
        WHERE $5::int < 0 OR counter.used + counter.held + excluded.held <= $5::int
    RETURNING counter.period_start
), recorded AS (
    INSERT INTO usage_entry AS entry
        (organization_id, item, metric, units, state, period_start, user_id, credential)
    SELECT $1, fresh.item, $2, $4::int, 'held', admitted.period_start, $6::uuid, $7
    FROM fresh, admitted ORDER BY fresh.item
    ON CONFLICT (organization_id, item, metric) DO UPDATE
    SET units = excluded.units, state = 'held', period_start = excluded.period_start, user_id = excluded.user_id,
        credential = excluded.credential, created_at = excluded.created_at
        WHERE entry.state = 'released'
    RETURNING 1
)
SELECT (SELECT count(*) FROM fresh) AS fresh, (SELECT period_start FROM admitted) AS period_start,
       (SELECT count(*) FROM recorded) AS recorded
"""

_GIVE_BACK = """
UPDATE usage_period SET held = held - $4::int WHERE organization_id = $1 AND metric = $2 AND period_start = $3
"""

_ACTIVE = """
SELECT item FROM usage_entry
WHERE organization_id = $1 AND metric = $2 AND item = ANY($3::uuid[]) AND state <> 'released'
"""

_LOCK = f"""
INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
VALUES ($1, $2, {_THIS_MONTH}, 0, 0)
ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held
RETURNING counter.used + counter.held
"""

_SETTLE = """
WITH seen AS (
    SELECT period_start FROM usage_entry
    WHERE organization_id = $1 AND item = $2 AND metric = $3 AND state = 'held'
), locked AS MATERIALIZED (
    SELECT counter.period_start FROM usage_period AS counter JOIN seen USING (period_start)
    WHERE counter.organization_id = $1 AND counter.metric = $3 FOR NO KEY UPDATE OF counter
), settled AS (
    UPDATE usage_entry AS entry SET state = 'settled', settled_at = clock_timestamp()
    FROM locked
    WHERE entry.organization_id = $1 AND entry.item = $2 AND entry.metric = $3 AND entry.state = 'held'
      AND entry.period_start = locked.period_start
    RETURNING entry.period_start, entry.units, entry.partner_id
)
UPDATE usage_period AS counter SET used = counter.used + settled.units, held = counter.held - settled.units
FROM settled
WHERE counter.organization_id = $1 AND counter.metric = $3 AND counter.period_start = settled.period_start
RETURNING settled.partner_id IS NOT NULL AS in_family
"""

_IS_SETTLED = """
SELECT true FROM usage_entry WHERE organization_id = $1 AND item = $2 AND metric = $3 AND state = 'settled'
"""

_HOLD_IN_FAMILY = "SELECT hold_in_family($1, $2, $3)"
_END_IN_FAMILY = "SELECT end_in_family($1, $2, $3)"
_LOCK_FAMILY = "SELECT lock_family($1)"
_TAKEN_BY_FAMILY = "SELECT metric, taken FROM taken_by_family()"

_RELEASE = """
WITH seen AS (
    SELECT DISTINCT metric, period_start FROM usage_entry
    WHERE organization_id = $1 AND metric = ANY($2::text[]) AND item = ANY($3::uuid[]) AND state = 'held'
), locked AS MATERIALIZED (
    SELECT counter.metric, counter.period_start FROM usage_period AS counter JOIN seen USING (metric, period_start)
    WHERE counter.organization_id = $1 ORDER BY counter.metric, counter.period_start FOR NO KEY UPDATE OF counter
), released AS (
    UPDATE usage_entry AS entry SET state = 'released'
    FROM locked
    WHERE entry.organization_id = $1 AND entry.item = ANY($3::uuid[]) AND entry.state = 'held'
      AND entry.metric = locked.metric AND entry.period_start = locked.period_start
    RETURNING entry.item, entry.metric, entry.period_start, entry.units, entry.partner_id
), freed AS (
    SELECT metric, period_start, sum(units)::int AS units FROM released GROUP BY metric, period_start
), counted AS (
    UPDATE usage_period AS counter SET held = counter.held - freed.units
    FROM freed
    WHERE counter.organization_id = $1 AND counter.metric = freed.metric
      AND counter.period_start = freed.period_start
)
SELECT item, bool_or(partner_id IS NOT NULL) AS in_family FROM released GROUP BY item
"""

_STANDING = f"""
WITH period AS MATERIALIZED (SELECT {_THIS_MONTH} AS start)
SELECT period.start AS period_start,
       (period.start AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC' AS period_end,
       counter.metric, counter.used + counter.held AS taken
FROM period LEFT JOIN usage_period AS counter
    ON counter.organization_id = $1 AND counter.period_start = period.start
"""

_TAKEN_BY = f"""
SELECT organization_id, metric, used + held AS taken FROM usage_period
WHERE organization_id = ANY($1::uuid[]) AND period_start = {_THIS_MONTH}
"""

# What is held, in the words of the index of it.
_RESERVED = """
SELECT metric, sum(units)::bigint AS units,
       extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS oldest_seconds
FROM usage_entry WHERE settled_at IS NULL AND state <> 'released' AND origin_id IS NULL GROUP BY metric
"""

_DISAGREEMENTS = """
WITH ledger AS (
    SELECT organization_id, metric, period_start,
           coalesce(sum(units) FILTER (WHERE state = 'settled'), 0)::bigint AS settled,
           coalesce(sum(units) FILTER (WHERE state = 'held'), 0)::bigint AS held
    FROM usage_entry GROUP BY organization_id, metric, period_start
)
SELECT organization_id, metric, period_start, coalesce(counter.used, 0) AS counted_used,
       coalesce(counter.held, 0) AS counted_held, coalesce(ledger.settled, 0) AS settled,
       coalesce(ledger.held, 0) AS held
FROM usage_period AS counter FULL JOIN ledger USING (organization_id, metric, period_start)
WHERE (coalesce(counter.used, 0), coalesce(counter.held, 0))
   <> (coalesce(ledger.settled, 0), coalesce(ledger.held, 0))
ORDER BY organization_id, metric, period_start
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Who causes usage, as the ledger keeps it: the member, and the credential that was used (a key's id, say)."""

    user: UserId | None = None
    credential: str | None = None


async def hold(
    session: WriteSession,
    tenant: TenantId,
    metric: Metric,
    units: int,
    items: Sequence[UUID],
    *,
    limit: int,
    cause: Cause,
) -> bool:
    """Hold `units` for each item that has none, all or nothing; False, with nothing written, above `limit`."""
    row = await session.fetchrow(_HOLD, tenant, metric, items, units, limit, cause.user, cause.credential)
    if row is None or row["period_start"] is None:
        return row is not None and row["fresh"] == 0
    counted_twice = row["fresh"] - row["recorded"]
    if counted_twice:  # another transaction recorded the same item while this one waited for the counter
        await session.fetchval(_GIVE_BACK, tenant, metric, row["period_start"], counted_twice * units)
    return True


async def hold_in_family(session: WriteSession, metric: Metric, items: Sequence[UUID], *, limit: int) -> bool:
    """Hold for the partner of the organization in sight what the items hold there; False above the partner's `limit`.

    The caller has just held them, and undoes that by rolling back if this fails.
    """
    return await session.fetchval(_HOLD_IN_FAMILY, metric, items, limit) is not None


async def lock_family(session: WriteSession, metric: Metric) -> int:
    """Lock the partner's counter of this month until the end of the transaction; the units taken by then."""
    return int(await session.fetchval(_LOCK_FAMILY, metric))


async def taken_by_family(session: ReadSession) -> dict[str, int]:
    """By metric, what the partner and all that it has provisioned have taken this month."""
    return {row["metric"]: row["taken"] for row in await session.fetch(_TAKEN_BY_FAMILY)}


async def active(session: ReadSession, tenant: TenantId, metric: Metric, items: Sequence[UUID]) -> set[UUID]:
    """Those of the items that are held or settled."""
    return {row["item"] for row in await session.fetch(_ACTIVE, tenant, metric, items)}


async def lock_counter(session: WriteSession, tenant: TenantId, metric: Metric) -> int:
    """Lock this month's counter until the end of the transaction; the units taken by then."""
    return int(await session.fetchval(_LOCK, tenant, metric))


async def settle(session: WriteSession, tenant: TenantId, metric: Metric, item: UUID) -> bool:
    """Turn a hold into usage, in the partner's ledger too if there is one; whether the item is settled now."""
    settled = await session.fetchrow(_SETTLE, tenant, item, metric)
    if settled is not None:
        if settled["in_family"]:
            await session.fetchval(_END_IN_FAMILY, [metric], [item], "settled")
        return True
    return bool(await session.fetchval(_IS_SETTLED, tenant, item, metric))


async def release(
    session: WriteSession, tenant: TenantId, metrics: Sequence[Metric], items: Sequence[UUID]
) -> set[UUID]:
    """Give back what the items hold, to the partner too if there is one; those that held something."""
    rows = await session.fetch(_RELEASE, tenant, metrics, items)
    shared = [row["item"] for row in rows if row["in_family"]]
    if shared:
        await session.fetchval(_END_IN_FAMILY, metrics, shared, "released")
    return {row["item"] for row in rows}


async def standing(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    """This month's bounds with each counter that exists: at least one row, `metric` null where there is none."""
    return await session.fetch(_STANDING, tenant)


async def disagreements(session: SystemSession) -> list[asyncpg.Record]:
    """Where counters and ledger differ, over all organizations."""
    return await session.fetch(_DISAGREEMENTS)


def bounds(row: asyncpg.Record) -> tuple[datetime, datetime]:
    """Start and end of the month that a row of `standing` tells of."""
    return row["period_start"], row["period_end"]


async def reserved(session: SystemSession) -> list[asyncpg.Record]:
    """By metric, over all organizations: how many units are held, and for how long already."""
    return await session.fetch(_RESERVED)


async def taken_by(session: SystemSession, tenants: Sequence[TenantId]) -> list[asyncpg.Record]:
    """By organization and metric, what was taken this month."""
    return await session.fetch(_TAKEN_BY, tenants)
