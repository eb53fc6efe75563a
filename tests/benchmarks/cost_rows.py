"""Rows about what a unit of work costs: processor time of the process that does it and of PostgreSQL, and memory.

The runbook's table of sizes is made of these and of the rates of the other rows. On a busy machine both times grow;
how they stand to each other stays.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.ground import Ground
from benchmarks.report import Row
from support.rig import CREW
from support.rig_client import Customer, new_mark
from support.rig_moves import eventually
from support.watched import Site

_PEOPLE: Final = 8
_PAGE: Final = 20
_READS: Final = 1_600
_ORDERS: Final = 320
_EVENTS: Final = 100
_MAILS: Final = 60
_AT_ONCE: Final = 16
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_UNLIMITED: Final = {
    "CONTENTFORGE_RATE_LIMIT__ENABLED": "true",
    "CONTENTFORGE_RATE_LIMIT__PRINCIPAL": "1000000",
    "CONTENTFORGE_RATE_LIMIT__ADDRESS": "1000000",
    "CONTENTFORGE_RATE_LIMIT__ANONYMOUS": "1000000",
    "CONTENTFORGE_RATE_LIMIT__PUBLIC": "1000000",
}
_OPEN: Final = "SELECT count(*)::int FROM work_item WHERE state IN ('ready', 'running', 'waiting', 'scheduled')"


@dataclass(frozen=True)
class _Cost:
    """Milliseconds of a core for one unit: of our process, and of PostgreSQL's."""

    ours: float
    database: float

    def row(self, work: str) -> Row:
        told = f"{self.ours:.2f} ms, so {1000 / self.ours:,.0f}/s on a core"
        return Row(f"processor time: {work}", told, f"PostgreSQL {self.database:.2f} ms")


def cost_rows(ground: Ground) -> list[Row]:
    """Everything measured on one installation with each process once, whose model and mail server answer at once."""
    folder = ground.folder / "cost"
    folder.mkdir()
    with Site.opened(folder, _UNLIMITED) as site:
        rows = asyncio.run(_measured(site))
        return [*rows, *_memory(site)]


async def _measured(site: Site) -> list[Row]:
    async with site.rig.desk() as desk, site.till() as till:
        people = [await desk.customer() for _ in range(_PEOPLE)]
        for person in people:
            await site.subscribe(till, person)
            for _ in range(_PAGE):
                await person.order(new_mark())
        await _idle(site)

        async def read(place: int) -> None:
            await _asked(people[place % _PEOPLE], "GET", "/content/jobs")

        async def order(place: int) -> None:
            await people[place % _PEOPLE].order(new_mark())

        async def register(_: int) -> None:
            await desk.customer()

        rows = [(await _cost(site, "api", read, _READS)).row("a list of 20 jobs (API)")]
        for worker in site.rig.running("generation"):
            worker.pause()
        rows.append((await _cost(site, "api", order, _ORDERS)).row("an order (API)"))
        rows.append((await _drained(site, _ORDERS)).row("a text, the model answers at once (worker generation)"))
        rows.append((await _cost(site, "api", register, _MAILS)).row("a registration (API)"))
        rows.append((await _events(site, people[0])).row("an event of Stripe (worker events)"))
    return rows


async def _cost(site: Site, kind: str, one: Callable[[int], Awaitable[None]], number: int) -> _Cost:
    """What `number` units cost that are asked for by `one`."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def gated(place: int) -> None:
        async with gate:
            await one(place)

    await asyncio.gather(*(gated(place) for place in range(_AT_ONCE * 2)))
    before = _used(site, kind)
    await asyncio.gather(*(gated(place) for place in range(number)))
    return _per_unit(before, _used(site, kind), number)


async def _drained(site: Site, number: int) -> _Cost:
    """What it costs the paused worker to do what has been ordered, which is a little more than `number`."""
    [worker] = [process for process in site.rig.crew if process.name == "generation" and process.alive]
    number = int(str(await site.rig.value(_OPEN)))
    before = _used(site, "generation")
    worker.resume()
    await _idle(site)
    return _per_unit(before, _used(site, "generation"), number)


async def _events(site: Site, customer: Customer) -> _Cost:
    """What it costs to apply events that Stripe tells one after the other."""
    find = "SELECT stripe_id FROM subscription WHERE organization_id = $1"
    stripe_id = str(await site.rig.value(find, customer.tenant))
    applied = "SELECT count(*)::int FROM stripe_event WHERE state = 'applied'"
    so_far = int(str(await site.rig.value(applied)))
    before = _used(site, "events")
    async with site.till() as till:
        for step in range(_EVENTS):
            await till.v1.subscriptions.update_async(stripe_id, {"metadata": {"step": str(step)}})

    async def all_applied() -> bool:
        return int(str(await site.rig.value(applied))) >= so_far + _EVENTS

    await eventually(all_applied, "every event is applied", 120)
    return _per_unit(before, _used(site, "events"), _EVENTS)


def _memory(site: Site) -> Iterable[Row]:
    for kind in CREW:
        [process] = site.rig.running(kind)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        [kilobytes] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")]
        yield Row(f"memory after that: {kind}", f"{kilobytes / 1024:.0f} MB")


async def _asked(customer: Customer, method: str, path: str) -> None:
    answer = await customer.send(method, path)
    if answer is None or answer.status_code >= 400:
        raise RuntimeError(f"{path} was not answered: {answer}")


async def _idle(site: Site) -> None:
    async def nothing_open() -> bool:
        return int(str(await site.rig.value(_OPEN))) == 0

    await eventually(nothing_open, "all work is done", 300)


def _per_unit(before: Sequence[float], after: Sequence[float], number: int) -> _Cost:
    ours, database = (1000 * (late - early) / number for early, late in zip(before, after, strict=True))
    return _Cost(ours, database)


def _used(site: Site, kind: str) -> tuple[float, float]:
    """Seconds of processor time so far: of the one process of this kind, and of all of PostgreSQL's."""
    [process] = [each for each in site.rig.crew if each.name == kind and each.alive]
    server = site.rig.postgres.pid
    assert server is not None
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    database = _seconds(server, reaped=True) + sum(_seconds(int(child)) for child in children)
    return _seconds(process.pid), database


def _seconds(pid: int, *, reaped: bool = False) -> float:
    """Processor time of a process; with `reaped` also of its children that have ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, told[11 : 15 if reaped else 13])) / _TICKS
