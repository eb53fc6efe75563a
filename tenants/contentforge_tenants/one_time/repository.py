"""SQL of one-time tokens."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import new_id

_RECENT = """
SELECT count(*) FROM one_time_token
WHERE subject_id = $1 AND purpose = $2 AND created_at > clock_timestamp() - make_interval(secs => $3)
"""

_INSERT = """
INSERT INTO one_time_token (id, subject_id, purpose, digest, expires_at)
VALUES ($1, $2, $3, $4, clock_timestamp() + $5)
"""

_END_ALL = """
UPDATE one_time_token SET ended_at = clock_timestamp() WHERE subject_id = $1 AND purpose = $2 AND ended_at IS NULL
"""

_LIVE = "digest = ANY($1) AND purpose = $2 AND ended_at IS NULL AND expires_at > clock_timestamp()"

_HOLDER = f"SELECT subject_id FROM one_time_token WHERE {_LIVE}"

_REDEEM = f"UPDATE one_time_token SET ended_at = clock_timestamp() WHERE {_LIVE} RETURNING subject_id"

_IS_OPEN = """
SELECT EXISTS (
    SELECT 1 FROM one_time_token
    WHERE subject_id = $1 AND purpose = $2 AND expires_at > clock_timestamp() AND ended_at IS NULL
)
"""

_FORGET = """
DELETE FROM one_time_token WHERE id IN (
    SELECT id FROM one_time_token WHERE expires_at < clock_timestamp() - interval '1 day' ORDER BY expires_at LIMIT 2000
) RETURNING 1
"""


async def recent(session: ReadSession, subject: UUID, purpose: str, seconds: float) -> int:
    """How many were issued within so many seconds."""
    return int(await session.fetchval(_RECENT, subject, purpose, seconds))


async def insert(session: WriteSession, subject: UUID, purpose: str, digest: bytes, lifetime: timedelta) -> None:
    await session.fetchval(_INSERT, new_id(), subject, purpose, digest, lifetime)


async def is_open(session: ReadSession, subject: UUID, purpose: str) -> bool:
    return bool(await session.fetchval(_IS_OPEN, subject, purpose))


async def end_all(session: WriteSession, subject: UUID, purpose: str) -> None:
    await session.fetchval(_END_ALL, subject, purpose)


async def holder(session: ReadSession, digests: Sequence[bytes], purpose: str) -> UUID | None:
    found: UUID | None = await session.fetchval(_HOLDER, list(digests), purpose)
    return found


async def redeem(session: WriteSession, digests: Sequence[bytes], purpose: str) -> bool:
    return await session.fetchval(_REDEEM, list(digests), purpose) is not None


async def forget(session: SystemSession) -> int:
    return len(await session.fetch(_FORGET))
