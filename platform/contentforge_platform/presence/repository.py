"""SQL of presence (role `system`). All times are the database's."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from contentforge_platform.database.sessions import ReadSession, SystemSession

_BEAT = """
INSERT INTO running_process (id, role, host, pid, version) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()
"""

_LEAVE = "DELETE FROM running_process WHERE id = $1"

_PRESENT = """
SELECT id, role, host, pid, version, started_at, seen_at,
    seen_at > clock_timestamp() - make_interval(secs => $1) AS alive
FROM running_process ORDER BY role, started_at, id LIMIT 1000
"""

_FORGET = "DELETE FROM running_process WHERE seen_at < clock_timestamp() - make_interval(secs => $1) RETURNING 1"

_FORGET_DUTIES = """
DELETE FROM duty_run WHERE greatest(done_at, failed_at) < clock_timestamp() - make_interval(secs => $1)
"""

# Several schedulers note the same duties, in the same order, so that none waits for another in a circle.
_NOTE = """
INSERT INTO duty_run AS known (name, every_seconds, done_at, failed_at, failure)
SELECT run.name, run.every_seconds,
    CASE WHEN run.failure IS NULL THEN clock_timestamp() - make_interval(secs => run.ago) END,
    CASE WHEN run.failure IS NOT NULL THEN clock_timestamp() - make_interval(secs => run.ago) END, run.failure
FROM unnest($1::text[], $2::float8[], $3::float8[], $4::text[]) AS run (name, every_seconds, ago, failure)
ORDER BY run.name
ON CONFLICT (name) DO UPDATE SET every_seconds = excluded.every_seconds,
    done_at = greatest(known.done_at, excluded.done_at), failed_at = greatest(known.failed_at, excluded.failed_at),
    failure = coalesce(excluded.failure, known.failure)
"""

_DUTIES = """
SELECT name, every_seconds, done_at, failed_at, failure,
    extract(epoch FROM clock_timestamp() - done_at)::float8 AS done_ago FROM duty_run ORDER BY name
"""


async def beat(session: SystemSession, id_: UUID, role: str, host: str, pid: int, version: str) -> None:
    await session.fetchval(_BEAT, id_, role, host, pid, version)


async def leave(session: SystemSession, id_: UUID) -> None:
    await session.fetchval(_LEAVE, id_)


async def present(session: ReadSession, alive_seconds: float) -> list[asyncpg.Record]:
    return await session.fetch(_PRESENT, alive_seconds)


async def forget(session: SystemSession, seconds: float) -> int:
    gone = await session.fetch(_FORGET, seconds)
    await session.fetchval(_FORGET_DUTIES, seconds)
    return len(gone)


async def note(
    session: SystemSession,
    names: Sequence[str],
    every: Sequence[float],
    ago: Sequence[float],
    failures: Sequence[str | None],
) -> None:
    await session.fetchval(_NOTE, names, every, ago, failures)


async def duties(session: ReadSession) -> list[asyncpg.Record]:
    return await session.fetch(_DUTIES)
