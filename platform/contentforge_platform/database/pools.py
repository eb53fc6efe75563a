"""One pool of connections per role, with time limits that keep a stuck process from holding the others up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from contentforge_platform.database.roles import driver_url
from contentforge_platform.database.settings import DatabaseSettings

Driver: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"  # generic in its stubs only

_Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

_STATEMENTS_KEPT: Final = 300
_CONNECT_SECONDS: Final = 5.0
_BEGIN: Final = "BEGIN"
_BEGIN_READING: Final = "BEGIN READ ONLY"


log = structlog.get_logger(__name__)


class Database:
    """The pools of a process: `app` serves tenants, `system` sees every row. Connections are made when first needed."""

    def __init__(self, settings: DatabaseSettings, *, application: str) -> None:
        if settings.url is None or settings.system_url is None:
            raise ValueError(
                "Set CONTENTFORGE_DATABASE__URL and CONTENTFORGE_DATABASE__SYSTEM_URL, or run `contentforge dev`."
            )
        self.app = RolePool(settings.url.get_secret_value(), settings.pool_size, settings, application)
        self.system = RolePool(settings.system_url.get_secret_value(), settings.system_pool_size, settings, application)

    async def check(self) -> None:
        """Ask the server for an answer.

        Raises:
            Exception: whatever the driver says when the database cannot be reached.
        """
        async with self.app.transaction(readonly=True) as connection:
            await connection.fetchval("SELECT 1")

    async def close(self) -> None:
        """Close all connections."""
        await self.app.close()
        await self.system.close()


class RolePool:
    """At most `size` connections of one role; who waits longer than the limit for one gets a TimeoutError."""

    def __init__(self, url: str, size: int, settings: DatabaseSettings, application: str) -> None:
        self._url = driver_url(url)
        self._size = size
        self._settings = settings
        self._application = application
        self._pool: _Pool | None = None  # belongs to the event loop that first uses it
        self._opening = asyncio.Lock()

    @property
    def in_use(self) -> int:
        """Connections that are handed out at this moment."""
        return self._pool.get_size() - self._pool.get_idle_size() if self._pool is not None else 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Driver]:
        """A connection in which nothing has begun; whoever begins something ends it."""
        pool = self._pool or await self._open()
        async with pool.acquire(timeout=self._settings.pool_timeout_seconds) as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self, *, readonly: bool, first: str = "") -> AsyncIterator[Driver]:
        """A connection in a transaction, which commits if the block ends well.

        `first` is a statement without parameters; it travels with the BEGIN, and its rows are not seen.
        """
        async with self.connection() as connection:
            try:
                await connection.execute(f"{_BEGIN_READING if readonly else _BEGIN}; {first}")
                yield connection
            except BaseException:
                await roll_back(connection)
                raise
            await connection.execute("COMMIT")

    async def close(self) -> None:
        """Close idle connections, and those in use once they come back, by force after a while."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def _open(self) -> "_Pool":
        async with self._opening:
            if self._pool is None:
                limits = self._settings
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._size,
                    timeout=_CONNECT_SECONDS,
                    statement_cache_size=_STATEMENTS_KEPT,
                    reset=_nothing_to_reset,
                    server_settings={
                        "application_name": self._application,
                        "jit": "off",
                        "statement_timeout": _milliseconds(limits.statement_timeout_seconds),
                        "lock_timeout": _milliseconds(limits.lock_timeout_seconds),
                        "idle_in_transaction_session_timeout": _milliseconds(limits.idle_transaction_seconds),
                    },
                )
            return self._pool


async def roll_back(connection: Driver) -> None:
    """End the transaction; where the connection is lost, the server has done so, and the error to tell is another."""
    try:
        await connection.execute("ROLLBACK")
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError, OSError):
        log.info("rollback_not_needed")


async def _nothing_to_reset(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """All our settings end with their transaction, so that a returned connection needs no cleaning round trip."""


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
