"""Lets time pass: what is due by the real clock, and all that lies between a test clock and where it is to go."""

from collections.abc import Awaitable, Callable, Mapping

from contentforge_billing.sandbox.clocks.api import clock_document
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.moments import TestClock, real_now
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.unit import Unit, Units, woken

Steps = Mapping[str, Callable[[Unit, str], Awaitable[None]]]
"""By kind of object, what to do with one that is due."""


async def pass_time_forever(units: Units, steps: Steps) -> None:
    """Take one step after the other, each in a transaction of its own, until cancelled."""
    with units.watch() as committed:
        while True:
            committed.clear()
            if not await take_step(units, steps):
                await woken(committed)


async def take_step(units: Units, steps: Steps) -> bool:
    """Do the one thing that is due first; whether there was any. A test clock is brought to its goal first."""
    async with units.aside() as store:
        if not await _is_due(store):
            return False
    async with units.write() as unit:
        clock = await _advancing(unit.store)
        if clock is not None:
            await _advance(unit, clock, steps)
        elif due := await unit.store.next_due(None, real_now()):
            await steps[due.kind](unit, due.id)
    return True


async def _is_due(store: Store) -> bool:
    return await _advancing(store) is not None or await store.next_due(None, real_now()) is not None


async def _advancing(store: Store) -> TestClock | None:
    clocks = [clock for clock in await store.all(TestClock) if clock.target is not None]
    return clocks[-1] if clocks else None


async def _advance(unit: Unit, clock: TestClock, steps: Steps) -> None:
    target = clock.target or clock.frozen_time
    due = await unit.store.next_due(clock.id, target)
    if due is not None:
        clock.frozen_time = max(clock.frozen_time, due.at)
        await unit.store.save(clock)
        await steps[due.kind](unit, due.id)
        return
    clock.frozen_time, clock.target = target, None
    await unit.store.save(clock)
    await emit(unit, "test_helpers.test_clock.ready", await clock_document(unit.store, clock))
