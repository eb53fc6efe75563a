"""Promises 10 and 11: a Stripe event takes effect once, in any order, and what was answered with 200 is not lost."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from contentforge_app.embedded import ports
from support.rig import Rig
from support.rig_client import Customer, Desk
from support.rig_moves import let_leases_run_out
from support.rig_till import RigTill, acted_on, rig_till, settings

APPLIED_WITHIN = 10.0
NEVER, OFTEN = "3600", "1"


@pytest.fixture
def port() -> int:
    return ports.free_port()


@pytest.fixture
def paying_rig(tmp_path: Path, port: int) -> Iterator[Rig]:
    packages = os.environ.get("FAULT_PACKAGES")
    billing = settings(port, CONTENTFORGE_BILLING__RECONCILE_SECONDS=NEVER)
    with Rig(tmp_path, packages=Path(packages) if packages else None, settings=billing) as rig:
        yield rig


@pytest.fixture
async def till(paying_rig: Rig, port: int) -> AsyncIterator[RigTill]:
    async with rig_till(paying_rig, port) as opened:
        yield opened
        paying_rig.end_crew()


async def customers(desk: Desk, number: int) -> list[Customer]:
    return list(await asyncio.gather(*(desk.customer() for _ in range(number))))


async def subscribe(till: RigTill, people: list[Customer]) -> dict[str, UUID]:
    """A subscription for each, of one plan or the other, each with a history; none of it has been told."""
    prices = {
        plan: (await till.v1.prices.list_async({"lookup_keys": [f"contentforge_{plan}_monthly"]})).data[0].id
        for plan in ("pro", "enterprise")
    }
    bought: dict[str, UUID] = {}
    for number, person in enumerate(people):
        stripe_id = await till.buy(person, "pro" if number % 2 else "enterprise")
        bought[stripe_id] = person.tenant
        item = (await till.v1.subscriptions.retrieve_async(stripe_id)).items.data[0].id
        for plan in ("enterprise", "pro"):
            change = {"items": [{"id": item, "price": prices[plan]}], "proration_behavior": "none"}
            await till.v1.subscriptions.update_async(stripe_id, change)
        for step in range(3):
            await till.v1.subscriptions.update_async(stripe_id, {"metadata": {"step": str(step)}})
        await till.v1.subscriptions.update_async(stripe_id, {"cancel_at_period_end": number % 3 == 1})
        if number % 3 == 0:
            await till.v1.subscriptions.cancel_async(stripe_id)
    return bought


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("number", "times"), [(6, 10), pytest.param(100, 10, marks=pytest.mark.long)])
async def test_events_told_many_times_in_any_order_take_effect_once(till: RigTill, number: int, times: int) -> None:
    rig = till.rig
    rig.start("api", "api", "events", "scheduler")
    async with rig.desk() as desk:
        bought = await subscribe(till, await customers(desk, number))
    events = await till.events()

    async def kill_twice() -> None:
        for _ in range(2):
            await asyncio.sleep(0.3 if number < 100 else 6)
            for kind in ("api", "events"):
                victim = rig.running(kind)[0]
                victim.kill9()
                await let_leases_run_out(rig, victim)
                await rig.restart(victim)

    began = time.monotonic()
    await till.deliver_shuffled(events, times, meanwhile=kill_twice)
    await till.at_rest()
    seconds = time.monotonic() - began
    shuffled = await till.state()
    assert shuffled == await till.truth(bought)
    assert await rig.value("SELECT count(*) FROM stripe_event") == len(events)
    assert await till.worked() == acted_on(events)

    await till.forget()
    for event in events:
        await till.deliver(event)
    await till.at_rest()
    assert await till.state() == shuffled
    print(  # noqa: T201 - the record of a run
        f"{len(events)} events of {number} subscriptions x {times}, 2 kills of API and worker, in {seconds:.0f} s:"
        " each applied once, equal to the run in order"
    )


@pytest.mark.timeout(300)
async def test_events_answered_while_the_broker_is_away_are_applied_within_seconds_of_a_worker(till: RigTill) -> None:
    rig = till.rig
    rig.start("api", "scheduler")
    async with rig.desk() as desk:
        bought = await subscribe(till, await customers(desk, 8))
    events = (await till.events())[:100]
    with rig.valkey_stopped():
        await till.deliver_shuffled(events, 1)
        assert await rig.value("SELECT count(*) FROM stripe_event") == len(events)
        rig.start("events")
        began = time.monotonic()
        await till.at_rest()
        waited = time.monotonic() - began
    assert waited <= APPLIED_WITHIN
    told = {row["stripe_id"] for row in await till.state()}
    assert len(told) > len(bought) // 2
    assert await till.state() == await till.truth({id_: tenant for id_, tenant in bought.items() if id_ in told})
    print(f"{len(events)} deliveries without a broker: all applied {waited:.1f} s after a worker came")  # noqa: T201 - the record


@pytest.mark.timeout(300)
async def test_with_the_endpoint_down_for_good_the_reconciler_alone_finds_the_state(till: RigTill) -> None:
    rig = till.rig
    rig.start("api", "events")
    async with rig.desk() as desk:
        bought = await subscribe(till, await customers(desk, 8))
    rig.start("scheduler", settings={"CONTENTFORGE_BILLING__RECONCILE_SECONDS": OFTEN})
    truth = await till.truth(bought)
    began = time.monotonic()
    while await till.state() != truth and time.monotonic() - began < 60:  # noqa: ASYNC110 - a database's state
        await asyncio.sleep(0.2)
    assert await till.state() == truth
    print(f"{len(bought)} subscriptions found {time.monotonic() - began:.1f} s after a scheduler came, with no webhook")  # noqa: T201 - the record
