"""SQL of sessions and refresh tokens."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import SessionId, TenantId, UserId, new_id

_INSERT = """
INSERT INTO user_session (id, user_id, audience, organization_id, expires_at, ip, user_agent)
VALUES ($1, $2, $3, $4, clock_timestamp() + $5, $6, $7)
"""

_INSERT_LINK = """
INSERT INTO refresh_token (id, session_id, parent_id, digest, expires_at)
VALUES ($1, $2, $3, $4, clock_timestamp() + $5)
"""

_LOCK_FAMILY = """
SELECT id FROM user_session WHERE id = (SELECT session_id FROM refresh_token WHERE digest = ANY($1))
FOR NO KEY UPDATE
"""

# A statement of its own after the lock: only then does it see what a parallel refresh has just committed.
_PRESENTED = """
SELECT token.id, session.id AS session_id, session.user_id,
    session.revoked_at IS NULL AND session.expires_at > clock_timestamp()
        AND token.expires_at > clock_timestamp() AND account.is_active AS alive,
    token.used_at IS NULL AS unused,
    token.used_at + $2 > clock_timestamp() AND NOT EXISTS (
        SELECT 1 FROM refresh_token AS child WHERE child.parent_id = token.id AND child.used_at IS NOT NULL
    ) AS within_grace
FROM refresh_token AS token
JOIN user_session AS session ON session.id = token.session_id
JOIN user_account AS account ON account.id = session.user_id
WHERE token.digest = ANY($1) AND session.audience = $3
"""

_USE = "UPDATE refresh_token SET used_at = clock_timestamp() WHERE id = $1 AND used_at IS NULL"

_PROLONG = """
UPDATE user_session SET expires_at = greatest(expires_at, clock_timestamp() + $2), last_seen_at = clock_timestamp(),
    ip = coalesce($3, ip), user_agent = coalesce($4, user_agent)
WHERE id = $1
"""

_END = "UPDATE user_session SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING id"

_END_OF_USER = """
UPDATE user_session SET revoked_at = clock_timestamp()
WHERE user_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id <> $2)
  AND ($3::uuid IS NULL OR organization_id = $3)
RETURNING id
"""

_OPEN_OF_USER = """
SELECT id, audience, user_agent, ip, created_at, last_seen_at, expires_at FROM user_session
WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
ORDER BY last_seen_at DESC, id
"""

_END_OWN = """
UPDATE user_session SET revoked_at = clock_timestamp()
WHERE id = $2 AND user_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp() RETURNING id
"""

_OF_LINK = """
SELECT session.id, session.user_id, session.organization_id
FROM refresh_token AS token JOIN user_session AS session ON session.id = token.session_id
WHERE token.digest = ANY($1) AND session.audience = $2
"""

_FORGET = """
DELETE FROM user_session WHERE id IN (
    SELECT id FROM user_session WHERE expires_at < clock_timestamp() - make_interval(days => $1)
    ORDER BY expires_at LIMIT 2000
) RETURNING 1
"""

# Chains of long sessions: links that expired are of no more use, not even to tell a reuse.
_FORGET_LINKS = """
DELETE FROM refresh_token WHERE id IN (
    SELECT id FROM refresh_token WHERE expires_at < clock_timestamp() - make_interval(days => $1) LIMIT 2000
) RETURNING 1
"""


async def insert(
    session: WriteSession,
    user: UserId,
    audience: str,
    organization: TenantId,
    lifetime: timedelta,
    client: tuple[str | None, str | None],
) -> SessionId:
    id_ = SessionId(new_id())
    await session.fetchval(_INSERT, id_, user, audience, organization, lifetime, *client)
    return id_


async def insert_token(
    session: WriteSession, family: SessionId, digest: bytes, lifetime: timedelta, *, parent: UUID | None = None
) -> None:
    await session.fetchval(_INSERT_LINK, new_id(), family, parent, digest, lifetime)


async def lock_family(session: WriteSession, digests: Sequence[bytes]) -> bool:
    """Make everybody else who presents a token of the same session wait; False if there is no such token."""
    return await session.fetchval(_LOCK_FAMILY, list(digests)) is not None


async def presented(
    session: WriteSession, digests: Sequence[bytes], grace: timedelta, audience: str
) -> asyncpg.Record | None:
    return await session.fetchrow(_PRESENTED, list(digests), grace, audience)


async def use(session: WriteSession, token: UUID) -> None:
    await session.fetchval(_USE, token)


async def prolong(
    session: WriteSession, family: SessionId, lifetime: timedelta, client: tuple[str | None, str | None]
) -> None:
    await session.fetchval(_PROLONG, family, lifetime, *client)


async def end(session: WriteSession, family: SessionId) -> list[SessionId]:
    return _ids(await session.fetch(_END, family))


async def end_of_user(
    session: WriteSession, user: UserId, *, spare: SessionId | None = None, organization: TenantId | None = None
) -> list[SessionId]:
    return _ids(await session.fetch(_END_OF_USER, user, spare, organization))


async def open_of_user(session: ReadSession, user: UserId) -> list[asyncpg.Record]:
    return await session.fetch(_OPEN_OF_USER, user)


async def end_own(session: WriteSession, user: UserId, family: SessionId) -> list[SessionId]:
    return _ids(await session.fetch(_END_OWN, user, family))


async def of_token(session: WriteSession, digests: Sequence[bytes], audience: str) -> asyncpg.Record | None:
    """The session of a refresh token, whose it is, and where it acts."""
    return await session.fetchrow(_OF_LINK, list(digests), audience)


async def forget(session: SystemSession, days: int) -> int:
    ended = await session.fetch(_FORGET, days)
    return len(ended) + len(await session.fetch(_FORGET_LINKS, days))


def _ids(rows: list[asyncpg.Record]) -> list[SessionId]:
    return [SessionId(row["id"]) for row in rows]
