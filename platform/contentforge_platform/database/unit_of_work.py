"""The boundary that begins and commits. Services get a session and never commit themselves."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from contentforge_platform.database.pools import Database
from contentforge_platform.database.sessions import Opening, ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId

Effects = Callable[[Sequence[object]], None]


class UnitOfWork:
    """Opens short transactions. Whoever waits, calls out or hashes opens one before and one after, never one around."""

    def __init__(self, database: Database, effects: Effects) -> None:
        self._database = database
        self._effects = effects

    @asynccontextmanager
    async def read(self, sight: TenantId | Opening | None) -> AsyncIterator[ReadSession]:
        """A read-only transaction in sight of one tenant's rows; None sees global tables only."""
        async with self._database.app.transaction(readonly=True) as connection:
            session = ReadSession(connection)
            await session.begin(_opening(sight))
            yield session

    @asynccontextmanager
    async def write(self, sight: TenantId | Opening | None) -> AsyncIterator[WriteSession]:
        """A transaction that commits when the block ends well; its noted effects follow the commit."""
        async with self._database.app.transaction(readonly=False) as connection:
            session = WriteSession(connection)
            await session.begin(_opening(sight))
            yield session
        if session.effects:
            self._effects(session.effects)

    @asynccontextmanager
    async def system(self) -> AsyncIterator[SystemSession]:
        """A transaction of the role `system`, across tenants; commits when the block ends well."""
        async with self._database.system.transaction(readonly=False) as connection:
            session = SystemSession(connection)
            await session.begin(_opening(None))
            yield session
        if session.effects:
            self._effects(session.effects)


def _opening(sight: TenantId | Opening | None) -> Opening:
    return sight if isinstance(sight, Opening) else Opening.of_tenant(sight)
