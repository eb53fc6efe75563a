"""What keeps work moving when nobody else does (role `system`): due items, expired leases, free slots, old rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from contentforge_platform.database.sessions import SystemSession
from contentforge_platform.work.enqueue import Wake

_BATCH = 2000

_DUE = """
WITH due AS MATERIALIZED (
    SELECT organization_id, id FROM work_item WHERE state = 'scheduled' AND run_at <= clock_timestamp()
    ORDER BY run_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE work_item AS item
SET state = CASE WHEN EXISTS (SELECT 1 FROM work_lane AS lane WHERE lane.organization_id = item.organization_id
                              AND lane.kind = item.kind) THEN 'waiting' ELSE 'ready' END, ready_at = clock_timestamp()
FROM due WHERE item.organization_id = due.organization_id AND item.id = due.id RETURNING item.queue
"""

_EXPIRED = """
WITH expired AS MATERIALIZED (
    SELECT organization_id, id FROM work_item WHERE state = 'running' AND lease_until < clock_timestamp()
    ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE work_item AS item
SET state = 'ready', ready_at = clock_timestamp(), lease_token = NULL, lease_until = NULL,
    last_error = 'The worker died.'
FROM expired WHERE item.organization_id = expired.organization_id AND item.id = expired.id RETURNING item.queue
"""

# Lanes with somebody waiting are found by hopping through the index from lane to lane, not by reading the line.
_FILL = """
WITH RECURSIVE crowded AS (
    (SELECT organization_id, kind FROM work_item WHERE state = 'waiting' ORDER BY organization_id, kind LIMIT 1)
    UNION ALL
    SELECT following.organization_id, following.kind FROM crowded, LATERAL (
        SELECT organization_id, kind FROM work_item
        WHERE state = 'waiting' AND (organization_id, kind) > (crowded.organization_id, crowded.kind)
        ORDER BY organization_id, kind LIMIT 1
    ) AS following
), open AS MATERIALIZED (
    SELECT lane.organization_id, lane.kind, lane.slots - lane.active AS free
    FROM crowded JOIN work_lane AS lane USING (organization_id, kind)
    WHERE lane.active < lane.slots FOR UPDATE OF lane SKIP LOCKED
), next AS MATERIALIZED (
    SELECT head.organization_id, head.id FROM open, LATERAL (
        SELECT item.organization_id, item.id FROM work_item AS item
        WHERE item.organization_id = open.organization_id AND item.kind = open.kind AND item.state = 'waiting'
        ORDER BY item.run_at, item.id LIMIT open.free FOR UPDATE SKIP LOCKED
    ) AS head
), promoted AS (
    UPDATE work_item AS item SET state = 'ready', ready_at = clock_timestamp()
    FROM next WHERE item.organization_id = next.organization_id AND item.id = next.id
    RETURNING item.organization_id, item.kind, item.queue
), counted AS (
    UPDATE work_lane AS lane SET active = lane.active + gained.items
    FROM (SELECT organization_id, kind, count(*) AS items FROM promoted GROUP BY organization_id, kind) AS gained
    WHERE lane.organization_id = gained.organization_id AND lane.kind = gained.kind
)
SELECT DISTINCT queue FROM promoted
"""

_SLOTS = "UPDATE work_lane SET slots = $2 WHERE kind = $1 AND slots <> $2"

_LOCK_LANES = "SELECT organization_id, kind FROM work_lane FOR UPDATE SKIP LOCKED"

_RECOUNT = """
UPDATE work_lane AS lane SET active = actual.items
FROM (
    SELECT locked.organization_id, locked.kind, (
        SELECT count(*) FROM work_item AS item WHERE item.organization_id = locked.organization_id
        AND item.kind = locked.kind AND item.state IN ('ready', 'running')
    ) AS items FROM unnest($1::uuid[], $2::text[]) AS locked (organization_id, kind)
) AS actual
WHERE lane.organization_id = actual.organization_id AND lane.kind = actual.kind AND lane.active <> actual.items
RETURNING lane.kind
"""

_FORGET = """
DELETE FROM work_item WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM work_item
    WHERE finished_at < clock_timestamp() - make_interval(days => $1) ORDER BY finished_at LIMIT $2
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many items a sweep brought forward: come due, and taken from dead workers."""

    due: int
    expired: int


async def sweep(session: SystemSession) -> Swept:
    """Bring forward what has come due, what dead workers held, and what waits although a slot is free."""
    due = await session.fetch(_DUE, _BATCH)
    expired = await session.fetch(_EXPIRED, _BATCH)
    filled = await session.fetch(_FILL)
    for queue in _queues(due) | _queues(expired) | _queues(filled):
        session.after_commit(Wake(queue))
    return Swept(due=len(due), expired=len(expired))


async def set_slots(session: SystemSession, slots: Mapping[str, int]) -> None:
    """Bring existing lanes to the configured number of slots per kind."""
    for kind, number in slots.items():
        await session.fetchval(_SLOTS, kind, number)


async def recount_lanes(session: SystemSession) -> int:
    """Compare every lane's counter with its items and mend it; how many were wrong (a healthy system has none)."""
    lanes = await session.fetch(_LOCK_LANES)
    mended = await session.fetch(_RECOUNT, [row["organization_id"] for row in lanes], [row["kind"] for row in lanes])
    return len(mended)


async def forget_finished(session: SystemSession, *, days: int) -> int:
    """Delete one batch of items that ended more than `days` ago; how many they were."""
    return len(await session.fetch(_FORGET, days, _BATCH))


def _queues(rows: list[asyncpg.Record]) -> set[str]:
    return {row["queue"] for row in rows}
