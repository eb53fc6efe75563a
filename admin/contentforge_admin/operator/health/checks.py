"""Figures against their bounds: what is beyond one is worth a look."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

import structlog

from contentforge_admin.operator.health.figures import QUEUES, Figures
from contentforge_admin.settings import ConsoleSettings
from contentforge_platform.presence import RecordedDuty

SCHEDULER: Final = "scheduler"
_ROUNDS: Final = 3
_LATE_SECONDS: Final = 30.0
_GIGABYTE: Final = 1_000_000_000
_CONNECTIONS: Final = 0.9
_ANSWER_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One figure, and how far it may go; `least` tells that the bound is what there must be at least."""

    name: str
    value: float
    bound: float
    unit: str
    detail: str | None = None
    least: bool = False

    @property
    def ok(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound


def of_figures(figures: Figures, bounds: ConsoleSettings, revision: str) -> Iterator[Check]:
    """What the database's figures tell; `revision` is the migration that this process needs."""
    for queue in QUEUES:
        age = max((entry.oldest_seconds for entry in figures.backlog if entry.queue == queue), default=0.0)
        yield Check(f"queue_{queue}", round(age, 1), bounds.queue_seconds, "seconds")
    yield Check("live_events", round(figures.events.oldest_seconds, 1), bounds.event_seconds, "seconds")
    yield Check("inbox", round(figures.inbox.oldest_waiting, 1), bounds.inbox_seconds, "seconds")
    yield Check("inbox_parked", round(figures.inbox.oldest_parked, 1), bounds.parked_seconds, "seconds")
    yield from _processes(figures)
    yield from map(_duty, figures.duties)
    yield Check("database_size", figures.database.size_bytes, bounds.database_gigabytes * _GIGABYTE, "bytes")
    bound = int(figures.database.most_connections * _CONNECTIONS)
    yield Check("database_connections", figures.database.connections, bound, "connections")
    known = figures.database.revision
    detail = None if known == revision else f"at {known}, this process needs {revision}: `contentforge migrate`"
    yield Check("migrations", float(known != revision), 0, "missing", detail)


def _processes(figures: Figures) -> Iterator[Check]:
    alive = [process for process in figures.processes if process.alive]
    for role in (*(f"worker {queue}" for queue in QUEUES), SCHEDULER):
        there = sum(process.role == role for process in alive)
        yield Check(role.replace(" ", "_"), there, 1, "processes", least=True)
    versions = sorted({process.version for process in alive})
    yield Check("versions", len(versions), 1, "versions", ", ".join(versions) or None)


def _duty(duty: RecordedDuty) -> Check:
    """A duty may be late by three rounds and a little more; one that was only ever tried is late beyond all bounds."""
    bound = _ROUNDS * duty.every_seconds + _LATE_SECONDS
    late = bound * 2 if duty.done_ago is None else duty.done_ago
    return Check(f"duty_{duty.name}", round(late, 1), round(bound, 1), "seconds", duty.failure)


async def answering(name: str, ask: Callable[[], Awaitable[object]]) -> Check:
    """Whether something outside of the database answers within two seconds, and how long that takes."""
    loop = asyncio.get_running_loop()
    began, failure = loop.time(), None
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await ask()
    except Exception as error:  # noqa: BLE001 - whatever it raises says the same: it does not answer
        log.warning("check_failed", check=name, error=repr(error))
        failure = type(error).__name__
    seconds = loop.time() - began if failure is None else _ANSWER_SECONDS + 1
    return Check(name, round(seconds, 3), _ANSWER_SECONDS, "seconds", failure)
