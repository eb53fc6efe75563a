"""A process tells again and again that it is there."""

import asyncio
import os
import platform
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final
from uuid import UUID

import structlog

from contentforge_platform.database.sessions import ReadSession, SystemSession
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.database.unit_of_work import UnitOfWork
from contentforge_platform.ids import new_id
from contentforge_platform.presence import repository

_BEAT_SECONDS: Final = 10.0
_ALIVE_SECONDS: Final = 35.0
_KEEP_SECONDS: Final = 86_400.0
_GOODBYE_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A process, as it told of itself; it is taken for dead once three of its signs are missing."""

    id: UUID
    role: str
    host: str
    pid: int
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool


class Presence:
    """This process's own row. `role` is what it does, such as `api` or `worker media`."""

    def __init__(self, uow: UnitOfWork, role: str) -> None:
        self._uow = uow
        self._role = role
        self._id = new_id()
        self._version = version("contentforge")

    async def keep_telling(self) -> None:
        """Give a sign every 10 s, until cancelled."""
        while True:
            try:
                await self.tell()
            except TRANSIENT as error:
                log.info("presence_not_told", reason=type(error).__name__)
            await asyncio.sleep(_BEAT_SECONDS)

    async def tell(self) -> None:
        """Give a sign."""
        async with self._uow.system() as session:
            await repository.beat(session, self._id, self._role, platform.node(), os.getpid(), self._version)

    async def leave(self) -> None:
        """Take leave; without a database nobody hears of it, and the row is taken for dead in a moment."""
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS), self._uow.system() as session:
                await repository.leave(session, self._id)
        except TRANSIENT as error:
            log.info("presence_not_told", reason=type(error).__name__)


async def running_processes(session: ReadSession) -> list[RunningProcess]:
    """All processes that were there within the last day and did not take leave, by role; at most a thousand."""
    rows = await repository.present(session, _ALIVE_SECONDS)
    return [RunningProcess(**{name: row[name] for name in RunningProcess.__dataclass_fields__}) for row in rows]


async def forget_gone(session: SystemSession) -> int:
    """Delete processes that were not seen for a day, how many is told, and duties that nobody has any more."""
    return await repository.forget(session, _KEEP_SECONDS)
