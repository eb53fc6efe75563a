"""The boundary that begins and commits. Services get a session and never commit themselves."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

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
        async with self._database.app.transaction(readonly=True, first=_first(sight)) as connection:
            session = ReadSession(connection)
            if isinstance(sight, Opening):
                await session.begin(sight)
            yield session

    @asynccontextmanager
    async def write(self, sight: TenantId | Opening | None) -> AsyncIterator[WriteSession]:
        """A transaction that commits when the block ends well; its noted effects follow the commit."""
        async with self._database.app.transaction(readonly=False, first=_first(sight)) as connection:
            session = WriteSession(connection)
            if isinstance(sight, Opening):
                await session.begin(sight)
            yield session
        if session.effects:
            self._effects(session.effects)

    @asynccontextmanager
    async def system(self) -> AsyncIterator[SystemSession]:
        """A transaction of the role `system`, across tenants; commits when the block ends well."""
        async with self._database.system.transaction(readonly=False) as connection:
            session = SystemSession(connection)
            yield session
        if session.effects:
            self._effects(session.effects)


def _first(sight: TenantId | Opening | None) -> str:
    """The statement that brings a tenant's rows into sight; an opening has one of its own, which answers something.

    Without a tenant none are: the setting is local to each transaction.
    """
    if sight is None or isinstance(sight, Opening):
        return ""
    return f"SELECT set_config('app.tenant', '{UUID(str(sight))}', true)"
