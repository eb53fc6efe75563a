"""SQL of the work engine that runs inside a tenant's transaction (role `app`).

Locks are taken in one order everywhere: rows of the subject, usage, work item, lane. So `finish` comes last.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from contentforge_platform.database.sessions import ReadSession, WriteSession
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

_HELD = """
SELECT true FROM work_item
WHERE organization_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' FOR NO KEY UPDATE
"""


async def insert_due(
    session: WriteSession, tenant: TenantId, kind: Kind, item: WorkItemId, subject: UUID, trace: str | None
) -> None:
    values = (tenant, item, kind.name, kind.queue, subject, kind.max_attempts, trace)
    if kind.per_organization is None:
        await session.fetchval(_INSERT_UNLIMITED, *values)
    else:
        await session.fetchval(_INSERT_DUE, *values, kind.per_organization)


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


async def finish(session: WriteSession, claim: Claim, state: str, error: str | None) -> asyncpg.Record | None:
    return await session.fetchrow(_FINISH, claim.tenant, claim.id, claim.token, state, error)


async def retry(session: WriteSession, claim: Claim, delay: float, error: str) -> asyncpg.Record | None:
    return await session.fetchrow(_RETRY, claim.tenant, claim.id, claim.token, delay, error)


async def is_held(session: ReadSession, claim: Claim) -> bool:
    return bool(await session.fetchval(_HELD, claim.tenant, claim.id, claim.token))


async def cancel(session: WriteSession, tenant: TenantId, subjects: Sequence[UUID]) -> list[asyncpg.Record]:
    cancelled = await session.fetch(_CANCEL_IDLE, tenant, subjects)
    for row in await session.fetch(_ACTIVE_KINDS, tenant, subjects):
        cancelled += await session.fetch(_CANCEL_ACTIVE, tenant, subjects, row["kind"])
    return cancelled
