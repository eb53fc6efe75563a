"""Decide about requests by their rate: counts in Redis, taken in advance for busy clients, and a way on without it."""

import hashlib
import math
import time
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from pydantic import SecretStr

from contentforge_platform.errors import TooManyRequests, Unavailable
from contentforge_platform.http.limits_notation import Rate, parse
from contentforge_platform.http.local_counts import LocalCounts
from contentforge_platform.http.redis_counter import RedisAway, RedisCounter
from contentforge_platform.http.settings import RateLimitSettings

FailMode = Literal["open", "closed", "local"]
"""What a limit does while Redis is away: let all through, refuse all with 503, or count in this process alone."""

_MAX_KEY: Final = 80


class Decision(NamedTuple):
    """Whether a request may go on. `retry_after` is in whole seconds; `remaining` is None where it is not known."""

    allowed: bool
    name: str = ""
    remaining: int | None = None
    retry_after: int = 0


class RateLimiter:
    """One per process and event loop. Without a Redis address it counts in this process alone."""

    def __init__(self, redis_url: SecretStr | None, settings: RateLimitSettings) -> None:
        self.settings = settings
        self._local = LocalCounts()
        wanted = settings.enabled and redis_url is not None
        self._redis = RedisCounter(redis_url, settings.timeout_seconds) if wanted and redis_url is not None else None

    async def hit(self, notation: str, who: str, *, name: str, fail: FailMode = "open") -> Decision:
        """Count one request of `who` against the limit `name`; each rate of the notation must allow it.

        Raises:
            Unavailable: Redis is away and the fail mode is `closed`.
        """
        decision = Decision(allowed=True, name=name)
        if not self.settings.enabled:
            return decision
        for rate, key in _counters(notation, name, who):
            decision = await self._hit(rate, key, name, fail)
            if not decision.allowed:
                break
        return decision

    async def enforce(self, notation: str, who: str, *, name: str, fail: FailMode = "open") -> Decision:
        """Like `hit`, but a refusal is raised.

        Raises:
            TooManyRequests: the limit is reached.
            Unavailable: Redis is away and the fail mode is `closed`.
        """
        decision = await self.hit(notation, who, name=name, fail=fail)
        if not decision.allowed:
            raise TooManyRequests("Too many requests. Please try again later.", retry_after=decision.retry_after)
        return decision

    async def close(self) -> None:
        """Close the connections."""
        if self._redis is not None:
            await self._redis.close()

    async def _hit(self, rate: Rate, key: str, name: str, fail: FailMode) -> Decision:
        now = time.monotonic()
        # First what is paid for: it may have come while a neighbour was refused.
        remaining = None if rate.exact else self._local.take(key, now)
        if remaining is not None:
            return Decision(allowed=True, name=name, remaining=remaining)
        seconds = self._local.refused_for(key, now)
        if seconds > 0:
            return _refusal(name, seconds)
        if self._redis is None:
            return self._count_here(rate, key, name, now)
        try:
            return await (self._one if rate.exact else self._many)(self._redis, rate, key, name, now)
        except RedisAway:
            return self._without_redis(rate, key, name, fail, now)

    async def _one(self, redis: RedisCounter, rate: Rate, key: str, name: str, now: float) -> Decision:
        wait = await redis.take_one(rate, key)
        if wait <= 0:
            return Decision(allowed=True, name=name)
        self._local.refuse(key, wait, now)
        return _refusal(name, wait)

    async def _many(self, redis: RedisCounter, rate: Rate, key: str, name: str, now: float) -> Decision:
        size = self._local.next_size(key, rate.amount, now)
        granted, remaining = await redis.take_many(rate, key, size)
        if granted:
            self._local.put(key, left=granted - 1, size=size, remaining=remaining, now=now, lives=rate.seconds)
            return Decision(allowed=True, name=name, remaining=remaining + granted - 1)
        wait = max(0.01, await redis.window_ends_in(key))
        self._local.refuse(key, wait, now)
        return _refusal(name, wait)

    def _without_redis(self, rate: Rate, key: str, name: str, fail: FailMode, now: float) -> Decision:
        if fail == "open":
            return Decision(allowed=True, name=name)
        if fail == "closed":
            raise Unavailable("This cannot be done right now. Please try again in a moment.", retry_after=2)
        return self._count_here(rate, key, name, now)

    def _count_here(self, rate: Rate, key: str, name: str, now: float) -> Decision:
        seconds = self._local.count(key, rate.amount, rate.seconds, now)
        return _refusal(name, seconds) if seconds > 0 else Decision(allowed=True, name=name)


def _refusal(name: str, seconds: float) -> Decision:
    return Decision(allowed=False, name=name, remaining=0, retry_after=max(1, math.ceil(seconds)))


@lru_cache(maxsize=16_384)
def _counters(notation: str, name: str, who: str) -> tuple[tuple[Rate, str], ...]:
    """Each rate of a limit, and the key under which it is counted for `who`: the same again for most requests."""
    short = _short(who)
    return tuple((rate, f"{name}/{short}/{rate.amount}/{rate.seconds}") for rate in parse(notation))


def _short(who: str) -> str:
    """Keys of bounded length; what a client typed, such as an e-mail address, is not stored in clear."""
    if len(who) <= _MAX_KEY and "@" not in who and who.isascii():
        return who
    return hashlib.blake2b(who.encode("utf-8", "replace"), digest_size=16).hexdigest()
