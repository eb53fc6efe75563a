"""The claim loop: takes as many items as it has free slots, runs them side by side, and keeps their leases."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial

import structlog

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import is_transient
from contentforge_platform.ids import WorkItemId
from contentforge_platform.observability import Metrics
from contentforge_platform.work import Claim, Handler
from contentforge_platform.work.pool import RENEW_SECONDS
from contentforge_workers.outcome import LEASE_EXPIRED, declare_outcomes, run_claim

log = structlog.get_logger(__name__)


class ClaimLoop:
    """Runs the items of one queue in this process.

    `wake` may be called from any thread; without it the loop looks every `poll_seconds`.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        queue: str,
        handlers: Mapping[str, Handler],
        metrics: Metrics,
        *,
        slots: int,
        worker: str,
        poll_seconds: float = 2.0,
    ) -> None:
        self._uow = uow
        self._queue = queue
        self._handlers = handlers
        self._metrics = metrics
        self._slots = slots
        self._worker = worker
        self._poll_seconds = poll_seconds
        self._running: dict[WorkItemId, tuple[Claim, asyncio.Task[None]]] = {}
        self._changed = asyncio.Event()
        self._stopping = False
        self._loop = asyncio.get_running_loop()
        self.last_claim = time.monotonic()
        declare_outcomes(metrics, handlers)

    @property
    def running(self) -> int:
        """How many items are in hand."""
        return len(self._running)

    def wake(self) -> None:
        """Look for work now."""
        self._loop.call_soon_threadsafe(self._changed.set)

    async def run(self) -> None:
        """Claim and run until `stop`; leases are renewed meanwhile."""
        async with asyncio.TaskGroup() as group:
            renewal = group.create_task(self._renew_forever())
            while not self._stopping:
                self._changed.clear()
                full = await self._claim_once()
                if not full:
                    await self._wait()
            renewal.cancel()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self.wake()

    async def drain(self, grace_seconds: float) -> None:
        """Give what is in hand `grace_seconds` to end, then stop it and hand its leases back."""
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=grace_seconds)
        left = list(self._running.values())
        for _, task in left:
            task.cancel()
        await asyncio.gather(*(task for _, task in left), return_exceptions=True)
        if left:
            async with self._uow.system() as session:
                await work.hand_back(session, [claim for claim, _ in left])
            log.info("handed_back", items=len(left))

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _claim_once(self) -> bool:
        """Fill the free slots; whether there may be more to claim right now."""
        free = self._slots - len(self._running)
        if free <= 0:
            return False
        try:
            async with self._uow.system() as session:
                claims = await work.claim(session, self._queue, free, self._worker, kinds=self._handlers)
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning("claim_failed", reason=type(error).__name__)
            await asyncio.sleep(min(self._poll_seconds, 0.5))
            return False
        self.last_claim = time.monotonic()
        for claim in claims:
            task = self._loop.create_task(
                run_claim(self._uow, self._handlers, claim, self._metrics), name=f"work {claim.kind}"
            )
            self._running[claim.id] = (claim, task)
            task.add_done_callback(partial(self._ended, claim))
        return len(claims) == free

    def _ended(self, claim: Claim, task: asyncio.Task[None]) -> None:
        self._running.pop(claim.id, None)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work_left_to_the_sweeper", kind=claim.kind, item=str(claim.id), exc_info=error)

    async def _renew_forever(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            in_hand = dict(self._running)
            if not in_hand:
                continue
            try:
                async with self._uow.system() as session:
                    held = await work.renew(session, [claim for claim, _ in in_hand.values()])
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("renewal_failed", reason=type(error).__name__)
                continue
            for claim, task in in_hand.values():
                if claim.id not in held:
                    task.cancel(LEASE_EXPIRED)
