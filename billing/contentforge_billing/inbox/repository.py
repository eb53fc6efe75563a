"""SQL of the inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_billing.gateway import StripeNotice
from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId, new_id

UNNOTICED_SECONDS: Final = 600.0
"""So long after an event's arrival its work item is taken to be lost."""

_TAKE = """
INSERT INTO stripe_event (id, stripe_id, type, customer, subscription, happened_at, state, next_try_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN 'received' ELSE 'ignored' END,
        CASE WHEN $7 THEN clock_timestamp() + make_interval(secs => $8) END,
        CASE WHEN NOT $7 THEN clock_timestamp() END)
ON CONFLICT (stripe_id) DO NOTHING RETURNING id
"""

_FIND = "SELECT id, customer, subscription, ended_at FROM stripe_event WHERE id = $1"

_END = """
UPDATE stripe_event SET state = $2, reason = $3, next_try_at = NULL, ended_at = clock_timestamp()
WHERE id = $1 AND ended_at IS NULL
"""

# Three times after 15 s, then twice as long each time up to six hours, with some chance: many are parked together.
_PARK = """
UPDATE stripe_event
SET state = 'parked', reason = $2, tries = tries + 1, next_try_at = clock_timestamp()
    + make_interval(secs => least(21600, 15 * 2 ^ greatest(least(tries, 12) - 2, 0)) * (0.8 + 0.4 * random()))
WHERE id = $1 AND ended_at IS NULL RETURNING tries
"""

_DUE = """
UPDATE stripe_event AS event
SET state = 'received', next_try_at = clock_timestamp() + make_interval(secs => $2)
FROM (
    SELECT id FROM stripe_event WHERE ended_at IS NULL AND next_try_at <= clock_timestamp()
    ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED
) AS due
WHERE event.id = due.id RETURNING event.id
"""

_LAG = """
SELECT (count(*) FILTER (WHERE state = 'received'))::int AS waiting,
    (count(*) FILTER (WHERE state = 'parked'))::int AS parked,
    coalesce(extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'received')), 0)::float8
        AS oldest_waiting,
    coalesce(extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'parked')), 0)::float8
        AS oldest_parked
FROM stripe_event WHERE ended_at IS NULL
"""

_FORGET = """
DELETE FROM stripe_event WHERE id IN (
    SELECT id FROM stripe_event WHERE ended_at < clock_timestamp() - make_interval(days => $1)
    ORDER BY ended_at LIMIT 2000
) RETURNING id
"""

_CURSOR = """
INSERT INTO stripe_cursor AS known (name, read_to) VALUES ('events', clock_timestamp() - make_interval(secs => $1))
ON CONFLICT (name) DO UPDATE SET name = known.name RETURNING read_to, reading_to, last_seen
"""

_MOVE_CURSOR = """
UPDATE stripe_cursor SET read_to = coalesce($1, read_to), reading_to = $2, last_seen = $3 WHERE name = 'events'
"""

_TO_CHECK = """
SELECT customer.organization_id, customer.stripe_id FROM billing_customer AS customer
WHERE customer.stripe_id IS NOT NULL AND (
    coalesce(customer.checked_at, '-infinity') < clock_timestamp() - make_interval(secs => $1)
        AND EXISTS (
            SELECT 1 FROM subscription WHERE subscription.organization_id = customer.organization_id
            AND (subscription.status IS NULL OR NOT subscription.status = ANY($4::text[])))
    OR coalesce(customer.checked_at, '-infinity') < clock_timestamp() - make_interval(secs => $2)
        AND EXISTS (
            SELECT 1 FROM checkout_session AS checkout WHERE checkout.organization_id = customer.organization_id
            AND checkout.state IN ('open', 'leaving') AND checkout.created_at > clock_timestamp() - interval '2 days'))
ORDER BY customer.checked_at NULLS FIRST LIMIT $3
"""

_CHECKED = "UPDATE billing_customer SET checked_at = clock_timestamp() WHERE organization_id = $1"


@dataclass(frozen=True, slots=True)
class Cursor:
    """As the table's own fields."""

    read_to: datetime
    reading_to: datetime | None
    last_seen: str | None


@dataclass(frozen=True, slots=True)
class InboxLag:
    """Events that were taken in and not applied: waiting for a worker, or put aside; ages are in seconds."""

    waiting: int
    parked: int
    oldest_waiting: float
    oldest_parked: float


async def take(session: WriteSession, notice: StripeNotice, *, acted_on: bool) -> UUID | None:
    """Insert an event; None if it is known."""
    taken = await session.fetchval(
        _TAKE,
        new_id(),
        notice.id,
        notice.type,
        notice.customer,
        notice.subscription,
        notice.created,
        acted_on,
        UNNOTICED_SECONDS,
    )
    return taken if isinstance(taken, UUID) else None


async def find(session: ReadSession, event: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, event)


async def note_applied(session: WriteSession, event: UUID) -> None:
    await session.fetchval(_END, event, "applied", None)


async def note_ignored(session: WriteSession, event: UUID, reason: str) -> None:
    await session.fetchval(_END, event, "ignored", reason)


async def park(session: WriteSession, event: UUID, reason: str) -> int | None:
    """Put an event aside; how often it was tried by now, or None if it has ended meanwhile."""
    tries = await session.fetchval(_PARK, event, reason)
    return tries if isinstance(tries, int) else None


async def take_due(session: WriteSession, limit: int) -> list[UUID]:
    """Events whose time has come to be tried again; they count as received from now on."""
    return [row["id"] for row in await session.fetch(_DUE, limit, UNNOTICED_SECONDS)]


async def lag(session: SystemSession) -> InboxLag:
    """How far the workers are behind Stripe."""
    row = await session.fetchrow(_LAG)
    if row is None:
        raise LookupError("A count has no row.")
    return InboxLag(**{name: row[name] for name in InboxLag.__dataclass_fields__})


async def forget_old(session: SystemSession, *, days: int) -> int:
    """Delete one batch of events that ended more than `days` ago; how many they were."""
    return len(await session.fetch(_FORGET, days))


async def cursor(session: WriteSession, *, look_back_seconds: float) -> Cursor:
    """How far the list was read; in the beginning, a while back from now."""
    row = await session.fetchrow(_CURSOR, look_back_seconds)
    if row is None:
        raise LookupError("An upsert has no row.")
    return Cursor(row["read_to"], row["reading_to"], row["last_seen"])


async def move_cursor(
    session: WriteSession, *, read_to: datetime | None, reading_to: datetime | None, last_seen: str | None
) -> None:
    """Note where the reading stands; `read_to` stays if it is None."""
    await session.fetchval(_MOVE_CURSOR, read_to, reading_to, last_seen)


async def customers_to_check(
    session: SystemSession, *, running_seconds: float, open_seconds: float, limit: int, ended: frozenset[str]
) -> list[tuple[TenantId, str]]:
    """Customers with a running subscription or an open page that were not compared with Stripe's for so long."""
    rows = await session.fetch(_TO_CHECK, running_seconds, open_seconds, limit, sorted(ended))
    return [(TenantId(row["organization_id"]), row["stripe_id"]) for row in rows]


async def note_checked(session: WriteSession, tenant: TenantId) -> None:
    await session.fetchval(_CHECKED, tenant)
