"""End sockets whose session has ended: at once where that is heard, and by asking the database where it was not."""

import asyncio
from collections.abc import Iterable
from typing import Final

import structlog

from contentforge_app.realtime.background import Background
from contentforge_app.realtime.engine import Engine
from contentforge_app.realtime.registry import Registry, Socket
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_tenants.principal import still_standing
from contentforge_tenants.sessions import SessionsEnded

_LOOK_SECONDS: Final = 5.0
_AGAIN_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


class Ending:
    """Ends sockets, and closes connections that have none."""

    def __init__(
        self, engine: Engine, registry: Registry, *, background: Background, uow: UnitOfWork, connect_seconds: float
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._background = background
        self._uow = uow
        self._connect_seconds = connect_seconds
        self._bare_since: dict[str, float] = {}

    def sessions_ended(self, ended: SessionsEnded) -> None:
        """End the sockets of these sessions; for `Runtime.watch_sessions`."""
        self._end(self._registry.end(ended.sessions))

    def organization_closed(self) -> None:
        """End the sockets of those who are shut out now; for `Runtime.watch_closings`."""
        self._background.run(self._recheck_twice())

    async def _recheck_twice(self) -> None:
        """Once more for those who were being let in just when the door was shut."""
        await self.recheck()
        await asyncio.sleep(_AGAIN_SECONDS)
        await self.recheck()

    async def recheck(self) -> None:
        """End the sockets of those who would not be let in any more."""
        sockets = list(self._registry)
        asked = {socket.standing for socket in sockets}
        if not asked:
            return
        try:
            async with self._uow.system() as session:
                standing = await still_standing(session, asked)
        except TRANSIENT as error:
            log.warning("sockets_not_rechecked", reason=type(error).__name__)
            return
        self._end(socket for socket in sockets if socket.standing not in standing)

    async def keep_rechecking(self, seconds: float) -> None:
        """Recheck again and again, until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            await self.recheck()

    async def keep_clearing(self) -> None:
        """Close, again and again, connections that have been without a socket for too long, until cancelled."""
        while True:
            await asyncio.sleep(min(_LOOK_SECONDS, self._connect_seconds))
            await self._clear(asyncio.get_running_loop().time())

    async def _clear(self, now: float) -> None:
        bare = [one for one in self._engine.connection_ids() if not self._registry.carries_any(one)]
        self._bare_since = {one: self._bare_since.get(one, now) for one in bare}
        for connection, since in self._bare_since.items():
            if now - since >= self._connect_seconds:
                await self._engine.cut(connection)

    def _end(self, sockets: Iterable[Socket]) -> None:
        for socket in sockets:
            self._registry.remove(socket.sid)  # from here on it hears nothing, whatever the goodbye takes
            self._background.run(self._engine.disconnect(socket.namespace, socket.sid))
