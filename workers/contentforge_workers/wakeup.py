"""Ring the bell of a work queue, from a thread of its own: a broker that hangs or is gone holds nobody up."""

import threading
import time
from typing import Final

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from contentforge_workers.broker import WAKE_TASK, make_celery, wake_queue

_SHORTEST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.1
_REST_AFTER_FAILURE: Final = 1.0
_ENOUGH_RINGING: Final = 20

log = structlog.get_logger(__name__)


class CeleryWaker:
    """Sends a message at once, and further ones after a pause: 20 ms, and up to 100 ms while more are asked for.

    Under load every worker claims again by itself as soon as it has a free slot: rings would cost it more time than
    they win. A lost one costs at most the worker's own clock, two seconds.
    """

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._asked: set[str] = set()
        self._signal = threading.Condition()
        self._closing = False
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self, queue: str) -> None:
        """Ask for a ring; returns at once."""
        with self._signal:
            self._asked.add(queue)
            self._signal.notify()

    def close(self) -> None:
        """End the thread; what was not sent is not needed."""
        with self._signal:
            self._closing = True
            self._signal.notify()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        celery = make_celery(self._redis_url)
        pause = _SHORTEST_PAUSE
        while queues := self._next():
            time.sleep(pause if self._ring(celery, queues) else _REST_AFTER_FAILURE)
            with self._signal:
                pause = min(pause * 2, _LONGEST_PAUSE) if self._asked else _SHORTEST_PAUSE
        celery.close()

    def _next(self) -> set[str]:
        """The queues that are to be rung for; none at the end."""
        with self._signal:
            self._signal.wait_for(lambda: self._asked or self._closing)
            queues, self._asked = self._asked, set()
            return set() if self._closing else queues

    def _ring(self, celery: Celery, queues: set[str]) -> bool:
        try:
            with celery.producer_or_acquire() as producer:
                for queue in queues:
                    if _waiting(producer.channel, wake_queue(queue)) < _ENOUGH_RINGING:
                        celery.send_task(
                            WAKE_TASK, queue=wake_queue(queue), producer=producer, retry=False, ignore_result=True
                        )
        except (OperationalError, RedisError, OSError) as error:
            if not self._failing:
                log.warning("wake_up_failed", reason=type(error).__name__)
            self._failing = True
            return False
        self._failing = False
        return True


def _waiting(channel: object, queue: str) -> int:
    """How many rings nobody has heard yet: without workers they would pile up in the broker's memory."""
    client = getattr(channel, "client", None)
    return int(client.llen(queue)) if client is not None else 0
