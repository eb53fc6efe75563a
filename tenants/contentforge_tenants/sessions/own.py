"""What people see of their own sessions, and how they end those that they do not know."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import SessionId, UserId
from contentforge_tenants.access import Audience
from contentforge_tenants.sessions import repository
from contentforge_tenants.sessions.devices import device_of
from contentforge_tenants.sessions.events import SessionsEnded


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One log-in that still opens something; address and device are those of its last refresh."""

    id: SessionId
    audience: Audience
    device: str | None
    user_agent: str | None
    ip: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


async def open_sessions(session: ReadSession, user: UserId) -> list[OpenSession]:
    """A person's sessions in all APIs, the one used last first."""
    return [_open(row) for row in await repository.open_of_user(session, user)]


async def end_own(session: WriteSession, user: UserId, family: SessionId) -> None:
    """End one session of a person.

    Raises:
        NotFound: they have no open session of this id.
    """
    ended = await repository.end_own(session, user, family)
    if not ended:
        raise NotFound("Session not found.")
    session.after_commit(SessionsEnded(tuple(ended)))


async def end_others(session: WriteSession, user: UserId, keep: SessionId) -> int:
    """End all sessions of a person but one, in all APIs; how many there were."""
    ended = await repository.end_of_user(session, user, spare=keep)
    if ended:
        session.after_commit(SessionsEnded(tuple(ended)))
    return len(ended)


def _open(row: asyncpg.Record) -> OpenSession:
    return OpenSession(
        id=SessionId(row["id"]),
        audience=Audience(row["audience"]),
        device=device_of(row["user_agent"]),
        user_agent=row["user_agent"],
        ip=row["ip"],
        created_at=row["created_at"],
        last_used_at=row["last_seen_at"],
        expires_at=row["expires_at"],
    )
