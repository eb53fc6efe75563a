"""What every step works in: one transaction, and the request (if any) that caused it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from contentforge_billing.sandbox.storage import Store
from contentforge_platform.database.pools import RolePool

_TICK_SECONDS = 0.5
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtext('contentforge sandbox writer'))"


@dataclass(frozen=True, slots=True)
class Cause:
    """The request behind a change, as events name it; both None for what happens by itself."""

    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One transaction. `address` is where the sandbox's own pages are."""

    store: Store
    address: str
    cause: Cause = Cause()


class Units:
    """Opens transactions. Writers go one after the other: nothing is lost between two of them, in any order."""

    def __init__(self, pool: RolePool, address: str) -> None:
        self._pool = pool
        self.address = address
        self._watchers: list[asyncio.Event] = []

    @contextmanager
    def watch(self) -> Iterator[asyncio.Event]:
        """An event that is set after each writer's commit, for a loop that looks for new work."""
        watcher = asyncio.Event()
        self._watchers.append(watcher)
        try:
            yield watcher
        finally:
            self._watchers.remove(watcher)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        async with self._pool.transaction(readonly=True) as driver:
            yield Unit(Store(driver), self.address)

    @asynccontextmanager
    async def write(self, cause: Cause | None = None) -> AsyncIterator[Unit]:
        """A transaction that commits when the block ends well."""
        async with self._pool.transaction(readonly=False) as driver:
            await driver.execute(_ONE_WRITER)
            yield Unit(Store(driver), self.address, cause or Cause())
        for watcher in self._watchers:
            watcher.set()

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[Store]:
        """A transaction that waits for no writer: notes about requests, deliveries and switches."""
        async with self._pool.transaction(readonly=False) as driver:
            yield Store(driver)


async def woken(watcher: asyncio.Event) -> None:
    """Wait for a commit, or for the tick of a loop's own clock."""
    try:
        async with asyncio.timeout(_TICK_SECONDS):
            await watcher.wait()
    except TimeoutError:
        return
