"""The realtime bus: Redis pub/sub. It may lose messages; the rows behind them are what counts."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

import orjson
from redis.asyncio import Redis

from contentforge_platform.events.record import LiveEvent

CHANNEL: Final = "contentforge:events"


class EventBus:
    """Publishes and hears live events."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    async def publish(self, events: Sequence[LiveEvent]) -> None:
        """Send events in order.

        Raises:
            redis.RedisError: the bus is away; the relay will publish the rows later.
        """
        # One message for all: each costs its hearers more than the events in it.
        await self._redis.publish(CHANNEL, b"[" + b",".join(event.to_json() for event in events) + b"]")

    async def listen(self) -> AsyncIterator[LiveEvent]:
        """Events as they come, from all processes, until the connection breaks.

        Raises:
            redis.RedisError: the bus is away; call again.
        """
        async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                for told in orjson.loads(message["data"]):
                    yield LiveEvent.from_json(told)
