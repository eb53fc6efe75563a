"""Promises 1, 2 and 5: workers die at any moment, and nothing is lost, late or billed twice."""

import random
import time
from contextlib import AsyncExitStack

import pytest

from support.oracle import Oracle
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import asked, holder, let_leases_run_out, more, ordering, rounds

LEASE, SWEEP = 30.0, 2.0


async def test_a_dead_workers_job_is_done_by_another_and_billed_once(
    rig: Rig, customer: Customer, oracle: Oracle
) -> None:
    rig.model.hold()
    mark = new_mark()
    job = await customer.order(mark)
    worker = await holder(rig, job)
    await asked(rig, [mark], 1)
    worker.kill9()
    killed = time.monotonic()
    assert await let_leases_run_out(rig, worker) == 1
    await rig.restart(worker)
    await asked(rig, [mark], 2)
    assert time.monotonic() - killed <= LEASE + SWEEP + 1
    rig.model.reset()
    assert (await customer.ended(job))["status"] == "completed"
    customer.seal()
    await oracle.ask()


@pytest.mark.parametrize("kinds", [("generation", "media"), ("scheduler", "api")])
async def test_every_kind_of_process_may_die_while_orders_come_in(
    rig: Rig, desk: Desk, oracle: Oracle, kinds: tuple[str, str]
) -> None:
    customer = await desk.customer()
    rig.model.turn(latency=0.1)
    images = [rig.shop.image("one")]
    async with ordering(customer, every=0.15, images=images) as jobs:
        for kind in kinds:
            await more(jobs, 4)
            with rig.journal.expecting("broken"):
                [victim] = rig.running(kind)
                victim.kill9()
                await let_leases_run_out(rig, victim)
                await rig.restart(victim)
        await more(jobs, 4)
    verdict = await oracle.ask()
    print(f"after the deaths of {kinds}: {verdict}")  # noqa: T201 - the record of a run


@pytest.mark.long
async def test_a_dead_workers_jobs_start_again_within_lease_and_sweep(rig: Rig, desk: Desk, oracle: Oracle) -> None:
    slowest = 0.0
    for _ in range(rounds(5)):
        rig.model.hold()
        orders = [(await desk.customer(), new_mark()) for _ in range(10)]
        jobs = [await customer.order(mark) for customer, mark in orders]
        marks = [mark for _, mark in orders]
        await asked(rig, marks, 1)
        [worker] = rig.running("generation")
        worker.kill9()
        killed = time.monotonic()
        await rig.restart(worker)
        await asked(rig, marks, 2)
        slowest = max(slowest, time.monotonic() - killed)
        rig.model.reset()
        for (customer, _), job in zip(orders, jobs, strict=True):
            assert (await customer.ended(job))["status"] == "completed"
    assert slowest <= LEASE + SWEEP + 1
    print(f"the last of 10 jobs started again after {slowest:.1f} s at most; {await oracle.ask()}")  # noqa: T201 - figures to report


@pytest.mark.long
async def test_hundreds_of_worker_kills_lose_nothing(rig: Rig, desk: Desk, oracle: Oracle) -> None:
    kills = rounds(300)
    rig.model.turn(latency=0.4)
    rig.start("generation", "media")
    chance = random.Random(kills)  # noqa: S311 - the order of faults needs no secrecy
    async with AsyncExitStack() as busy:
        for _ in range(4):
            customer = await desk.customer()
            await busy.enter_async_context(ordering(customer, every=0.3, images=[rig.shop.image("one")]))
        for _ in range(kills):
            victim = chance.choice([*rig.running("generation"), *rig.running("media")])
            victim.kill9()
            await rig.restart(victim)
    verdict = await oracle.ask(seconds=400)
    print(f"{kills} kills: {verdict}")  # noqa: T201 - the record of a run
