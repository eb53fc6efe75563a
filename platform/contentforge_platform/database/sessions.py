"""Typed sessions: what a function may do to the database stands in its signature."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from contentforge_platform.database.pools import Driver
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Opening:
    """The first statement of a transaction: it decides whose rows are in sight. Its row is `session.opened`."""

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

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self.effects: list[object] = []

    def after_commit(self, effect: object) -> None:
        """Note an effect for the time after the commit; the composition root knows what to do with each type."""
        self.effects.append(effect)


class SystemSession(WriteSession):
    """A transaction of the role `system`, which sees every tenant's rows: claim, sweep, relay, console."""
