"""The life of a worker or scheduler process: start, announce, run until told to stop, drain, end."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import structlog
import uvicorn
from typing_extensions import override

from contentforge_platform.database import UnitOfWork
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Handler
from contentforge_workers.bell import Bell
from contentforge_workers.loop import ClaimLoop
from contentforge_workers.scheduler import Scheduler

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What distinguishes one worker process from another.

    Attributes:
        queue: the work queue that it serves.
        slots: how many items it runs at once.
        name: what the rows it leases are marked with.
        grace_seconds: how long running items may take to end after SIGTERM before they are stopped and handed back.
    """

    queue: str
    slots: int
    name: str
    grace_seconds: float
    poll_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Ops:
    """Where a process without an API answers for its health and metrics."""

    app: Callable[..., Awaitable[None]]
    host: str
    port: int


class _QuietServer(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run_worker(
    uow: UnitOfWork,
    handlers: Mapping[str, Handler],
    redis_url: str,
    options: WorkerOptions,
    metrics: Metrics,
    ops: Ops | None,
) -> None:
    """Serve one queue until SIGTERM or SIGINT; then drain within the grace period."""
    loop = ClaimLoop(
        uow,
        options.queue,
        handlers,
        metrics,
        slots=options.slots,
        worker=options.name,
        poll_seconds=options.poll_seconds,
    )
    bell = Bell(redis_url, options.queue, loop.wake)
    async with _serving(ops):
        bell.start()
        running = asyncio.create_task(loop.run(), name="claim loop")
        log.info("worker_ready", queue=options.queue, slots=options.slots)
        await _until_stopped(running)
        log.info("worker_stopping", queue=options.queue, in_hand=loop.running)
        loop.stop()
        await loop.drain(options.grace_seconds)
        await running
        await asyncio.to_thread(bell.close)
    log.info("worker_stopped", queue=options.queue)


async def run_scheduler(scheduler: Scheduler, ops: Ops | None) -> None:
    """Do the scheduler's duties until SIGTERM or SIGINT."""
    async with _serving(ops):
        running = asyncio.create_task(scheduler.run(), name="scheduler")
        log.info("scheduler_ready")
        await _until_stopped(running)
        scheduler.stop()
        await running
    log.info("scheduler_stopped")


async def _until_stopped(running: asyncio.Task[None]) -> None:
    """Return on SIGTERM or SIGINT; fail as soon as `running` fails."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({waiting, running}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()


@contextlib.asynccontextmanager
async def _serving(ops: Ops | None) -> AsyncIterator[None]:
    if ops is None:
        yield
        return
    config = uvicorn.Config(
        ops.app, host=ops.host, port=ops.port, log_config=None, access_log=False, lifespan="off", ws="none"
    )
    server = _QuietServer(config)
    serving = asyncio.create_task(server.serve(), name="ops server")
    try:
        yield
    finally:
        server.should_exit = True
        await serving
