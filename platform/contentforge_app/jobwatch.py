"""Wait inside one process for a job's end, holding neither a thread nor a database connection meanwhile."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.events import EventBus, Listening, LiveEvent, Notice
from contentforge_platform.ids import TenantId

_JOB: Final = "job"
_ENDED: Final = frozenset({"completed", "failed", "cancelled"})
_POLL_SECONDS: Final = 0.75
_REST_SECONDS: Final = 1.0

# One statement for all who wait, whatever organizations they belong to. A job that is gone has ended, too.
_FINISHED = """
SELECT watched.id FROM unnest($1::uuid[], $2::uuid[]) AS watched (organization_id, id)
WHERE NOT EXISTS (
    SELECT 1 FROM generation_job AS job
    WHERE job.organization_id = watched.organization_id AND job.id = watched.id
      AND job.status IN ('pending', 'processing')
)
"""

log = structlog.get_logger(__name__)


class EventFeed:
    """This process's one subscription to the realtime bus, shared by all who want to hear."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._hearers: list[Callable[[LiveEvent], None]] = []
        self._noticers: list[Callable[[Notice], None]] = []
        self._resumers: list[Callable[[float], None]] = []
        self._heard_at = time.monotonic()

    def hear(self, hearer: Callable[[LiveEvent], None]) -> None:
        """Have `hearer` called with each event, on the event loop; it must return at once and not raise."""
        self._hearers.append(hearer)

    def notice(self, noticer: Callable[[Notice], None]) -> None:
        """Have `noticer` called with each notice; as for `hear`."""
        self._noticers.append(noticer)

    def resume(self, resumer: Callable[[float], None]) -> None:
        """Have `resumer` called when listening begins, with the seconds for which nothing was heard; as for `hear`."""
        self._resumers.append(resumer)

    async def run(self) -> None:
        """Listen until cancelled; while the bus is away, try again each second."""
        while True:
            try:
                async for told in self._bus.listen():
                    self._pass_on(told)
            except (RedisError, OSError) as error:
                log.warning("event_feed_interrupted", reason=type(error).__name__)
            await asyncio.sleep(_REST_SECONDS)

    def _pass_on(self, told: LiveEvent | Notice | Listening) -> None:
        deaf = time.monotonic() - self._heard_at
        self._heard_at += deaf
        match told:
            case LiveEvent():
                for hearer in self._hearers:
                    hearer(told)
            case Notice():
                for noticer in self._noticers:
                    noticer(told)
            case Listening():
                for resumer in self._resumers:
                    resumer(deaf)


class Watch:
    """One job being watched; made before the job is committed, so that no end can be missed."""

    def __init__(self, tenant: TenantId, job: UUID) -> None:
        self.tenant = tenant
        self.job = job
        self.waiting = False
        self.end = asyncio.Event()

    async def ended(self, seconds: float) -> bool:
        """Wait up to `seconds` for the job's end, and tell whether it came. The job must be committed by now."""
        self.waiting = True
        try:
            async with asyncio.timeout(seconds):
                await self.end.wait()
        except TimeoutError:
            return False
        finally:
            self.waiting = False
        return True


class JobWatch:
    """Hears of ends on the bus, and asks the database where the bus is silent or away."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._watches: dict[UUID, set[Watch]] = {}

    @contextmanager
    def watch(self, tenant: TenantId, job: UUID) -> Iterator[Watch]:
        """Watch a job until the block ends."""
        watch = Watch(tenant, job)
        self._watches.setdefault(job, set()).add(watch)
        try:
            yield watch
        finally:
            watches = self._watches[job]
            watches.discard(watch)
            if not watches:
                del self._watches[job]

    def hear(self, event: LiveEvent) -> None:
        """Take note of an event; for `EventFeed.hear`."""
        if event.object_kind == _JOB and event.state in _ENDED:
            self._tell(event.object_id)

    async def poll(self) -> None:
        """Ask after all awaited jobs at once, again and again, until cancelled."""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            awaited = [watch for watches in self._watches.values() for watch in watches if watch.waiting]
            if awaited:
                await self._ask(awaited)

    async def _ask(self, awaited: list[Watch]) -> None:
        try:
            async with self._uow.system() as session:
                rows = await session.fetch(
                    _FINISHED, [watch.tenant for watch in awaited], [watch.job for watch in awaited]
                )
        except TRANSIENT as error:
            log.warning("job_watch_interrupted", reason=type(error).__name__)
            return
        for row in rows:
            self._tell(row["id"])

    def _tell(self, job: UUID) -> None:
        for watch in self._watches.get(job, ()):
            watch.end.set()
