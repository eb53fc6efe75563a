"""What stands in the tables of usage, and transactions at a time of the test's choice."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import asyncpg

from contentforge_billing.metrics import Metric
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import TenantId

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Counted:
    """An organization's counters of one metric, over all its months."""

    used: int
    held: int


@dataclass(frozen=True, slots=True)
class Books:
    """What stands in the tables, read by the role that sees all."""

    uow: UnitOfWork

    async def counted(self, tenant: TenantId, metric: Metric = Metric.GENERATIONS) -> Counted:
        async with self.uow.system() as session:
            row = await session.fetchrow(
                "SELECT coalesce(sum(used), 0) AS used, coalesce(sum(held), 0) AS held FROM usage_period "
                "WHERE organization_id = $1 AND metric = $2",
                tenant,
                metric,
            )
        assert row is not None
        return Counted(used=row["used"], held=row["held"])

    async def entries(self, tenant: TenantId) -> list[asyncpg.Record]:
        async with self.uow.system() as session:
            return await session.fetch("SELECT * FROM usage_entry WHERE organization_id = $1", tenant)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A database whose clock says what the test says; a transaction at each of its times."""

    uow: UnitOfWork

    @asynccontextmanager
    async def at(self, moment: datetime, tenant: TenantId, *, zone: str = "UTC") -> AsyncIterator[WriteSession]:
        async with self.uow.write(tenant) as session:
            await session.fetchval("SELECT set_config('calendar.now', $1, true)", moment.isoformat())
            await session.fetchval("SELECT set_config('search_path', 'calendar, public, pg_catalog', true)")
            await session.fetchval("SELECT set_config('timezone', $1, true)", zone)
            yield session


_WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def until_blocked(uow: UnitOfWork) -> None:
    """Return once a transaction waits for the lock of another."""
    async with uow.read(None) as session, asyncio.timeout(10):
        while not await session.fetchval(_WAITERS):  # noqa: ASYNC110 - the event is the database's
            await asyncio.sleep(0.005)


async def at_once(calls: Iterable[Coroutine[None, None, _T]]) -> list[_T]:
    """Run all of them at once; their answers in the same order. One that fails ends the others."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(call) for call in calls]
    return [task.result() for task in tasks]
