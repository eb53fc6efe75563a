"""Promise 6: one organization's burst does not make another one wait."""

import asyncio
import time

import pytest

from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import rounds

AT_MOST = 3.0
_FEW_SLOTS = {"CONTENTFORGE_WORKER__GENERATION_SLOTS": "8"}


async def five_jobs(customer: Customer) -> float:
    """Order five jobs at once; how long it takes until the last has ended."""
    began = time.monotonic()
    jobs = await asyncio.gather(*(customer.order(new_mark()) for _ in range(5)))
    await asyncio.gather(*(customer.ended(job) for job in jobs))
    return time.monotonic() - began


async def burst(rig: Rig, customer: Customer, size: int) -> None:
    """Order many jobs in few requests."""
    for start in range(0, size, 100):
        urls = [rig.shop.page(new_mark()) for _ in range(start, min(start + 100, size))]
        answer = await customer.insist("POST", "/content/generate/bulk", {"urls": urls, "content_types": ["title"]})
        assert answer.status_code == 201, answer.text
        for job in answer.json()["jobs"]:
            customer.accept(job)


@pytest.mark.parametrize("figure", [60, pytest.param(500, marks=pytest.mark.long)])
async def test_five_jobs_beside_a_burst_take_at_most_three_times_as_long(
    rig: Rig, desk: Desk, oracle: Oracle, figure: int
) -> None:
    size = figure if figure == 60 else rounds(figure)
    for worker in rig.running("generation"):
        worker.end()
    rig.start("generation", settings=_FEW_SLOTS)
    rig.model.turn(latency=0.4)
    crowd, calm = await desk.customer(), await desk.customer()
    alone = min(await five_jobs(calm), await five_jobs(calm))
    await burst(rig, crowd, size)
    beside = await five_jobs(calm)
    waiting = await rig.value(
        "SELECT count(*) FROM generation_job WHERE organization_id = $1 AND status = 'pending'", crowd.tenant
    )
    rig.model.reset()
    for customer in (crowd, calm):
        customer.seal()
    await oracle.ask()
    assert beside <= AT_MOST * alone
    assert waiting, "the burst was over too soon to tell"
    print(f"5 jobs: {alone:.2f} s alone, {beside:.2f} s beside {size}")  # noqa: T201 - the record of a run
