"""SQL of the work engine that runs inside a tenant's transaction (role `app`).

Locks are taken in one order everywhere: rows of the subject, usage, work item, lane. So `finish` comes last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.events.record import insertion, values
from contentforge_platform.ids import TenantId, WorkItemId
from contentforge_platform.work.kinds import Claim, Kind

_COLUMNS = "organization_id, id, kind, queue, subject_id, max_attempts, trace, run_at, state, ready_at"

_INSERT_UNLIMITED = f"""
INSERT INTO work_item ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), 'ready', clock_timestamp())
"""

_INSERT_DUE = f"""
WITH slot AS (
    INSERT INTO work_lane AS lane (organization_id, kind, slots, active) VALUES ($1, $3, $8, 1)
    ON CONFLICT (organization_id, kind) DO UPDATE SET active = lane.active + 1, slots = excluded.slots
        WHERE lane.active < excluded.slots
    RETURNING 1
)
INSERT INTO work_item ({_COLUMNS})
SELECT $1, $2, $3, $4, $5, $6, $7, clock_timestamp(),
       CASE WHEN EXISTS (SELECT 1 FROM slot) THEN 'ready' ELSE 'waiting' END, clock_timestamp()
"""

# The lane must be there when the sweeper brings the item forward; nothing is promoted now.
_INSERT_LATER = f"""
WITH lane AS (
    INSERT INTO work_lane (organization_id, kind, slots, active) SELECT $1, $3, $8, 0 WHERE $8::int IS NOT NULL
    ON CONFLICT (organization_id, kind) DO NOTHING
)
INSERT INTO work_item ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $9), 'scheduled', clock_timestamp())
"""

_ENSURE_LANE = """
INSERT INTO work_lane (organization_id, kind, slots, active) VALUES ($1, $2, $3, 0)
ON CONFLICT (organization_id, kind) DO NOTHING
"""

_INSERT_MANY = f"""
INSERT INTO work_item ({_COLUMNS})
SELECT $1, item.id, $2, $3, item.subject, $4, $5, clock_timestamp() + make_interval(secs => item.delay),
       CASE WHEN item.delay > 0 THEN 'scheduled' WHEN $6::int IS NULL THEN 'ready' ELSE 'waiting' END, clock_timestamp()
FROM unnest($7::uuid[], $8::uuid[], $9::float8[]) AS item (id, subject, delay)
"""

_FILL_LANE = """
WITH lane AS MATERIALIZED (
    SELECT slots - active AS free FROM work_lane
    WHERE organization_id = $1 AND kind = $2 AND active < slots FOR UPDATE
), next AS MATERIALIZED (
    SELECT id FROM work_item WHERE organization_id = $1 AND kind = $2 AND state = 'waiting'
    ORDER BY run_at, id LIMIT (SELECT coalesce(max(free), 0) FROM lane) FOR UPDATE SKIP LOCKED
), promoted AS (
    UPDATE work_item AS item SET state = 'ready', ready_at = clock_timestamp()
    FROM next WHERE item.organization_id = $1 AND item.id = next.id RETURNING item.id
)
UPDATE work_lane SET active = active + (SELECT count(*) FROM promoted)
WHERE organization_id = $1 AND kind = $2 AND EXISTS (SELECT 1 FROM promoted)
"""

# The freed slots go to the next in line in the same statement; what a concurrent insert adds, the sweeper mends.
_NEXT_IN_LINE = """
next AS MATERIALIZED (
    SELECT item.id FROM work_item AS item
    WHERE item.organization_id = $1 AND item.state = 'waiting' AND item.kind = (SELECT kind FROM freed LIMIT 1)
      AND (SELECT lane.active - (SELECT count(*) FROM freed) < lane.slots FROM work_lane AS lane
           WHERE lane.organization_id = $1 AND lane.kind = (SELECT kind FROM freed LIMIT 1))
    ORDER BY item.run_at, item.id LIMIT (SELECT count(*) FROM freed) FOR UPDATE SKIP LOCKED
), promoted AS (
    UPDATE work_item AS item SET state = 'ready', ready_at = clock_timestamp()
    FROM next WHERE item.organization_id = $1 AND item.id = next.id RETURNING item.queue
), counted AS (
    UPDATE work_lane AS lane
    SET active = greatest(0, lane.active - (SELECT count(*) FROM freed) + (SELECT count(*) FROM promoted))
    WHERE lane.organization_id = $1 AND lane.kind = (SELECT kind FROM freed LIMIT 1)
)
"""

_FINISH = f"""
WITH freed AS (
    UPDATE work_item
    SET state = $4, last_error = coalesce($5, last_error), lease_token = NULL, lease_until = NULL,
        finished_at = clock_timestamp()
    WHERE organization_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' RETURNING kind
), {_NEXT_IN_LINE}
SELECT (SELECT count(*) FROM freed) AS freed, (SELECT queue FROM promoted LIMIT 1) AS promoted
"""

_RETRY = f"""
WITH freed AS (
    UPDATE work_item
    SET state = 'scheduled', run_at = clock_timestamp() + make_interval(secs => $4), last_error = $5,
        lease_token = NULL, lease_until = NULL
    WHERE organization_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' RETURNING kind
), {_NEXT_IN_LINE}
SELECT (SELECT count(*) FROM freed) AS freed, (SELECT queue FROM promoted LIMIT 1) AS promoted
"""

_CANCEL_IDLE = """
UPDATE work_item SET state = 'cancelled', finished_at = clock_timestamp()
WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) AND state IN ('scheduled', 'waiting')
RETURNING id, queue
"""

_ACTIVE_KINDS = """
SELECT DISTINCT kind FROM work_item
WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) AND state IN ('ready', 'running')
"""

_CANCEL_ACTIVE = f"""
WITH freed AS (
    UPDATE work_item
    SET state = 'cancelled', finished_at = clock_timestamp(), lease_token = NULL, lease_until = NULL
    WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) AND kind = $3 AND state IN ('ready', 'running')
    RETURNING id, queue, kind
), {_NEXT_IN_LINE}
SELECT id, queue FROM freed
"""

_HASTEN = """
UPDATE work_item SET run_at = clock_timestamp()
WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) AND state = 'scheduled' AND attempt > 0
  AND run_at > clock_timestamp()
RETURNING 1
"""

_HELD = """
SELECT true FROM work_item
WHERE organization_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' FOR NO KEY UPDATE
"""


def _telling(sql: str, first: int) -> str:
    """The same statement, which also inserts an event's row, with its parameters from `$first` on."""
    told = f"WITH told AS ({insertion(first)})"
    statement = sql.strip()
    if statement.startswith("WITH "):
        return f"{told}, {statement.removeprefix('WITH ')}"
    return f"{told} {statement}"


_UNLIMITED_TELLING = _telling(_INSERT_UNLIMITED, 8)
_DUE_TELLING = _telling(_INSERT_DUE, 9)
_LATER_TELLING = _telling(_INSERT_LATER, 10)
_FINISH_TELLING = _telling(_FINISH, 6)
_HELD_TELLING = _telling(_HELD, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """An item to be inserted. `delay` is in seconds."""

    id: WorkItemId
    subject: UUID
    trace: str | None
    delay: float = 0.0


async def insert(session: WriteSession, tenant: TenantId, kind: Kind, row: Row, told: LiveEvent | None = None) -> None:
    """Insert one item, and with it the row of an event."""
    slots = kind.per_organization
    asked: tuple[object, ...] = (tenant, row.id, kind.name, kind.queue, row.subject, kind.max_attempts, row.trace)
    if row.delay > 0:
        asked = (*asked, slots, row.delay)
        plain, telling = _INSERT_LATER, _LATER_TELLING
    elif slots is None:
        plain, telling = _INSERT_UNLIMITED, _UNLIMITED_TELLING
    else:
        asked = (*asked, slots)
        plain, telling = _INSERT_DUE, _DUE_TELLING
    await _run(session, (plain, telling), asked, told)


async def insert_many(
    session: WriteSession,
    tenant: TenantId,
    kind: Kind,
    rows: Sequence[tuple[WorkItemId, UUID, float]],
    trace: str | None,
) -> None:
    limit = kind.per_organization
    ids, subjects, delays = zip(*rows, strict=True)
    values = (tenant, kind.name, kind.queue, kind.max_attempts, trace, limit, ids, subjects, delays)
    await session.fetchval(_INSERT_MANY, *values)
    if limit is not None:
        await session.fetchval(_ENSURE_LANE, tenant, kind.name, limit)
        await session.fetchval(_FILL_LANE, tenant, kind.name)


async def finish(
    session: WriteSession, claim: Claim, state: str, error: str | None, told: LiveEvent | None = None
) -> asyncpg.Record | None:
    """End an item, and insert the row of an event with it."""
    return await _run(session, (_FINISH, _FINISH_TELLING), (claim.tenant, claim.id, claim.token, state, error), told)


async def retry(session: WriteSession, claim: Claim, delay: float, error: str) -> asyncpg.Record | None:
    return await session.fetchrow(_RETRY, claim.tenant, claim.id, claim.token, delay, error)


async def is_held(session: WriteSession, claim: Claim, told: LiveEvent | None = None) -> bool:
    """Whether the lease is still the claim's; the row of an event is inserted in any case."""
    return await _run(session, (_HELD, _HELD_TELLING), (claim.tenant, claim.id, claim.token), told) is not None


async def cancel(session: WriteSession, tenant: TenantId, subjects: Sequence[UUID]) -> list[asyncpg.Record]:
    cancelled = await session.fetch(_CANCEL_IDLE, tenant, subjects)
    for row in await session.fetch(_ACTIVE_KINDS, tenant, subjects):
        cancelled += await session.fetch(_CANCEL_ACTIVE, tenant, subjects, row["kind"])
    return cancelled


async def hasten(session: WriteSession, tenant: TenantId, subjects: Sequence[UUID]) -> int:
    return len(await session.fetch(_HASTEN, tenant, subjects))


async def _run(
    session: WriteSession, statements: tuple[str, str], asked: tuple[object, ...], told: LiveEvent | None
) -> asyncpg.Record | None:
    """Run a statement, or its form that inserts the row of `told` with it."""
    plain, telling = statements
    if told is None:
        return await session.fetchrow(plain, *asked)
    row = await session.fetchrow(telling, *asked, *values(told))
    session.after_commit(told)
    return row
