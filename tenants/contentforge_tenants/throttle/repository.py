"""SQL of the throttle. Each statement stands alone; the row's lock makes the count exact."""

from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession

_RECENT = (
    "SELECT moment FROM unnest(kept.attempts) AS moment WHERE moment > clock_timestamp() - make_interval(secs => $3)"
)

_ENTER = f"""
INSERT INTO login_throttle AS kept (digest, attempts, pending) VALUES ($1, ARRAY[clock_timestamp()], 1)
ON CONFLICT (digest) DO UPDATE SET
    attempts = ARRAY({_RECENT} ORDER BY moment) || clock_timestamp(),
    pending = CASE WHEN EXISTS ({_RECENT}) THEN kept.pending + 1 ELSE 1 END,
    updated_at = clock_timestamp()
WHERE (SELECT count(*) FROM ({_RECENT}) AS recent) < $2
RETURNING attempts[cardinality(attempts)]
"""

_REFUSAL = """
SELECT pending > 0 AS pending, extract(epoch FROM
    (SELECT min(moment) FROM unnest(attempts) AS moment WHERE moment > clock_timestamp() - make_interval(secs => $2))
    + make_interval(secs => $2) - clock_timestamp())::float8 AS seconds
FROM login_throttle WHERE digest = $1
"""

_FAILED = "UPDATE login_throttle SET pending = greatest(0, pending - 1) WHERE digest = $1"

_TAKE_BACK = """
UPDATE login_throttle SET pending = greatest(0, pending - 1), attempts = array_remove(attempts, $2) WHERE digest = $1
"""

_CLEAR = "DELETE FROM login_throttle WHERE digest = $1"

_FORGET = """
DELETE FROM login_throttle WHERE digest IN (
    SELECT digest FROM login_throttle WHERE updated_at < clock_timestamp() - make_interval(secs => $1) LIMIT 2000
) RETURNING 1
"""


async def enter(session: WriteSession, digest: bytes, tries: int, seconds: int) -> datetime | None:
    """The moment of the admitted try, or None if the window is full."""
    moment: datetime | None = await session.fetchval(_ENTER, digest, tries, float(seconds))
    return moment


async def refusal(session: ReadSession, digest: bytes, seconds: int) -> asyncpg.Record | None:
    """Whether tries are in flight, and in how many seconds the oldest leaves the window; None if it was cleared."""
    return await session.fetchrow(_REFUSAL, digest, float(seconds))


async def failed(session: WriteSession, digest: bytes) -> None:
    await session.fetchval(_FAILED, digest)


async def take_back(session: WriteSession, digest: bytes, moment: datetime) -> None:
    await session.fetchval(_TAKE_BACK, digest, moment)


async def clear(session: WriteSession, digest: bytes) -> None:
    await session.fetchval(_CLEAR, digest)


async def forget(session: SystemSession, seconds: int) -> int:
    return len(await session.fetch(_FORGET, float(seconds)))
