"""Typed sessions: what a function may do to the database stands in its signature."""

from dataclasses import dataclass
from typing import Any, cast

import asyncpg
from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Opening:
    """The first statement of a transaction: it decides whose rows are in sight. Its row is `session.opened`."""

    sql: str
    args: tuple[object, ...]

    @classmethod
    def of_tenant(cls, tenant: TenantId | None) -> "Opening":
        """Bring one tenant's rows into sight; None brings none, for work on global tables."""
        return cls("SELECT set_config('app.tenant', $1, true)", ("" if tenant is None else str(tenant),))


class ReadSession:
    """One transaction in which a tenant's rows can be read.

    `execute` takes SQLAlchemy statements. `fetch`, `fetchrow`, `fetchval` take plain SQL with `$1` parameters straight
    to the driver, in the same transaction: the hot paths use them, at about a third of the cost per statement.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._driver: asyncpg.Connection[asyncpg.Record] | None = None
        self.opened: Row[Any] | None = None

    async def begin(self, opening: Opening) -> None:
        """Start the transaction at the server with its first statement."""
        adapted = await self._connection.get_raw_connection()
        self._driver = cast("asyncpg.Connection[asyncpg.Record]", adapted.driver_connection)
        result = await self._connection.exec_driver_sql(opening.sql, opening.args)
        self.opened = result.first()

    async def enter(self, tenant: TenantId) -> None:
        """Bring a tenant's rows into sight for the rest of the transaction, e.g. of one that was just made."""
        await self.fetchval("SELECT set_config('app.tenant', $1, true)", str(tenant))

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run one SQLAlchemy Core statement."""
        return await self._connection.execute(statement)

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Run plain SQL; all rows."""
        return await self._in_transaction().fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
        """Run plain SQL; the first row, or None."""
        return await self._in_transaction().fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:  # noqa: ANN401 - a single SQL value can be of any type
        """Run plain SQL; the first column of the first row, or None."""
        return await self._in_transaction().fetchval(sql, *args)

    def _in_transaction(self) -> "asyncpg.Connection[asyncpg.Record]":
        driver = self._driver
        if driver is None or not driver.is_in_transaction():
            raise RuntimeError("No transaction is open: a plain statement would commit by itself.")
        return driver


class WriteSession(ReadSession):
    """One transaction in which a tenant's rows can be changed. Only the boundary that opened it commits.

    Effects (wake-ups, live events) are noted here and take place after the commit, or not at all.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self.effects: list[object] = []

    def after_commit(self, effect: object) -> None:
        """Note an effect for the time after the commit; the composition root knows what to do with each type."""
        self.effects.append(effect)


class SystemSession(WriteSession):
    """A transaction of the role `system`, which sees every tenant's rows: claim, sweep, relay, console."""
