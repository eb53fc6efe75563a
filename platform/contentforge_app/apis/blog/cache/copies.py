"""Answers to readers that are kept: a few megabytes in this process, the rest in Valkey, where all may find them."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import structlog
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_MOST_BYTES: Final = 16 * 1024 * 1024
_MOST_OF_ONE: Final = 1024 * 1024
_OF_EACH: Final = 1024
"""What a copy takes beside its key and body, generously: its place in the table, its objects."""
_PREFIX: Final = "cf:blog:"
_WAIT_SECONDS: Final = 0.05
_REST_SECONDS: Final = 1.0
_AWAY: Final = (RedisError, OSError, TimeoutError)
_SEPARATOR: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer that was given, in full. `route` is the template of its route; `made_at` is the wall clock's."""

    route: str
    tag: bytes
    media_type: bytes
    body: bytes
    made_at: float

    def packed(self) -> bytes:
        return _SEPARATOR.join([self.route.encode(), self.tag, self.media_type, repr(self.made_at).encode(), self.body])

    @classmethod
    def unpacked(cls, packed: bytes) -> "Copy":
        route, tag, media_type, made_at, body = packed.split(_SEPARATOR, 4)
        return cls(route.decode(), tag, media_type, body, float(made_at))


class Copies:
    """Found by site, version of its public side, and request. What is kept under a version is never wrong for it."""

    def __init__(self, redis: "Any", seconds: int) -> None:  # noqa: ANN401 - the client's own type knows no bytes
        self._redis = redis
        self._seconds = seconds
        self._here: OrderedDict[bytes, Copy] = OrderedDict()
        self._bytes = 0
        self._rests_until = 0.0
        self._writing: set[asyncio.Task[None]] = set()

    def here(self, key: bytes) -> Copy | None:
        """A fresh copy in this process."""
        copy = self._here.get(key)
        if copy is None:
            return None
        if not self._fresh(copy):
            self._drop(key)
            return None
        self._here.move_to_end(key)
        return copy

    async def elsewhere(self, key: bytes) -> Copy | None:
        """A fresh copy in Valkey, which is kept here from then on; none if Valkey does not answer within 50 ms."""
        packed = await self._asked(self._redis.get(_name(key)))
        copy = None if packed is None else Copy.unpacked(packed)
        if copy is None or not self._fresh(copy):
            return None
        self._keep_here(key, copy)
        return copy

    def keep(self, key: bytes, copy: Copy) -> None:
        """Keep a copy here, and in Valkey beside everything else."""
        if len(copy.body) > _MOST_OF_ONE:
            return
        self._keep_here(key, copy)
        if time.monotonic() >= self._rests_until and len(self._writing) < 32:  # noqa: PLR2004 - more would only queue
            task = asyncio.create_task(self._write(key, copy))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, key: bytes, copy: Copy) -> None:
        await self._asked(self._redis.set(_name(key), copy.packed(), ex=self._seconds))

    async def _asked(self, call: "Any") -> "Any":  # noqa: ANN401 - as above
        if time.monotonic() < self._rests_until:
            call.close()
            return None
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                return await call
        except _AWAY as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            log.info("public_cache_away", error=type(error).__name__)
            return None

    def _fresh(self, copy: Copy) -> bool:
        return time.time() - copy.made_at < self._seconds

    def _keep_here(self, key: bytes, copy: Copy) -> None:
        self._drop(key)
        self._here[key] = copy
        self._bytes += _cost(key, copy)
        while self._bytes > _MOST_BYTES:
            self._drop(next(iter(self._here)))

    def _drop(self, key: bytes) -> None:
        former = self._here.pop(key, None)
        if former is not None:
            self._bytes -= _cost(key, former)


def _cost(key: bytes, copy: Copy) -> int:
    """Bytes of memory. Readers choose what they ask: there may be millions of copies with little in them."""
    return len(key) + len(copy.body) + _OF_EACH


def _name(key: bytes) -> str:
    return _PREFIX + sha256(key).hexdigest()
