"""The work engine against the real database."""

import asyncio
from uuid import uuid4

import pytest

from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.work import sweep

COPY = work.Kind("copy", queue="generation", per_organization=2)
MAIL = work.Kind("mail", queue="events")


def tenant() -> TenantId:
    return TenantId(uuid4())


async def enqueue(uow: UnitOfWork, owner: TenantId, kind: work.Kind, count: int = 1, delay: float = 0.0) -> None:
    async with uow.write(owner) as session:
        await work.enqueue(session, owner, kind, [work.NewItem(uuid4(), delay) for _ in range(count)])


async def claim(uow: UnitOfWork, queue: str = "generation", limit: int = 100) -> list[work.Claim]:
    async with uow.system() as session:
        return await work.claim(session, queue, limit, "worker")


async def finish(uow: UnitOfWork, claim: work.Claim) -> None:
    async with uow.write(claim.tenant) as session:
        await work.finish(session, claim)


async def swept(uow: UnitOfWork) -> sweep.Swept:
    async with uow.system() as session:
        return await sweep.sweep(session)


async def expire(uow: UnitOfWork) -> None:
    async with uow.system() as session:
        await session.fetchval("UPDATE work_item SET lease_until = clock_timestamp() WHERE state = 'running'")


async def states(uow: UnitOfWork) -> dict[str, int]:
    async with uow.system() as session:
        return {row[0]: row[1] for row in await session.fetch("SELECT state, count(*) FROM work_item GROUP BY state")}


async def test_an_item_is_claimed_once(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), MAIL, 20)
    rounds = await asyncio.gather(*(claim(own_uow, "events", 10) for _ in range(4)))
    claimed = [item.id for items in rounds for item in items]
    assert len(claimed) == len(set(claimed)) == 20


async def test_a_claim_passes_over_what_another_is_about_to_have(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), MAIL, 20)
    async with own_uow.system() as slow:
        await slow.fetchval("SELECT 1")  # so that the claim is not committed by itself
        first = await work.claim(slow, "events", 10, "slow")
        meanwhile = asyncio.create_task(claim(own_uow, "events", 10))
        await asyncio.wait({meanwhile}, timeout=1)
    second = await meanwhile
    assert len({item.id for item in [*first, *second]}) == 20


async def test_an_organization_runs_no_more_than_its_slots_at_once(own_uow: UnitOfWork) -> None:
    crowded, calm = tenant(), tenant()
    await enqueue(own_uow, crowded, COPY, 50)
    await enqueue(own_uow, calm, COPY)
    claimed = await claim(own_uow)
    assert sorted([item.tenant for item in claimed], key=str) == sorted([crowded, crowded, calm], key=str)
    assert await claim(own_uow) == []


async def test_parallel_inserts_do_not_exceed_the_slots(own_uow: UnitOfWork) -> None:
    crowded = tenant()
    await asyncio.gather(*(enqueue(own_uow, crowded, COPY) for _ in range(10)))
    assert await states(own_uow) == {"ready": 2, "waiting": 8}


async def test_a_finished_item_passes_its_slot_to_the_oldest_waiting_one(own_uow: UnitOfWork) -> None:
    crowded = tenant()
    await enqueue(own_uow, crowded, COPY, 3)
    first, _ = await claim(own_uow)
    await finish(own_uow, first)
    assert len(await claim(own_uow)) == 1
    assert await states(own_uow) == {"done": 1, "running": 2}


async def test_a_held_item_is_not_ready_before_its_time(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), COPY, delay=0.4)
    assert (await swept(own_uow)).due == 0
    assert await claim(own_uow) == []
    await asyncio.sleep(0.5)
    assert (await swept(own_uow)).due == 1
    assert len(await claim(own_uow)) == 1


async def test_the_item_of_a_dead_worker_starts_again_with_the_next_attempt(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), COPY)
    [dead] = await claim(own_uow)
    await expire(own_uow)
    assert (await swept(own_uow)).expired == 1
    [alive] = await claim(own_uow)
    assert (alive.id, alive.attempt) == (dead.id, 2)
    assert alive.token != dead.token


async def test_a_stale_worker_can_neither_finish_nor_renew_nor_put_off(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), COPY)
    [stale] = await claim(own_uow)
    await expire(own_uow)
    await swept(own_uow)
    [current] = await claim(own_uow)
    with pytest.raises(work.LeaseLost):
        await finish(own_uow, stale)
    with pytest.raises(work.LeaseLost):
        async with own_uow.write(stale.tenant) as session:
            await work.retry(session, stale, delay=0, reason="late")
    async with own_uow.system() as session:
        assert await work.renew(session, [stale, current]) == {current.id}
    await finish(own_uow, current)


async def test_cancelled_work_leaves_its_slot_and_the_worker_learns_of_it(own_uow: UnitOfWork) -> None:
    crowded = tenant()
    await enqueue(own_uow, crowded, COPY, 4)
    running = await claim(own_uow)
    async with own_uow.write(crowded) as session:
        cancelled = await work.cancel(session, crowded, [running[0].subject])
    assert cancelled == [running[0].id]
    with pytest.raises(work.LeaseLost):
        await finish(own_uow, running[0])
    assert len(await claim(own_uow)) == 1


async def test_work_that_was_put_off_frees_its_slot_meanwhile(own_uow: UnitOfWork) -> None:
    crowded = tenant()
    await enqueue(own_uow, crowded, COPY, 3)
    first, _ = await claim(own_uow)
    async with own_uow.write(crowded) as session:
        await work.retry(session, first, delay=60, reason="busy")
    assert await states(own_uow) == {"scheduled": 1, "ready": 1, "running": 1}


async def test_work_handed_back_is_claimed_again_without_losing_an_attempt(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), COPY)
    mine = await claim(own_uow)
    async with own_uow.system() as session:
        await work.hand_back(session, mine)
    [again] = await claim(own_uow)
    assert again.attempt == 1


async def test_the_sweeper_fills_a_slot_that_an_insert_missed(own_uow: UnitOfWork) -> None:
    crowded = tenant()
    await enqueue(own_uow, crowded, COPY, 3)
    async with own_uow.system() as session:
        await session.fetchval("UPDATE work_item SET state = 'done', finished_at = now() WHERE state = 'ready'")
        assert await sweep.recount_lanes(session) == 1
    await swept(own_uow)
    assert await states(own_uow) == {"done": 2, "ready": 1}


async def test_lanes_agree_with_their_items_after_a_storm(own_uow: UnitOfWork) -> None:
    owners = [tenant() for _ in range(3)]

    async def worker() -> None:
        for _ in range(15):
            for item in await claim(own_uow, limit=3):
                await finish(own_uow, item)

    storm = [enqueue(own_uow, owners[number % 3], COPY) for number in range(30)]
    await asyncio.gather(*storm, worker(), worker(), worker())
    while await claim_and_finish(own_uow):
        await swept(own_uow)
    assert await states(own_uow) == {"done": 30}
    async with own_uow.system() as session:
        assert await sweep.recount_lanes(session) == 0


async def claim_and_finish(uow: UnitOfWork) -> bool:
    await swept(uow)
    items = await claim(uow)
    for item in items:
        await finish(uow, item)
    return bool(items)


async def test_another_tenant_sees_nothing_of_the_work(own_uow: UnitOfWork) -> None:
    await enqueue(own_uow, tenant(), COPY)
    async with own_uow.read(tenant()) as session:
        assert await session.fetch("SELECT * FROM work_item") == []
