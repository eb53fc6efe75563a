"""Where rendering takes place: a thread beside the event loop, with a short queue in front of it for each site."""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from typing_extensions import TypeVarTuple, Unpack

from contentforge_platform.errors import Unavailable

Args = TypeVarTuple("Args")
Result = TypeVar("Result")
_Start = Callable[[], None]


class Renderer:
    """Runs one text at a time: rendering is Python's own work, and a second thread would only take from the loop.

    Sites take turns: whoever has many texts, or costly ones, holds others up by one of them. Beyond `waiting` texts in
    all, and `each` of one site, callers are refused at once. One per event loop.
    """

    def __init__(self, *, waiting: int = 32, each: int = 16) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rendering")
        self._most = waiting
        self._each = each
        self._queues: OrderedDict[Hashable, deque[_Start]] = OrderedDict()
        self._waiting = 0
        self._busy = False

    async def run(self, whose: Hashable, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        """The result of `work(*args)`. Hold no transaction meanwhile: it may take its turn after others.

        Raises:
            Unavailable: too many texts wait already, or too many of `whose`.
        """
        if self._waiting >= self._most or len(self._queues.get(whose, ())) >= self._each:
            raise Unavailable("Too many texts are being rendered. Please try again in a moment.", retry_after=1)
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(whose, deque()).append(partial(self._start, answer, partial(work, *args)))
        self._waiting += 1
        self._next()
        return await answer

    def close(self) -> None:
        """Forget what waits; a text that is being rendered ends by itself, within its budget."""
        self._queues.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> None:
        """Start the first text of the site whose turn it is; the site stands in line again with the rest."""
        while self._queues and not self._busy:
            whose, queue = self._queues.popitem(last=False)
            start = queue.popleft()
            if queue:
                self._queues[whose] = queue
            self._waiting -= 1
            start()

    def _start(self, answer: "asyncio.Future[Result]", work: Callable[[], Result]) -> None:
        if answer.cancelled():  # whoever asked has left while it waited
            return
        self._busy = True
        loop = answer.get_loop()

        def ended(made: "Future[Result]") -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._ended, answer, made)

        self._pool.submit(work).add_done_callback(ended)

    def _ended(self, answer: "asyncio.Future[Result]", made: "Future[Result]") -> None:
        self._busy = False
        if not answer.done():
            error = made.exception()
            if error is None:
                answer.set_result(made.result())
            else:
                answer.set_exception(error)
        self._next()
