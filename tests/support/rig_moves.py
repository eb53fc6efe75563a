"""What fault tests do with a rig: order under way, wait for a condition, let a dead worker's lease run out."""

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from support.rig import Rig
from support.rig_client import Customer, new_mark
from support.rig_process import Process

_SAFETY_SECONDS = 60.0
_AGE = """
UPDATE work_item SET lease_until = clock_timestamp() WHERE state = 'running' AND leased_by LIKE $1 RETURNING id
"""


def rounds(figure: int) -> int:
    """How often a long form repeats: the promise's own figure, or `FAULTS_SCALE` times that."""
    return max(1, round(figure * float(os.environ.get("FAULTS_SCALE", "1"))))


async def eventually(
    condition: Callable[[], bool | Awaitable[bool]], what: str, seconds: float = _SAFETY_SECONDS
) -> None:
    """Wait until `condition` holds.

    Raises:
        AssertionError: it did not within a generous time.
    """
    try:
        async with asyncio.timeout(seconds):
            while True:
                holds = condition()
                if await holds if inspect.isawaitable(holds) else holds:
                    return
                await asyncio.sleep(0.03)
    except TimeoutError:
        raise AssertionError(f"It never came to this: {what}") from None


async def more(jobs: list[UUID], number: int) -> None:
    """Wait until so many more orders have been taken."""
    so_far = len(jobs)
    await eventually(lambda: len(jobs) >= so_far + number, "orders come in")


async def asked(rig: Rig, marks: Sequence[str], times: int) -> None:
    """Wait until the model has been asked so many times about each of these products."""
    await eventually(
        lambda: all(len(rig.model.calls(mark)) >= times for mark in marks), f"the model is asked {times} x"
    )


async def let_leases_run_out(rig: Rig, worker: Process) -> int:
    """Age what a worker holds to the end of its lease, as 30 s would; the short forms do this to save that time."""
    aged = await rig.rows(_AGE, f"%:{worker.pid}")
    return len(aged)


async def holder(rig: Rig, job: UUID) -> Process:
    """The worker that has a job in hand; waits until one has."""
    found: list[Process] = []

    async def is_held() -> bool:
        name = await rig.value("SELECT leased_by FROM work_item WHERE subject_id = $1 AND state = 'running'", job)
        found[:] = [process for process in rig.crew if str(name).endswith(f":{process.pid}")]
        return bool(found)

    await eventually(is_held, "a worker holds the job")
    return found[0]


@asynccontextmanager
async def ordering(customer: Customer, *, every: float = 0.05, images: Sequence[str] = ()) -> AsyncIterator[list[UUID]]:
    """A customer who orders again and again, whatever happens, for as long as the block lasts."""
    jobs: list[UUID] = []
    enough = asyncio.Event()

    async def order_on() -> None:
        while not enough.is_set():
            jobs.append(await customer.order(new_mark(), image_urls=list(images)))
            await asyncio.sleep(every)

    async with asyncio.TaskGroup() as group:
        group.create_task(order_on())
        try:
            yield jobs
        finally:
            enough.set()
    customer.seal()
