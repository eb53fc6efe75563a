"""Promises 1 and 7: the broker is emptied or gone; orders are taken as before, and the work is done."""

import asyncio
import time
from uuid import UUID

import pytest

from support.oracle import BROKER_ERRORS, Oracle
from support.rig import Rig
from support.rig_client import Customer, Desk, new_mark
from support.rig_moves import more, ordering, rounds

SWEEP, ACCEPT = 2.0, 1.0


@pytest.mark.parametrize("figure", [2, pytest.param(20, marks=pytest.mark.long)])
async def test_an_emptied_broker_loses_no_work(rig: Rig, desk: Desk, oracle: Oracle, figure: int) -> None:
    restarts = figure if figure == 2 else rounds(figure)
    rig.model.turn(latency=0.1)
    customer = await desk.customer()
    async with ordering(customer) as jobs:
        for _ in range(restarts):
            await more(jobs, 10)
            rig.empty_and_restart_valkey()
    print(f"{restarts} empty restarts: {await oracle.ask(planned_errors=BROKER_ERRORS)}")  # noqa: T201 - the record of a run


async def order_some(customer: Customer) -> tuple[list[UUID], float]:
    """Order ten jobs one after the other; the longest that one order took."""
    jobs, slowest = [], 0.0
    for _ in range(10):
        began = time.monotonic()
        jobs.append(await customer.order(new_mark()))
        slowest = max(slowest, time.monotonic() - began)
    return jobs, slowest


async def all_ended(customer: Customer, jobs: list[UUID]) -> None:
    await asyncio.gather(*(customer.ended(job) for job in jobs))


@pytest.mark.parametrize("fault", ["stopped", "paused"])
async def test_orders_are_taken_at_once_while_the_broker_is_away(
    rig: Rig, customer: Customer, oracle: Oracle, fault: str
) -> None:
    """What is ordered meanwhile is even done meanwhile: workers look by themselves, too."""
    with rig.valkey_stopped() if fault == "stopped" else rig.valkey_paused():
        early, slowest = await order_some(customer)
        await all_ended(customer, early)
        late, slower = await order_some(customer)
    back = time.monotonic()
    await all_ended(customer, late)
    waited = time.monotonic() - back
    customer.seal()
    await oracle.ask(planned_errors=BROKER_ERRORS)
    slowest = max(slowest, slower)
    assert slowest <= ACCEPT
    assert waited <= SWEEP + 1
    print(f"broker {fault}: taken within {slowest:.2f} s, done {waited:.2f} s after its return")  # noqa: T201 - figures to report
