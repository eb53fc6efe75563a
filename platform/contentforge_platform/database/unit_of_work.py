"""The boundary that begins and commits. Services get a session and never commit themselves."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from contentforge_platform.database.pools import Database
from contentforge_platform.database.sessions import Opening, ReadSession, SystemSession, WriteSession
from contentforge_platform.database.transactions import Transaction, in_sight
from contentforge_platform.ids import TenantId
from contentforge_platform.observability import Span, SpanKind, span

_GENERIC: Final = "SET LOCAL plan_cache_mode = force_generic_plan"

Effects = Callable[[Sequence[object]], None]


class UnitOfWork:
    """Opens short transactions. Whoever waits, calls out or hashes opens one before and one after, never one around."""

    def __init__(self, database: Database, effects: Effects) -> None:
        self._database = database
        self._effects = effects

    @asynccontextmanager
    async def read(self, sight: TenantId | Opening | None, *, plans_once: bool = False) -> AsyncIterator[ReadSession]:
        """A read-only transaction in sight of one tenant's rows; None sees global tables only.

        With `plans_once` statements are planned without regard to their parameters: for those that are asked very
        often, whose planning takes longer than they do, and whose plan is the same for everybody.
        """
        first = "" if isinstance(sight, Opening) else in_sight(sight)
        if plans_once:
            first = f"{_GENERIC}; {first}"
        with _traced("read"):
            async with self._database.app.transaction(readonly=True, first=first) as connection:
                session = ReadSession(connection)
                if isinstance(sight, Opening):
                    await session.begin(sight)
                yield session

    @asynccontextmanager
    async def write(self, sight: TenantId | Opening | None) -> AsyncIterator[WriteSession]:
        """A transaction that commits when the block ends well; its noted effects follow the commit.

        An opening is looked up ahead of it: nothing that it reads is held until the commit in any case.
        """
        with _traced("write"):
            async with self._database.app.connection() as connection:
                transaction = Transaction(connection, None if isinstance(sight, Opening) else sight)
                session = WriteSession(transaction)
                if isinstance(sight, Opening):
                    await session.begin(sight)
                async with _ended(transaction):
                    yield session
        if session.effects:
            self._effects(session.effects)

    @asynccontextmanager
    async def system(self) -> AsyncIterator[SystemSession]:
        """A transaction of the role `system`, across tenants; commits when the block ends well."""
        with _traced("system"):
            async with self._database.system.connection() as connection:
                transaction = Transaction(connection)
                session = SystemSession(transaction)
                async with _ended(transaction):
                    yield session
        if session.effects:
            self._effects(session.effects)


@asynccontextmanager
async def _ended(transaction: Transaction) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        await transaction.roll_back()
        raise
    await transaction.commit()


def _traced(sort: str) -> Span:
    """A transaction as a part of a trace, the wait for a connection included; statements would be too many."""
    return span(f"transaction {sort}", {"db.system.name": "postgresql"}, kind=SpanKind.CLIENT, current=False)
