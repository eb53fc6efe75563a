"""`serve`, `worker` and `scheduler`: one process each, from settings to a clean end."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog
import typer
import uvloop

from contentforge_app.cli.surroundings import problems
from contentforge_app.duties import duties
from contentforge_app.embedded import ports
from contentforge_app.factory import create_app
from contentforge_app.handlers import QUEUES, handlers
from contentforge_app.readiness import readiness
from contentforge_app.runtime import Runtime
from contentforge_app.serving import Server
from contentforge_app.settings import Settings, SettingsIncomplete
from contentforge_platform.http.health import ops_app
from contentforge_platform.observability import configure_logging, configure_tracing
from contentforge_workers.duty_runs import DutyRuns
from contentforge_workers.process import Ops, WorkerOptions, run_scheduler, run_worker
from contentforge_workers.scheduler import Scheduler
from contentforge_workers.wakeup import CeleryWaker

_NOT_STARTED: Final = 3
_YOUNG_OBJECTS: Final = 20_000

log = structlog.get_logger(__name__)


def serve() -> None:
    """Serve the APIs until SIGTERM; requests under way are answered first."""
    settings, stop_tracing = _settings("api")
    waker = _waker(settings)
    waker.start()
    runtime = Runtime(settings, waker, application="contentforge api")
    server = Server(create_app(runtime), settings, flush=stop_tracing)
    _collect_less()
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    waker.close()
    if not server.started:
        raise typer.Exit(_NOT_STARTED)


def work(queue: str | None) -> int:
    """Run the work of one queue, or of all with one child process each; the exit status."""
    if queue is None:
        return _work_all()
    if queue not in QUEUES:
        typer.echo(f"There is no queue {queue!r}; the queues are {', '.join(QUEUES)}.", err=True)
        return 2
    settings, stop_tracing = _settings(f"worker-{queue}")
    _run(_work_one(settings, queue))
    stop_tracing()
    return 0


def schedule() -> None:
    """Do the scheduler's duties until SIGTERM."""
    settings, stop_tracing = _settings("scheduler")
    _run(_schedule(settings))
    stop_tracing()


async def _work_one(settings: Settings, queue: str) -> None:
    waker = _waker(settings)
    waker.start()
    runtime = Runtime(settings, waker, application=f"contentforge worker {queue}")
    options = WorkerOptions(
        queue=queue,
        slots=settings.worker.slots(queue),
        name=f"{socket.gethostname()}:{os.getpid()}",
        grace_seconds=settings.worker.grace_seconds,
    )
    try:
        await runtime.start(listen=False)
        async with handlers(runtime, queue) as mine:
            _collect_less()
            await run_worker(runtime.uow, mine, _redis_url(settings), options, runtime.metrics, _ops(runtime))
    finally:
        await runtime.close()
        waker.close()


async def _schedule(settings: Settings) -> None:
    waker = _waker(settings)
    waker.start()
    runtime = Runtime(settings, waker, application="contentforge scheduler")
    try:
        await runtime.start(listen=False)
        runs = DutyRuns(runtime.uow)
        await run_scheduler(Scheduler([*duties(runtime), runs.duty()], runtime.metrics, runs.note), _ops(runtime))
    finally:
        await runtime.close()
        waker.close()


def _work_all() -> int:
    """One child per queue on a free ops port each; the first that ends, or a signal, ends them all."""
    base = {name: value for name, value in os.environ.items() if name != "CONTENTFORGE_OPS_PORT"}
    children = []
    for queue in QUEUES:
        port = ports.free_port()
        typer.echo(f"{queue}: http://{ports.HOST}:{port}/metrics")
        command = [sys.executable, "-m", "contentforge_app", "worker", "--queue", queue]
        children.append(subprocess.Popen(command, env={**base, "CONTENTFORGE_OPS_PORT": str(port)}))  # noqa: S603 - ours

    def stop(*_: object) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    stop()
    return max(abs(child.wait()) for child in children)


def _collect_less() -> None:
    """Leave alone what was built by now, and look for cycles seldom: else that takes a tenth of a busy process."""
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)


def _settings(process: str) -> tuple[Settings, Callable[[], None]]:
    """The settings of this process, which logs and traces as they say from now on, and what ends its traces."""
    if wrong := problems():
        typer.echo("\n".join(wrong), err=True)
        raise typer.Exit(2)
    settings = Settings()
    try:
        settings.require_complete()
    except SettingsIncomplete as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem
    configure_logging(settings.observability)
    return settings, configure_tracing(settings.traces(), service=process)


def _waker(settings: Settings) -> CeleryWaker:
    return CeleryWaker(_redis_url(settings))


def _redis_url(settings: Settings) -> str:
    return settings.redis.url.get_secret_value() if settings.redis.url is not None else ""


def _ops(runtime: Runtime) -> Ops:
    settings = runtime.settings
    return Ops(ops_app(readiness(runtime), runtime.metrics), settings.host, settings.ops_port)


def _run(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
