"""What a worker asks of the whole table (role `system`): claim what is ready, keep it, hand it back."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from contentforge_platform.database.sessions import SystemSession
from contentforge_platform.ids import TenantId, WorkItemId
from contentforge_platform.work.kinds import Claim

LEASE_SECONDS: Final = 30.0
RENEW_SECONDS: Final = 10.0

_CLAIM = """
WITH picked AS MATERIALIZED (
    SELECT organization_id, id FROM work_item
    WHERE queue = $1 AND state = 'ready' AND ($5::text[] IS NULL OR kind = ANY($5))
    ORDER BY ready_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE work_item AS item
SET state = 'running', attempt = item.attempt + 1, lease_token = gen_random_uuid(), leased_by = $3,
    lease_until = clock_timestamp() + make_interval(secs => $4)
FROM picked WHERE item.organization_id = picked.organization_id AND item.id = picked.id
RETURNING item.organization_id, item.id, item.kind, item.subject_id, item.attempt, item.max_attempts, item.lease_token,
    item.trace, extract(epoch FROM item.run_at - item.created_at)::float8 AS held,
    extract(epoch FROM clock_timestamp() - CASE item.attempt WHEN 1 THEN item.run_at ELSE item.ready_at END)::float8
        AS waited
"""

_RENEW = """
UPDATE work_item AS item SET lease_until = clock_timestamp() + make_interval(secs => $4)
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS held (organization_id, id, token)
WHERE item.organization_id = held.organization_id AND item.id = held.id AND item.lease_token = held.token
  AND item.state = 'running'
RETURNING item.id
"""

_HAND_BACK = """
UPDATE work_item AS item
SET state = 'ready', attempt = item.attempt - 1, lease_token = NULL, lease_until = NULL, ready_at = clock_timestamp()
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS held (organization_id, id, token)
WHERE item.organization_id = held.organization_id AND item.id = held.id AND item.lease_token = held.token
  AND item.state = 'running'
"""


async def claim(
    session: SystemSession, queue: str, limit: int, worker: str, *, kinds: Collection[str] | None = None
) -> list[Claim]:
    """Lease up to `limit` ready items of a queue, oldest first.

    Of these kinds only, if they are named: while releases change, a queue has kinds that the older one does not know.
    """
    known = list(kinds) if kinds is not None else None
    rows = await session.complete(_CLAIM, queue, limit, worker, LEASE_SECONDS, known)
    return [
        Claim(
            id=WorkItemId(row["id"]),
            tenant=TenantId(row["organization_id"]),
            kind=row["kind"],
            subject=row["subject_id"],
            attempt=row["attempt"],
            max_attempts=row["max_attempts"],
            token=row["lease_token"],
            trace=row["trace"],
            held=max(row["held"], 0.0),
            waited=max(row["waited"], 0.0),
        )
        for row in rows
    ]


async def renew(session: SystemSession, claims: Sequence[Claim]) -> set[WorkItemId]:
    """Prolong the leases; the ids of those that are still held. The others are lost: stop their work."""
    rows = await session.fetch(_RENEW, *_held(claims), LEASE_SECONDS)
    return {WorkItemId(row["id"]) for row in rows}


async def hand_back(session: SystemSession, claims: Sequence[Claim]) -> None:
    """Give items back as if never claimed; another worker may start them at once."""
    await session.fetchval(_HAND_BACK, *_held(claims))


def _held(claims: Sequence[Claim]) -> tuple[list[UUID], list[UUID], list[UUID]]:
    return [claim.tenant for claim in claims], [claim.id for claim in claims], [claim.token for claim in claims]
