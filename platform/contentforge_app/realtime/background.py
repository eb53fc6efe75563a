"""What goes on beside everything else: short tasks that somebody must hold on to, and that end with the process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import structlog

_LAST_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


class Background:
    """Runs coroutines nobody waits for. One that fails says so."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin at the next turn of the loop."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Let what is under way come to its end, for a moment, and cancel what is left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("realtime_task_failed", exc_info=failure)
