"""Rows of live events seen from the whole table (role `system`): mark what was published, find what was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson

from contentforge_platform.database.sessions import SystemSession
from contentforge_platform.events.record import LiveEvent
from contentforge_platform.ids import TenantId, UserId

_EVENTS = """
SELECT organization_id, id, user_id, object_kind, object_id, sequence, state, data::text AS data,
    extract(epoch FROM created_at)::float8 AS at
FROM live_event
"""

_UNPUBLISHED = f"""
{_EVENTS} WHERE published_at IS NULL AND created_at < clock_timestamp() - make_interval(secs => $1)
ORDER BY created_at LIMIT $2
"""

_RECENT = f"""
{_EVENTS} WHERE organization_id = ANY($1::uuid[]) AND created_at > clock_timestamp() - make_interval(secs => $2)
ORDER BY created_at LIMIT $3
"""

_MARK = """
UPDATE live_event AS event SET published_at = clock_timestamp()
FROM unnest($1::uuid[], $2::uuid[]) AS told (organization_id, id)
WHERE event.organization_id = told.organization_id AND event.id = told.id AND event.published_at IS NULL
"""

_LAG = """
SELECT count(*)::int AS events,
    coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS oldest_seconds
FROM live_event WHERE published_at IS NULL
"""

_FORGET = """
DELETE FROM live_event WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM live_event
    WHERE published_at < clock_timestamp() - make_interval(hours => $1) ORDER BY published_at LIMIT 2000
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Lag:
    """Events that are committed and not known to be on the bus, and for how many seconds the oldest has waited."""

    events: int
    oldest_seconds: float


async def unpublished(session: SystemSession, *, older_than: float, limit: int = 500) -> list[LiveEvent]:
    """Events committed more than `older_than` seconds ago and never published.

    Two relays may find the same ones and publish them twice: receivers drop a sequence number that they have seen.
    """
    return [_event(row) for row in await session.fetch(_UNPUBLISHED, older_than, limit)]


async def recent(
    session: SystemSession, tenants: Sequence[TenantId], *, seconds: float, limit: int = 10_000
) -> list[LiveEvent]:
    """Events of these organizations that were committed within the last `seconds`, published or not, oldest first."""
    return [_event(row) for row in await session.fetch(_RECENT, list(tenants), seconds, limit)]


async def lag(session: SystemSession) -> Lag:
    """How far the bus is behind."""
    row = await session.fetchrow(_LAG)
    return Lag(0, 0.0) if row is None else Lag(row["events"], row["oldest_seconds"])


async def mark_published(session: SystemSession, events: Sequence[tuple[TenantId, UUID]]) -> None:
    """Note that these events are on the bus."""
    await session.fetchval(_MARK, [tenant for tenant, _ in events], [id_ for _, id_ in events])


async def forget_published(session: SystemSession, *, hours: int) -> int:
    """Delete one batch of events published more than `hours` ago; how many they were."""
    return len(await session.fetch(_FORGET, hours))


def _event(row: asyncpg.Record) -> LiveEvent:
    return LiveEvent(
        tenant=TenantId(row["organization_id"]),
        user=None if row["user_id"] is None else UserId(row["user_id"]),
        object_kind=row["object_kind"],
        object_id=row["object_id"],
        sequence=row["sequence"],
        state=row["state"],
        data=orjson.loads(row["data"]),
        id=row["id"],
        at=row["at"],
    )
