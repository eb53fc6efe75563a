"""The realtime bus: Redis pub/sub. It may lose messages; the rows behind them are what counts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from redis.asyncio import Redis

from contentforge_platform.events.record import LiveEvent

CHANNEL: Final = "contentforge:events"
NOTICES: Final = "contentforge:notices"
"""A channel of its own: processes of a version that knows no notices read the other one."""

_NOTICES_AS_SENT: Final = NOTICES.encode()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that every process should know of these objects; what it is, `topic` says. No row stands behind it."""

    topic: str
    ids: tuple[UUID, ...]

    def to_json(self) -> bytes:
        """The form in which it travels on the bus."""
        return orjson.dumps({"topic": self.topic, "ids": [str(one) for one in self.ids]})

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Notice":
        """Make it again from what `to_json` wrote, parsed."""
        return cls(told["topic"], tuple(UUID(one) for one in told["ids"]))


@dataclass(frozen=True, slots=True)
class Listening:
    """From here on nothing is missed, until the connection breaks."""


class EventBus:
    """Publishes and hears live events and notices."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    async def publish(self, events: Sequence[LiveEvent]) -> None:
        """Send events in order.

        Raises:
            redis.RedisError: the bus is away; the relay will publish the rows later.
        """
        # One message for all: each costs its hearers more than the events in it.
        await self._redis.publish(CHANNEL, b"[" + b",".join(event.to_json() for event in events) + b"]")

    async def notify(self, notice: Notice) -> None:
        """Send a notice.

        Raises:
            redis.RedisError: the bus is away.
        """
        await self._redis.publish(NOTICES, notice.to_json())

    async def listen(self) -> AsyncIterator[LiveEvent | Notice | Listening]:
        """What all processes tell, as it comes, until the connection breaks; `Listening` once it stands.

        Raises:
            redis.RedisError: the bus is away; call again.
        """
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(CHANNEL, NOTICES)
            async for message in subscription.listen():
                if message["type"] == "subscribe":
                    if message["data"] == len((CHANNEL, NOTICES)):
                        yield Listening()
                elif message["channel"] == _NOTICES_AS_SENT:
                    yield Notice.from_json(orjson.loads(message["data"]))
                else:
                    for told in orjson.loads(message["data"]):
                        yield LiveEvent.from_json(told)
