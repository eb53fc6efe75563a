"""Count hits in Redis, within a time limit for each call, and leave Redis alone while it does not answer."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

import structlog
from limits.aio.storage import RedisStorage
from pydantic import SecretStr
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from contentforge_platform.http.limits_notation import Rate

Answer = TypeVar("Answer")
_log = structlog.get_logger(__name__)
_PREFIX: Final = "cf:rate"
_MAX_CALLS: Final = 32
_FAILURES_TO_REST: Final = 3
_REST_SECONDS: Final = 1.0
_PROBE_SECONDS: Final = 1.0
_AWAY: Final = (RedisError, OSError, TimeoutError)


class RedisAway(Exception):
    """Redis has not answered in time, or is known not to answer."""


class RedisCounter:
    """The counting of `limits.aio` on redis-py, made safe to wait for.

    After three failures in a row, or one refused connection, no caller waits any more: calls fail at once, and the
    first of each second starts a task in the background that asks whether Redis is back. That task may take longer than
    a caller would, so that a slow first connection succeeds in the end.
    """

    def __init__(self, url: SecretStr, timeout_seconds: float) -> None:
        options: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "max_connections": _MAX_CALLS * 2, "protocol": 2}
        self._storage = RedisStorage(
            _storage_uri(url.get_secret_value()), implementation="redispy", key_prefix=_PREFIX, **options
        )
        self._timeout = timeout_seconds
        self._calls = asyncio.Semaphore(_MAX_CALLS)
        self._failures = 0
        self._away = False
        self._next_probe = 0.0
        self._probe: asyncio.Task[None] | None = None

    async def take_one(self, rate: Rate, key: str) -> float:
        """Take one hit in a moving window; 0 if it is allowed, else the seconds until one is."""
        if await self._call(self._storage.acquire_entry(key, rate.amount, rate.seconds)):
            return 0.0
        oldest, _ = await self._call(self._storage.get_moving_window(key, rate.amount, rate.seconds))
        return oldest + rate.seconds - time.time()

    async def take_many(self, rate: Rate, key: str, size: int) -> tuple[int, int]:
        """Take up to `size` hits in the fixed window; how many were granted, and how many remain of the limit."""
        count = await self._call(self._storage.incr(key, rate.seconds, amount=size))
        before = count - size
        return max(0, min(size, rate.amount - before)), max(0, rate.amount - count)

    async def window_ends_in(self, key: str) -> float:
        """Seconds until the fixed window of a key ends."""
        return await self._call(self._storage.get_expiry(key)) - time.time()

    async def close(self) -> None:
        """End the background task and the connections."""
        if self._probe is not None:
            self._probe.cancel()
            await asyncio.gather(self._probe, return_exceptions=True)
        client: Any = self._storage.bridge.get_connection()  # type: ignore[attr-defined]  # redis-py's bridge has it
        await client.aclose(close_connection_pool=True)

    async def _call(self, call: Awaitable[Answer]) -> Answer:
        if self._away:
            self._look_whether_back()
            _discard(call)
            raise RedisAway
        try:
            async with asyncio.timeout(self._timeout), self._calls:
                answer = await call
        except _AWAY as error:
            _discard(call)
            self._note(error)
            raise RedisAway from error
        self._failures = 0
        return answer

    def _note(self, error: Exception) -> None:
        self._failures += 1
        if self._away or (isinstance(error, TimeoutError) and self._failures < _FAILURES_TO_REST):
            return
        self._away = True
        self._next_probe = time.monotonic() + _REST_SECONDS
        _log.warning("rate_limit_store_away", error=repr(error))

    def _look_whether_back(self) -> None:
        now = time.monotonic()
        if now >= self._next_probe and (self._probe is None or self._probe.done()):
            self._next_probe = now + _REST_SECONDS
            self._probe = asyncio.create_task(self._ask(), name="rate-limit-probe")

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                back = await self._storage.check()
        except _AWAY:
            return
        if back:
            self._away, self._failures = False, 0
            _log.info("rate_limit_store_back")


def _discard(call: Awaitable[object]) -> None:
    """Close a coroutine that was never awaited, which would warn otherwise."""
    if asyncio.iscoroutine(call):
        call.close()


def _storage_uri(url: str) -> str:
    """The address in the scheme of `limits`; Valkey speaks Redis's protocol and is reached by the same client."""
    url = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
    return f"async+redis+{url}" if url.startswith("unix") else f"async+{url}"
