"""SQL of subscriptions. The customer's row is locked before anything is written here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_billing.standing import Standing
from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, new_id

_COLUMNS = """
id, stripe_id, sequence, status, plan, price_id, started_at, current_period_start, current_period_end,
cancel_at_period_end, trial_start, trial_end, ended_at, overdue_since, created_at, updated_at
"""

_TAKE_TICKET = """
INSERT INTO subscription AS known (organization_id, id, stripe_id, fetch_no) VALUES ($1, $2, $3, 1)
ON CONFLICT (organization_id, stripe_id) DO UPDATE SET fetch_no = known.fetch_no + 1
RETURNING fetch_no, status
"""

_ALL = f"""
SELECT {_COLUMNS} FROM subscription WHERE organization_id = $1 AND status IS NOT NULL
ORDER BY started_at, created_at, id
"""

_FIND = f"SELECT {_COLUMNS} FROM subscription WHERE organization_id = $1 AND stripe_id = $2"

_WRITE = f"""
UPDATE subscription
SET written_no = $3, status = $4, plan = coalesce($5, plan), price_id = $6, started_at = $7, current_period_start = $8,
    current_period_end = $9, cancel_at_period_end = $10, trial_start = $11, trial_end = $12, ended_at = $13,
    overdue_since = $14, updated_at = clock_timestamp()
WHERE organization_id = $1 AND stripe_id = $2 AND written_no < $3 AND NOT coalesce(status = ANY($15::text[]), false)
RETURNING {_COLUMNS}
"""

_COUNT_EVENT = """
UPDATE subscription SET sequence = sequence + 1 WHERE organization_id = $1 AND id = $2 RETURNING sequence
"""

_PAST_GRACE = """
SELECT DISTINCT subscription.organization_id FROM subscription JOIN organization ON organization.id = organization_id
WHERE overdue_since < clock_timestamp() - make_interval(days => $1) AND NOT organization.plan LIKE '%' || $2
  AND NOT EXISTS (SELECT 1 FROM plan_override WHERE plan_override.organization_id = organization.id)
LIMIT $3
"""
_PAUSED_WORD = Standing("", paused=True).word


@dataclass(frozen=True, slots=True)
class Written:
    """What a write notes of a subscription."""

    status: str
    plan: str | None
    price_id: str | None
    started_at: datetime
    current_period_start: datetime | None
    current_period_end: datetime | None
    cancel_at_period_end: bool
    trial_start: datetime | None
    trial_end: datetime | None
    ended_at: datetime | None
    overdue_since: datetime | None


async def take_ticket(session: WriteSession, tenant: TenantId, stripe_id: str) -> tuple[int, str | None]:
    """A number higher than all before, and the state written last."""
    row = await session.fetchrow(_TAKE_TICKET, tenant, new_id(), stripe_id)
    if row is None:
        raise LookupError("An upsert has no row.")
    return row["fetch_no"], row["status"]


async def find(session: ReadSession, tenant: TenantId, stripe_id: str) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, stripe_id)


async def every(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    """All that have been written at least once, oldest first."""
    return await session.fetch(_ALL, tenant)


async def write(
    session: WriteSession, tenant: TenantId, stripe_id: str, ticket: int, written: Written, *, final: frozenset[str]
) -> asyncpg.Record | None:
    """None, with nothing written, if a later ticket has been written, or the state is one of `final`."""
    return await session.fetchrow(
        _WRITE,
        tenant,
        stripe_id,
        ticket,
        written.status,
        written.plan,
        written.price_id,
        written.started_at,
        written.current_period_start,
        written.current_period_end,
        written.cancel_at_period_end,
        written.trial_start,
        written.trial_end,
        written.ended_at,
        written.overdue_since,
        sorted(final),
    )


async def count_event(session: WriteSession, tenant: TenantId, id_: UUID) -> int:
    return int(await session.fetchval(_COUNT_EVENT, tenant, id_))


async def now(session: ReadSession) -> datetime:
    """By the database's clock, which no process's wrong one can move."""
    moment = await session.fetchval("SELECT clock_timestamp()")
    if not isinstance(moment, datetime):
        raise TypeError("The database has no time.")
    return moment


async def past_grace(session: SystemSession, grace_days: int, limit: int) -> list[TenantId]:
    """Organizations with an overdue subscription whose grace has ended, and whose plan does not show it yet."""
    return [
        TenantId(row["organization_id"]) for row in await session.fetch(_PAST_GRACE, grace_days, _PAUSED_WORD, limit)
    ]
