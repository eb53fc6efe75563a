"""Typed sessions: what a function may do to the database stands in its signature."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from typing_extensions import override

from contentforge_platform.database.pools import Driver
from contentforge_platform.database.transactions import Transaction
from contentforge_platform.ids import TenantId

SIGHT = "in_sight"


@dataclass(frozen=True, slots=True)
class Opening:
    """The statement ahead of all others: it decides whose rows are in sight. Its row is `session.opened`.

    It tells the tenant in its column `in_sight`, where a transaction begins after it that writes.
    """

    sql: str
    args: tuple[object, ...]


class ReadSession:
    """One transaction in which a tenant's rows can be read, by plain SQL with `$1` parameters."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.opened: asyncpg.Record | None = None

    async def begin(self, opening: Opening) -> None:
        """Bring the rows into sight that the opening decides on."""
        self.opened = await self._driver.fetchrow(opening.sql, *opening.args)

    async def enter(self, tenant: TenantId) -> None:
        """Bring a tenant's rows into sight for the rest of the transaction, e.g. of one that was just made."""
        await self._driver.fetchval("SELECT set_config('app.tenant', $1, true)", str(tenant))

    @asynccontextmanager
    async def within(self, tenant: TenantId) -> AsyncIterator[None]:
        """Bring a tenant's rows into sight for the block only; those in sight before come back after it."""
        former = await self.fetchval("SELECT coalesce(current_setting('app.tenant', true), '')")
        await self.enter(tenant)
        yield
        await self.fetchval("SELECT set_config('app.tenant', $1, true)", former)

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """All rows."""
        return await self._driver.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
        """The first row, or None."""
        return await self._driver.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:  # noqa: ANN401 - a single SQL value can be of any type
        """The first column of the first row, or None."""
        return await self._driver.fetchval(sql, *args)


class WriteSession(ReadSession):
    """One transaction in which a tenant's rows can be changed. Only the boundary that opened it commits.

    Effects (wake-ups, live events) are noted here and take place after the commit, or not at all.
    """

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction.alone())
        self._transaction = transaction
        self.effects: list[object] = []

    @override
    async def begin(self, opening: Opening) -> None:
        await super().begin(opening)
        if self.opened is not None and (told := self.opened.get(SIGHT)):
            self._transaction.sight = TenantId(UUID(told))

    @override
    async def enter(self, tenant: TenantId) -> None:
        await self._transaction.driver()
        await super().enter(tenant)

    @override
    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        return await (await self._transaction.driver()).fetch(sql, *args)

    @override
    async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
        return await (await self._transaction.driver()).fetchrow(sql, *args)

    @override
    async def fetchval(self, sql: str, *args: object) -> Any:
        return await (await self._transaction.driver()).fetchval(sql, *args)

    async def complete(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Run the statement with which everything is done: if it is the first, it commits by itself with its answer.

        A tenant is brought into sight by the function that it calls. No row means that nothing was written, and the
        transaction goes on; else a further statement is refused, unless others came before: then all commit together.
        """
        rows = await self._transaction.alone().fetch(sql, *args)
        if rows:
            self._transaction.end()
        return rows

    def after_commit(self, effect: object) -> None:
        """Note an effect for the time after the commit; the composition root knows what to do with each type."""
        self.effects.append(effect)

    @asynccontextmanager
    async def provisionally(self, *, keep: bool) -> AsyncIterator[None]:
        """Do what the block does, and undo it at its end unless `keep`: an observer sees the same work either way."""
        noted = len(self.effects)
        driver = await self._transaction.driver()
        await driver.execute("SAVEPOINT provisional")
        yield
        if keep:
            await driver.execute("RELEASE SAVEPOINT provisional")
        else:
            await driver.execute("ROLLBACK TO SAVEPOINT provisional")
            del self.effects[noted:]


class SystemSession(WriteSession):
    """A transaction of the role `system`, which sees every tenant's rows: claim, sweep, relay, console."""
