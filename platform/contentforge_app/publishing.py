"""Bring committed live events to the realtime bus, in order and in batches, without holding up who caused them."""

import asyncio
from collections import deque
from typing import Final
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.events import EventBus, LiveEvent, Notice
from contentforge_platform.events.relay import mark_published
from contentforge_platform.ids import TenantId
from contentforge_platform.observability import Metrics

_BATCH: Final = 200
_MOST_WAITING: Final = 20_000
_MOST_NOTICES: Final = 1_000
_GATHER_SECONDS: Final = 0.01  # an exchange with the bus costs five times as much as one event in it
_MARK_SECONDS: Final = 0.25
_REST_SECONDS: Final = 1.0
_LAST_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


class EventPublisher:
    """Publishes this process's events, and marks their rows so that the relay leaves them alone.

    What it cannot publish (the bus is away, or too much waits) it drops: the relay finds the rows after two seconds.
    Notices have no rows: they are kept and tried again.
    """

    def __init__(self, bus: EventBus, uow: UnitOfWork, metrics: Metrics) -> None:
        self._bus = bus
        self._uow = uow
        self._counted = metrics.events.labels("published")
        self._waiting: deque[LiveEvent] = deque(maxlen=_MOST_WAITING)
        self._notices: deque[Notice] = deque(maxlen=_MOST_NOTICES)
        self._published: list[tuple[TenantId, UUID]] = []
        self._signal = asyncio.Event()

    def publish(self, event: LiveEvent) -> None:
        """Have an event published soon; returns at once."""
        self._waiting.append(event)
        self._signal.set()

    def notify(self, notice: Notice) -> None:
        """Have a notice sent soon; returns at once."""
        self._notices.append(notice)
        self._signal.set()

    async def keep_publishing(self) -> None:
        """Publish as events come, until cancelled."""
        while True:
            await self._signal.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._signal.clear()
            await self._publish_waiting()

    async def keep_marking(self) -> None:
        """Mark what was published a few times a second, until cancelled."""
        while True:
            await asyncio.sleep(_MARK_SECONDS)
            await self._mark()

    async def finish(self) -> None:
        """Publish and mark what is left, briefly; the relay does the rest. Call it when the other two have ended."""
        try:
            async with asyncio.timeout(_LAST_SECONDS):
                await self._publish_waiting()
                await self._mark()
        except TimeoutError:
            log.warning("events_left_to_relay", count=len(self._waiting) + len(self._published))

    async def _publish_waiting(self) -> None:
        while self._notices:
            if not await self._send_notice():
                break
        while self._waiting:
            await self._publish_batch()

    async def _send_notice(self) -> bool:
        """Send the oldest notice; if that fails, it stays and is tried again."""
        notice = self._notices[0]
        try:
            await self._bus.notify(notice)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("notices_wait", count=len(self._notices), reason=type(error).__name__)
            self._signal.set()
            await asyncio.sleep(_REST_SECONDS)
            return False
        if self._notices and self._notices[0] is notice:  # a full queue may have dropped it meanwhile
            self._notices.popleft()
        return True

    async def _publish_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
        try:
            await self._bus.publish(batch)
        except (RedisError, OSError, TimeoutError) as error:
            left = len(batch) + len(self._waiting)
            self._waiting.clear()
            log.warning("events_left_to_relay", count=left, reason=type(error).__name__)
            await asyncio.sleep(_REST_SECONDS)
        else:
            self._counted.inc(len(batch))
            self._published += [(event.tenant, event.id) for event in batch]

    async def _mark(self) -> None:
        """Mark what was published; a failure costs no more than a second publication by the relay."""
        marked, self._published = self._published, []
        if not marked:
            return
        try:
            async with self._uow.system() as session:
                await mark_published(session, marked)
        except TRANSIENT as error:
            log.warning("events_left_to_relay", count=len(marked), reason=type(error).__name__)
