"""The claim loop on the real database, rung by the real broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from redis import Redis

from contentforge_app.embedded import RunningValkey
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.observability import Metrics
from contentforge_platform.work import sweep
from contentforge_workers.bell import Bell
from contentforge_workers.broker import wake_queue
from contentforge_workers.loop import ClaimLoop
from contentforge_workers.wakeup import CeleryWaker

COPY = work.Kind("copy", queue="generation", per_organization=5)


class Recorder:
    """A handler that notes what it is given; `behave` may raise or wait."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.ran: list[work.Claim] = []
        self.given_up: list[str] = []
        self.behave: Callable[[work.Claim], object] = lambda _: None

    async def run(self, claim: work.Claim) -> None:
        self.ran.append(claim)
        outcome = self.behave(claim)
        if asyncio.iscoroutine(outcome):
            await outcome
        async with self._uow.write(claim.tenant) as session:
            await work.finish(session, claim)

    async def give_up(self, claim: work.Claim, reason: str) -> None:
        self.given_up.append(reason)
        async with self._uow.write(claim.tenant) as session:
            await work.fail(session, claim, reason)


@asynccontextmanager
async def running(
    uow: UnitOfWork, handler: Recorder, *, poll: float = 0.05, slots: int = 8
) -> AsyncIterator[ClaimLoop]:
    loop = ClaimLoop(
        uow, "generation", {"copy": handler}, Metrics(process=False), slots=slots, worker="test", poll_seconds=poll
    )
    task = asyncio.create_task(loop.run())
    try:
        yield loop
    finally:
        loop.stop()
        await loop.drain(1.0)
        await task


async def order(uow: UnitOfWork, count: int = 1, kind: work.Kind = COPY) -> list[UUID]:
    tenant = TenantId(uuid4())
    subjects = [uuid4() for _ in range(count)]
    async with uow.write(tenant) as session:
        await work.enqueue(session, tenant, kind, [work.NewItem(subject) for subject in subjects])
    return subjects


async def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the condition is about the database and other threads
            await asyncio.sleep(0.01)


async def states(uow: UnitOfWork) -> dict[str, int]:
    async with uow.system() as session:
        return {row[0]: row[1] for row in await session.fetch("SELECT state, count(*) FROM work_item GROUP BY state")}


@pytest.fixture
def handler(own_uow: UnitOfWork) -> Recorder:
    return Recorder(own_uow)


async def test_all_items_of_a_queue_run_once(own_uow: UnitOfWork, handler: Recorder) -> None:
    subjects = await order(own_uow, 30)
    async with running(own_uow, handler):
        await eventually(lambda: len(handler.ran) >= 30)
    assert sorted(claim.subject for claim in handler.ran) == sorted(subjects)
    assert await states(own_uow) == {"done": 30}


async def test_a_failure_that_may_pass_is_tried_again_later(own_uow: UnitOfWork, handler: Recorder) -> None:
    def fail_once(claim: work.Claim) -> None:
        if claim.attempt == 1:
            raise work.RetryLater("The model is busy.", delay=0.1)

    handler.behave = fail_once
    await order(own_uow)
    async with running(own_uow, handler):
        await eventually(lambda: len(handler.ran) == 1)
        await asyncio.sleep(0.3)
        async with own_uow.system() as session:
            await sweep.sweep(session)
        await eventually(lambda: len(handler.ran) == 2)
    assert await states(own_uow) == {"done": 1}


async def test_an_unexpected_error_uses_up_the_attempts_and_then_fails(
    own_uow: UnitOfWork, handler: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contentforge_workers.outcome._BACK_OFF_SECONDS", (0.01, 0.01, 0.01))

    def explode(_: work.Claim) -> None:
        raise ZeroDivisionError

    handler.behave = explode
    await order(own_uow)
    async with running(own_uow, handler):
        for _ in range(100):
            async with own_uow.system() as session:
                await sweep.sweep(session)
            if handler.given_up:
                break
            await asyncio.sleep(0.05)
    assert [claim.attempt for claim in handler.ran] == [1, 2, 3]
    assert handler.given_up == ["Something went wrong on our side."]
    assert await states(own_uow) == {"failed": 1}


async def test_an_item_whose_workers_kept_dying_is_given_up(own_uow: UnitOfWork, handler: Recorder) -> None:
    await order(own_uow)
    async with own_uow.system() as session:
        await session.fetchval("UPDATE work_item SET attempt = max_attempts")
    async with running(own_uow, handler):
        await eventually(lambda: bool(handler.given_up))
    assert handler.ran == []
    assert await states(own_uow) == {"failed": 1}


async def test_stopping_lets_short_work_end(own_uow: UnitOfWork, handler: Recorder) -> None:
    handler.behave = lambda _: asyncio.sleep(0.3)
    await order(own_uow)
    async with running(own_uow, handler):
        await eventually(lambda: len(handler.ran) == 1)
    assert await states(own_uow) == {"done": 1}


async def test_stopping_hands_long_work_back_unharmed(own_uow: UnitOfWork, handler: Recorder) -> None:
    handler.behave = lambda _: asyncio.sleep(60)
    await order(own_uow)
    async with running(own_uow, handler):
        await eventually(lambda: len(handler.ran) == 1)
    assert await states(own_uow) == {"ready": 1}
    handler.behave = lambda _: None
    async with running(own_uow, handler):
        await eventually(lambda: len(handler.ran) == 2)
    assert handler.ran[1].attempt == 1


async def test_cancelled_work_is_stopped_at_the_next_renewal(
    own_uow: UnitOfWork, handler: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contentforge_workers.loop.RENEW_SECONDS", 0.1)
    handler.behave = lambda _: asyncio.sleep(60)
    await order(own_uow)
    async with running(own_uow, handler) as loop:
        await eventually(lambda: loop.running == 1)
        claim = handler.ran[0]
        async with own_uow.write(claim.tenant) as session:
            await work.cancel(session, claim.tenant, [claim.subject])
        await eventually(lambda: loop.running == 0)
    assert await states(own_uow) == {"cancelled": 1}


async def test_a_ring_of_the_bell_starts_work_long_before_the_loops_own_clock(
    own_uow: UnitOfWork, handler: Recorder, valkey: RunningValkey
) -> None:
    waker = CeleryWaker(valkey.url)
    waker.start()
    async with running(own_uow, handler, poll=60.0) as loop:
        bell = Bell(valkey.url, "generation", loop.wake)
        bell.start()
        await asyncio.sleep(0.5)
        await order(own_uow)
        async with asyncio.timeout(15):
            while not handler.ran:
                waker.wake("generation")
                await asyncio.sleep(0.05)
        await asyncio.to_thread(bell.close)
    waker.close()
    assert await states(own_uow) == {"done": 1}


async def test_asking_for_a_ring_returns_at_once_while_the_broker_is_away() -> None:
    waker = CeleryWaker("redis://127.0.0.1:1/0")
    waker.start()
    began = asyncio.get_running_loop().time()
    for _ in range(1000):
        waker.wake("generation")
    assert asyncio.get_running_loop().time() - began < 1
    waker.close()


def test_rings_are_few_while_work_is_ordered_without_pause(valkey: RunningValkey) -> None:
    """Workers claim by themselves as soon as they have a free slot, so that a ring costs them more than it wins."""
    waker = CeleryWaker(valkey.url)
    heard, client = 0, Redis.from_url(valkey.url)
    client.delete(wake_queue("generation"))
    waker.start()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        waker.wake("generation")
        heard += client.lpop(wake_queue("generation")) is not None
    waker.close()
    client.close()
    assert 1 <= heard <= 15  # at the pause that a single order has, they would be fifty


async def test_a_kind_that_only_a_later_release_knows_is_left_to_its_workers(own_uow: UnitOfWork) -> None:
    """While releases change, both have workers at one queue."""
    handler = Recorder(own_uow)
    await order(own_uow, kind=work.Kind("of a later release", queue="generation"))
    known = await order(own_uow)
    async with running(own_uow, handler, slots=1):
        await eventually(lambda: len(handler.ran) == 1)
        await asyncio.sleep(0.3)
    assert [claim.subject for claim in handler.ran] == known
    assert await states(own_uow) == {"done": 1, "ready": 1}
    async with own_uow.system() as session:
        assert await session.fetchval("SELECT attempt FROM work_item WHERE state = 'ready'") == 0
