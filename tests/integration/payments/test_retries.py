"""What came too early is tried again in a moment; what will not be cured so soon waits for the reconciler."""

import time

from contentforge_platform.work import NO_TENANT, sweep
from support.sandbox import until
from support.till import Till, event_of


async def waiting(till: Till) -> list[float]:
    """In how many seconds the work items that wait are due."""
    async with till.api.runtime.uow.system() as session:
        rows = await session.fetch(
            "SELECT extract(epoch FROM run_at - clock_timestamp())::float AS seconds FROM work_item"
            " WHERE kind = 'stripe_event' AND state = 'scheduled'"
        )
    return [row["seconds"] for row in rows]


async def at_once_due(till: Till) -> None:
    async with till.api.runtime.uow.write(NO_TENANT) as session:
        await session.fetchval(
            "UPDATE work_item SET state = 'ready', ready_at = clock_timestamp() WHERE state = 'scheduled'"
        )


async def test_an_event_that_came_too_early_is_tried_again_within_two_seconds(till: Till) -> None:
    person = await till.api.person()
    await till.buy(person)
    customer = await till.customer(person)
    async with till.api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE billing_customer SET stripe_id = NULL")
    events = [event for event in await till.events() if event["type"] == "customer.subscription.created"]
    await till.deliver_all(events)
    await till.work()
    parked = time.monotonic()
    [seconds] = await waiting(till)
    assert seconds <= 2.0

    async with till.api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE billing_customer SET stripe_id = $1", customer)

    async def is_applied() -> bool:
        async with till.api.runtime.uow.system() as session:
            await sweep.sweep(session)
        await till.work()
        return await till.plan(person) == "pro"

    await until(is_applied)
    assert time.monotonic() - parked >= 0.3


async def test_two_quick_tries_are_spread_and_then_it_is_the_reconcilers(till: Till) -> None:
    for _ in range(20):
        await till.deliver(event_of(id="sub_1", customer="cus_unknown"))

    await till.work()
    first = await waiting(till)
    await at_once_due(till)
    await till.work()
    second = await waiting(till)
    await at_once_due(till)
    await till.work()

    assert len(first) == len(second) == 20
    assert max(first) <= 1.0
    assert max(first) - min(first) > 0.1
    assert max(second) <= 5.0
    assert max(second) - min(second) > 0.5
    assert await waiting(till) == []
    async with till.api.runtime.uow.system() as session:
        rows = await session.fetch(
            "SELECT state, tries, extract(epoch FROM next_try_at - clock_timestamp()) AS seconds FROM stripe_event"
        )
    assert {(row["state"], row["tries"]) for row in rows} == {("parked", 3)}
    assert all(0 < row["seconds"] <= 18 for row in rows)


async def test_what_a_moment_does_not_cure_is_not_tried_at_once(till: Till) -> None:
    await till.deliver(event_of(id="sub_1"))

    await till.work()

    assert await waiting(till) == []
