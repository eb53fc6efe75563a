"""Hear the bell: a Celery worker in a thread, whose only task is to wake this process's claim loop."""

import logging
import os
import threading
from collections.abc import Callable
from typing import Final

from celery import Celery
from celery.worker import WorkController, state

from contentforge_workers.broker import WAKE_TASK, make_celery, wake_queue

# Celery tells of each message; ours mean nothing by themselves, and what they led to is logged as work.
_CHATTY: Final = ("celery.worker.strategy", "celery.app.trace")


class Bell:
    """Listens for wake-ups of one queue; one in a process.

    While the broker is away it tries again by itself, and the claim loop goes by its own clock.
    """

    def __init__(self, redis_url: str, queue: str, ring: Callable[[], None]) -> None:
        self._celery = make_celery(redis_url, (queue,))
        self._queue = wake_queue(queue)
        self._celery.task(name=WAKE_TASK)(ring)
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)

    def start(self) -> None:
        """Start listening in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening; a thread that still tries to reach the broker ends with the process."""
        state.should_stop = os.EX_OK  # type: ignore[assignment]  # the stub knows only its initial None
        self._thread.join(timeout=2)

    def _run(self) -> None:
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        state.should_stop = None
        _controller(self._celery, self._queue).start()


def _controller(celery: Celery, queue: str) -> WorkController:
    controller: WorkController = celery.WorkController(
        app=celery,
        pool="solo",
        concurrency=1,
        queues=[queue],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    return controller
