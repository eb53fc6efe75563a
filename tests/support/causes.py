"""What makes each alert fire: its cause, as real as one machine allows, and its mending when the block ends.

Nothing is pushed or recorded: each series is what a process exports while its cause lasts. Two causes stand in for
slower ones: a lease is aged in the database (30 s), as the fault tests do, and a crash loop is five kills of a worker.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg

from support.prometheus import FASTER
from support.rig_client import Customer, new_mark
from support.rig_moves import asked, eventually, let_leases_run_out
from support.sockets import connected
from support.till import event_of
from support.watched import Site

_LOCK: Final = "LOCK TABLE template IN ACCESS EXCLUSIVE MODE"
_AT_ONCE: Final = 20
_HELD: Final = 8
_TIMES: Final = 5

Make = Callable[[Site, Customer], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Cause:
    """What happens to a site where somebody orders and reads all the time.

    Attributes:
        make: the cause, for as long as its block lasts.
        alerts: what must fire.
        along: what may fire with it.
        pace: how many times as fast Prometheus' time runs.
    """

    make: Make
    alerts: frozenset[str]
    along: frozenset[str] = frozenset()
    pace: int = FASTER


@asynccontextmanager
async def _table_closed(site: Site, _: Customer) -> AsyncIterator[None]:
    """The API may no longer read a table."""
    async with site.rig.superuser() as database:
        await database.execute("REVOKE SELECT ON template FROM contentforge_app")
        try:
            yield
        finally:
            await database.execute("GRANT SELECT ON template TO contentforge_app")


@asynccontextmanager
async def _table_locked(site: Site, customer: Customer) -> AsyncIterator[None]:
    """Somebody holds a lock, and many ask for what is behind it."""

    async def ask() -> None:
        while True:
            await customer.send("GET", "/templates")

    async with site.rig.superuser() as database, asyncio.TaskGroup() as group:
        async with database.transaction():
            await database.execute(_LOCK)
            asking = [group.create_task(ask()) for _ in range(_AT_ONCE)]
            yield
        for task in asking:
            task.cancel()


@asynccontextmanager
async def _table_busy(site: Site, customer: Customer) -> AsyncIterator[None]:
    """A lock is held for a second and a half, again and again."""

    async def lock(database: "asyncpg.Connection[asyncpg.Record]") -> None:
        while True:
            async with database.transaction():
                await database.execute(_LOCK)
                await asyncio.sleep(1.5)
            await asyncio.sleep(0.1)

    async def read() -> None:
        while True:
            await customer.send("GET", "/templates")

    async with site.rig.superuser() as database, asyncio.TaskGroup() as group:
        tasks = [group.create_task(lock(database)), group.create_task(read())]
        yield
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def _no_worker(site: Site, _: Customer) -> AsyncIterator[None]:
    for worker in site.rig.running("generation"):
        worker.kill9()
    yield


@asynccontextmanager
async def _no_scheduler(site: Site, _: Customer) -> AsyncIterator[None]:
    for scheduler in site.rig.running("scheduler"):
        scheduler.kill9()
    yield


@asynccontextmanager
async def _worker_suspended(site: Site, _: Customer) -> AsyncIterator[None]:
    """A worker stands still past its leases with its hands full, and comes back."""
    [worker] = site.rig.running("generation")
    async with site.rig.desk() as desk, site.till() as till:
        people = [await desk.customer() for _ in range(2)]
        for person in people:
            await site.subscribe(till, person)
        site.rig.model.hold()
        marks = [new_mark() for _ in range(_HELD)]
        jobs = [(person, await person.order(mark)) for person, mark in zip(people * _HELD, marks, strict=False)]
        await asked(site.rig, marks, 1)
        site.rig.start("generation")
        worker.pause()
        await let_leases_run_out(site.rig, worker)
        await asked(site.rig, marks, 2)
        site.rig.model.reset()
        for person, job in jobs:
            assert (await person.ended(job))["status"] == "completed"
        worker.resume()
    yield


def _model(**switches: object) -> Make:
    @asynccontextmanager
    async def answers(site: Site, _: Customer) -> AsyncIterator[None]:
        site.rig.model.turn(**switches)
        yield

    return answers


@asynccontextmanager
async def _no_broker(site: Site, _: Customer) -> AsyncIterator[None]:
    with site.rig.valkey_stopped():
        yield


@asynccontextmanager
async def _slow_broker(site: Site, customer: Customer) -> AsyncIterator[None]:
    """The broker stands still for seconds, again and again, while somebody listens."""
    pid = site.rig.valkey.pid
    assert pid is not None

    async def falter() -> None:
        while True:
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(6)
            os.kill(pid, signal.SIGCONT)
            await asyncio.sleep(2)

    async with connected(customer.bases[0], token=customer.token):
        faltering = asyncio.create_task(falter())
        try:
            yield
        finally:
            faltering.cancel()
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def _stripe_away(site: Site, customer: Customer) -> AsyncIterator[None]:
    """Stripe has told of something, and then does not answer."""
    site.stripe.end()
    who = await site.rig.value("SELECT stripe_id FROM billing_customer WHERE organization_id = $1", customer.tenant)
    async with site.till() as till:
        await till.deliver(json.loads(json.dumps(event_of("invoice.paid", object="invoice", customer=str(who)))))
    yield


@asynccontextmanager
async def _worker_hangs(site: Site, _: Customer) -> AsyncIterator[None]:
    [hanging] = site.rig.running("media")
    site.rig.start("media")  # the others go on
    hanging.pause()
    yield


@asynccontextmanager
async def _worker_crashes(site: Site, _: Customer) -> AsyncIterator[None]:
    [worker] = site.rig.running("events")
    started = f'process_start_time_seconds{{instance="127.0.0.1:{site.rig.port_of(worker)}"}}'
    seen = {await asyncio.to_thread(site.prometheus.value, started)}

    async def scraped() -> bool:
        now = await asyncio.to_thread(site.prometheus.value, started)
        return now is not None and now not in seen

    for _time in range(_TIMES):
        worker.kill9()
        worker = site.rig.launch("events", port=site.rig.port_of(worker))
        await eventually(scraped, "the new process is scraped")
        seen.add(await asyncio.to_thread(site.prometheus.value, started))
    yield


def _of(make: Make, *alerts: str, along: tuple[str, ...] = (), pace: int = FASTER) -> Cause:
    whole, others = (frozenset(f"ContentForge{each}" for each in names) for names in (alerts, along))
    return Cause(make, whole, others, pace)


CAUSES: Final[dict[str, Cause]] = {
    "a table may not be read": _of(_table_closed, "ApiFails"),
    "a table is locked": _of(_table_locked, "PoolFull", along=("ApiFails", "ApiSlow")),
    "a table is locked now and then": _of(_table_busy, "ApiSlow"),
    "no worker runs": _of(_no_worker, "WorkWaits", "ProcessMissing"),
    "no scheduler runs": _of(_no_scheduler, "NoScheduler"),
    "a worker is suspended": _of(_worker_suspended, "LeasesLost"),
    "the model refuses": _of(_model(status=400), "WorkGivenUp", "ProviderFails"),
    "the model fails": _of(_model(status=500), "ProviderLeftAlone", along=("ProviderFails", "WorkGivenUp")),
    "no broker runs": _of(_no_broker, "EventsUnpublished"),
    "the broker is slow": _of(_slow_broker, "EventsLate", along=("EventsUnpublished",)),
    "Stripe is away": _of(_stripe_away, "InboxStuck", "DutyFails"),
    "a worker hangs": _of(_worker_hangs, "ProcessDown"),
    "a worker crashes again and again": _of(
        _worker_crashes, "ProcessRestarts", pace=5
    ),  # a start takes as long as it takes
}
