"""How the work stands, for metrics and for `doctor` (role `system`)."""

from dataclasses import dataclass

from contentforge_platform.database.sessions import SystemSession

_BACKLOG = """
SELECT queue, kind,
       count(*) FILTER (WHERE state = 'ready') AS ready,
       count(*) FILTER (WHERE state = 'running') AS running,
       coalesce(extract(epoch FROM clock_timestamp() - min(ready_at) FILTER (WHERE state = 'ready')), 0)
           AS oldest_seconds
FROM work_item WHERE state IN ('ready', 'running') GROUP BY queue, kind
"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Claimable and leased items of one kind, and for how many seconds the oldest claimable one has been so."""

    queue: str
    kind: str
    ready: int
    running: int
    oldest_seconds: float


async def backlog(session: SystemSession) -> list[Backlog]:
    """One entry per kind that has something ready or running."""
    rows = await session.fetch(_BACKLOG)
    return [
        Backlog(row["queue"], row["kind"], row["ready"], row["running"], float(row["oldest_seconds"])) for row in rows
    ]
