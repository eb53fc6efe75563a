"""How the work stands, for metrics, for `doctor` and for operators (role `system`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contentforge_platform.database.sessions import SystemSession
from contentforge_platform.ids import TenantId
from contentforge_platform.work.kinds import NO_TENANT


class WorkState(StrEnum):
    """Where an item may stand that has not ended."""

    SCHEDULED = "scheduled"
    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"


# Each state has an index of its own, which counting all of them at once would not use.
_OF_STATE: Final = """
SELECT queue, kind, '{state}' AS state, count(*)::int AS items,
    coalesce(extract(epoch FROM clock_timestamp() - min(ready_at)), 0)::float8 AS oldest_seconds
FROM work_item WHERE state = '{state}' GROUP BY queue, kind
"""
_BACKLOG: Final = " UNION ALL ".join(_OF_STATE.format(state=state.value) for state in WorkState)

_MOST_OPEN: Final = """
SELECT organization_id, sum(items)::int AS items FROM (
    SELECT organization_id, count(*) AS items FROM work_item WHERE state = 'waiting' GROUP BY organization_id
    UNION ALL
    SELECT organization_id, count(*) FROM work_item WHERE state IN ('ready', 'running') GROUP BY organization_id
) AS counted WHERE organization_id <> $2 GROUP BY organization_id ORDER BY items DESC, organization_id LIMIT $1
"""
# The moment is the transaction's: the index is not used for one that may change from row to row.
_MOST_ENDED: Final = """
SELECT organization_id, count(*)::int AS items FROM work_item
WHERE finished_at > now() - make_interval(secs => $3) AND organization_id <> $2
GROUP BY organization_id ORDER BY items DESC, organization_id LIMIT $1
"""


@dataclass(frozen=True, slots=True)
class Busiest:
    """The organizations with the most work: items that are due and have not ended, and items that ended lately."""

    open: Mapping[TenantId, int]
    ended: Mapping[TenantId, int]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not ended of one kind: how many items in each state.

    `oldest_seconds` is for how long the oldest claimable one has been so.
    """

    queue: str
    kind: str
    depth: Mapping[WorkState, int]
    oldest_seconds: float

    @property
    def ready(self) -> int:
        return self.depth[WorkState.READY]

    @property
    def running(self) -> int:
        return self.depth[WorkState.RUNNING]


async def backlog(session: SystemSession) -> list[Backlog]:
    """One entry per kind that has something to do."""
    found: dict[tuple[str, str], dict[WorkState, tuple[int, float]]] = {}
    for row in await session.fetch(_BACKLOG):
        of_kind = found.setdefault((row["queue"], row["kind"]), {})
        of_kind[WorkState(row["state"])] = (row["items"], row["oldest_seconds"])
    return [
        Backlog(
            queue,
            kind,
            {state: states.get(state, (0, 0.0))[0] for state in WorkState},
            states.get(WorkState.READY, (0, 0.0))[1],
        )
        for (queue, kind), states in sorted(found.items())
    ]


async def busiest(session: SystemSession, number: int, *, ended_within: float) -> Busiest:
    """So many organizations at most, of either sort; `ended_within` is in seconds."""
    waiting = await session.fetch(_MOST_OPEN, number, NO_TENANT)
    ended = await session.fetch(_MOST_ENDED, number, NO_TENANT, ended_within)
    return Busiest(
        {TenantId(row["organization_id"]): row["items"] for row in waiting},
        {TenantId(row["organization_id"]): row["items"] for row in ended},
    )
