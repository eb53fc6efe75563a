"""The scheduler's duties: small, repeated, safe to run in any number of processes at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog
from redis.exceptions import RedisError

from contentforge_platform.database import SystemSession, UnitOfWork
from contentforge_platform.events import EventBus, relay
from contentforge_platform.idempotency import keys
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Kind, health, sweep
from contentforge_platform.work.health import WorkState

RELAY_AFTER_SECONDS: Final = 2.0
_KEEP_FINISHED_DAYS: Final = 7
_FULL_BATCH: Final = 2000
_MOST_BATCHES: Final = 50
_KEEP_EVENTS_HOURS: Final = 24

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so many seconds."""

    name: str
    seconds: float
    do: Callable[[], Awaitable[None]]


NoteRun = Callable[[Duty, BaseException | None], None]


class Scheduler:
    """Runs its duties until stopped. A duty that fails is told of and tried again at its next time.

    `note` hears of each run, and of what it failed with; it must return at once.
    """

    def __init__(self, duties: Sequence[Duty], metrics: Metrics, note: NoteRun | None = None) -> None:
        self._duties = duties
        self._counted = metrics.duties
        self._note = note
        self._stopping = asyncio.Event()
        for duty in duties:
            for outcome in ("done", "failed"):
                metrics.duties.labels(duty.name, outcome)  # counted from zero: its first failure is one, too

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for duty in self._duties:
                group.create_task(self._repeat(duty), name=duty.name)

    def stop(self) -> None:
        self._stopping.set()

    async def _repeat(self, duty: Duty) -> None:
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            began = clock()
            failure: Exception | None = None
            try:
                await duty.do()
            except Exception as error:
                log.exception("duty_failed", duty=duty.name)
                failure = error
            self._counted.labels(duty.name, "done" if failure is None else "failed").inc()
            if self._note is not None:
                self._note(duty, failure)
            await self._pause(duty.seconds - (clock() - began))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(seconds, 0.05)):
                await self._stopping.wait()
        except TimeoutError:
            return


def work_duties(uow: UnitOfWork, kinds: Sequence[Kind], *, sweep_seconds: float = 2.0) -> list[Duty]:
    """What keeps work items moving and their tables small."""
    slots = {kind.name: kind.per_organization for kind in kinds if kind.per_organization is not None}
    return [
        Duty("sweep", sweep_seconds, lambda: _sweep(uow)),
        Duty("lanes", 30.0, lambda: _mend_lanes(uow, slots)),
        Duty("forget", 60.0, lambda: _forget(uow)),
    ]


def lag_duty(uow: UnitOfWork, metrics: Metrics) -> Duty:
    """Measure how far behind the work and the events are."""
    return Duty("lag", 5.0, lambda: _measure(uow, metrics))


def relay_duty(uow: UnitOfWork, bus: EventBus, metrics: Metrics) -> Duty:
    """Publish the events whose own process did not."""
    return Duty("relay", 1.0, lambda: _relay(uow, bus, metrics))


async def _sweep(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        swept = await sweep.sweep(session)
    if swept.expired:
        log.warning("leases_expired", items=swept.expired)


async def _mend_lanes(uow: UnitOfWork, slots: Mapping[str, int]) -> None:
    async with uow.system() as session:
        await sweep.set_slots(session, slots)
        mended = await sweep.recount_lanes(session)
    if mended:
        log.warning("lanes_mended", lanes=mended)


async def _forget(uow: UnitOfWork) -> None:
    """Delete what is old, batch by batch in transactions of their own, until little is left or much was done."""
    batches: tuple[Callable[[SystemSession], Awaitable[int]], ...] = (
        partial(sweep.forget_finished, days=_KEEP_FINISHED_DAYS),
        partial(relay.forget_published, hours=_KEEP_EVENTS_HOURS),
        keys.forget_old,
    )
    for batch in batches:
        for _ in range(_MOST_BATCHES):
            async with uow.system() as session:
                deleted = await batch(session)
            if deleted < _FULL_BATCH:
                break


async def _measure(uow: UnitOfWork, metrics: Metrics) -> None:
    async with uow.system() as session:
        backlog = await health.backlog(session)
        unpublished = await relay.lag(session)
    metrics.events_unpublished.set(unpublished.events)
    metrics.events_oldest.set(unpublished.oldest_seconds)
    metrics.work_oldest.clear()
    metrics.work_depth.clear()
    for entry in backlog:
        metrics.work_oldest.labels(entry.queue, entry.kind).set(entry.oldest_seconds)
        for state in WorkState:
            metrics.work_depth.labels(entry.queue, entry.kind, state.value).set(entry.depth[state])


async def _relay(uow: UnitOfWork, bus: EventBus, metrics: Metrics) -> None:
    async with uow.system() as session:
        late = await relay.unpublished(session, older_than=RELAY_AFTER_SECONDS)
    if not late:
        return
    try:
        await bus.publish(late)
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("relay_waits", events=len(late), reason=type(error).__name__)
        return
    async with uow.system() as session:
        await relay.mark_published(session, [(event.tenant, event.id) for event in late])
    metrics.events.labels("relayed").inc(len(late))
    log.info("relayed", events=len(late))
