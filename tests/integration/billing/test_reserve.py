"""Units are held before work starts, never more than the plan has, by any number of requests at once."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import (
    Cause,
    LimitReached,
    release,
    reserve,
    reserve_many,
    reserve_up_to,
    settle,
    usage_overview,
)
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId
from integration.billing.books import Books, Counted, at_once, until_blocked


async def admitted(uow: UnitOfWork, tenant: TenantId, plan: Plan, items: list[UUID]) -> bool:
    """One request of its own: all of the items, or a refusal."""
    try:
        async with uow.write(tenant) as session:
            await reserve_many(session, tenant, Metric.GENERATIONS, items, plan)
            await asyncio.sleep(0.001)  # the work of the request, during which others come
    except LimitReached:
        return False
    return True


async def take(uow: UnitOfWork, tenant: TenantId, plan: Plan, units: int) -> list[UUID]:
    items = [uuid4() for _ in range(units)]
    async with uow.write(tenant) as session:
        await reserve_many(session, tenant, Metric.GENERATIONS, items, plan)
    return items


async def test_a_reservation_holds_its_units(uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books) -> None:
    async with uow.write(tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 3, uuid4(), free)

    assert await books.counted(tenant) == Counted(used=0, held=3)
    assert await books.counted(tenant, Metric.IMAGES) == Counted(used=0, held=0)


async def test_a_reservation_that_is_rolled_back_holds_nothing(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    async def request() -> None:
        async with uow.write(tenant) as session:
            await reserve(session, tenant, Metric.GENERATIONS, 1, uuid4(), free)
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await request()

    assert await books.counted(tenant) == Counted(used=0, held=0)
    assert await books.entries(tenant) == []


async def test_a_refusal_tells_limit_rest_and_reset_and_writes_nothing(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    await take(uow, tenant, free, 8)

    async with uow.write(tenant) as session:
        overview = await usage_overview(session, tenant, free)
        with pytest.raises(LimitReached) as refusal:
            await reserve_many(session, tenant, Metric.GENERATIONS, [uuid4() for _ in range(3)], free)

    assert refusal.value.status == 403
    assert refusal.value.code == "limit_reached"
    assert refusal.value.message == "Monthly generations limit of 10 exceeded. 2 left, 3 needed."
    assert refusal.value.resets_at == overview.period_end
    assert refusal.value.data == {
        "metric": "generations",
        "limit": 10,
        "used": 8,
        "left": 2,
        "resets_at": overview.period_end.strftime("%Y-%m-%dT00:00:00Z"),
    }
    assert await books.counted(tenant) == Counted(used=0, held=8)
    assert len(await books.entries(tenant)) == 8


async def test_a_limit_of_nothing_admits_nothing(uow: UnitOfWork, tenant: TenantId, free: Plan) -> None:
    closed = free.model_copy(update={"generations_limit": 0})

    async with uow.write(tenant) as session:
        with pytest.raises(LimitReached, match=r"^Monthly generations limit of 0 reached\.$"):
            await reserve(session, tenant, Metric.GENERATIONS, 1, uuid4(), closed)


async def test_what_is_settled_counts_against_the_limit_and_what_is_released_does_not(
    uow: UnitOfWork, tenant: TenantId, free: Plan
) -> None:
    first, *others = await take(uow, tenant, free, 10)
    async with uow.write(tenant) as session:
        await settle(session, tenant, Metric.GENERATIONS, first)
        await release(session, tenant, [Metric.GENERATIONS], others[:4])

    assert not await admitted(uow, tenant, free, [uuid4() for _ in range(5)])
    assert await admitted(uow, tenant, free, [uuid4() for _ in range(4)])


async def test_an_unlimited_plan_counts_too(uow: UnitOfWork, tenant: TenantId, unlimited: Plan, books: Books) -> None:
    await take(uow, tenant, unlimited, 500)

    assert await books.counted(tenant) == Counted(used=0, held=500)


async def test_another_plan_acts_on_the_next_reservation(
    uow: UnitOfWork, tenant: TenantId, free: Plan, unlimited: Plan
) -> None:
    await take(uow, tenant, free, 10)
    assert not await admitted(uow, tenant, free, [uuid4()])

    await take(uow, tenant, unlimited, 5)

    async with uow.write(tenant) as session:
        with pytest.raises(LimitReached) as refusal:
            await reserve(session, tenant, Metric.GENERATIONS, 1, uuid4(), free)
    assert refusal.value.left == 0


async def test_the_same_item_again_holds_nothing_more(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    items = await take(uow, tenant, free, 9)

    async with uow.write(tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 1, items[0], free)
        await reserve_many(session, tenant, Metric.GENERATIONS, [*items, *items, uuid4()], free)

    assert await books.counted(tenant) == Counted(used=0, held=10)


async def test_a_known_item_is_admitted_again_when_nothing_is_left(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    held, settled, *_ = await take(uow, tenant, free, 10)
    async with uow.write(tenant) as session:
        await settle(session, tenant, Metric.GENERATIONS, settled)

    assert await admitted(uow, tenant, free, [held, settled])
    assert await books.counted(tenant) == Counted(used=1, held=9)


async def test_a_released_item_can_be_reserved_again(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item, *_ = await take(uow, tenant, free, 10)
    async with uow.write(tenant) as session:
        await release(session, tenant, [Metric.GENERATIONS], [item])

    assert await admitted(uow, tenant, free, [item])
    assert await books.counted(tenant) == Counted(used=0, held=10)
    assert not await admitted(uow, tenant, free, [uuid4()])


async def test_200_requests_at_once_with_10_left_admit_exactly_10(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    answers = await at_once(admitted(uow, tenant, free, [uuid4()]) for _ in range(200))

    assert sum(answers) == 10
    assert await books.counted(tenant) == Counted(used=0, held=10)
    assert len(await books.entries(tenant)) == 10


async def test_bulk_requests_at_once_are_admitted_whole_or_not_at_all(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    requests = [[uuid4() for _ in range(3)] for _ in range(60)]

    answers = await at_once(admitted(uow, tenant, free, items) for items in requests)

    assert sum(answers) == 3
    assert await books.counted(tenant) == Counted(used=0, held=9)
    kept = {item for items, yes in zip(requests, answers, strict=True) if yes for item in items}
    assert {entry["item"] for entry in await books.entries(tenant)} == kept


async def test_a_bulk_of_15_with_10_left_reserves_nothing(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    with pytest.raises(LimitReached, match=r"limit of 10 exceeded\. 10 left, 15 needed"):
        await take(uow, tenant, free, 15)

    assert await books.counted(tenant) == Counted(used=0, held=0)
    assert await books.entries(tenant) == []


async def test_an_item_reserved_twice_at_the_same_moment_costs_one_unit(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item = uuid4()

    async with uow.write(tenant) as first:
        await reserve(first, tenant, Metric.GENERATIONS, 2, item, free)
        second = asyncio.create_task(admitted(uow, tenant, free, [item, uuid4()]))
        await until_blocked(uow)

    assert await second
    assert await books.counted(tenant) == Counted(used=0, held=3)


async def test_a_released_item_reserved_twice_at_the_same_moment_costs_one_unit(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    [item] = await take(uow, tenant, free, 1)
    async with uow.write(tenant) as session:
        await release(session, tenant, [Metric.GENERATIONS], [item])

    async with uow.write(tenant) as first:
        await reserve(first, tenant, Metric.GENERATIONS, 1, item, free)
        second = asyncio.create_task(admitted(uow, tenant, free, [item]))
        await until_blocked(uow)

    assert await second
    assert await books.counted(tenant) == Counted(used=0, held=1)


async def test_the_same_items_in_any_order_by_many_at_once_cost_one_unit_each(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    items = [uuid4() for _ in range(5)]
    orders = [items[turn:] + items[:turn] for turn in range(5)] * 8

    answers = await at_once(admitted(uow, tenant, free, [*order, uuid4()]) for order in orders)

    assert any(answers)
    assert await books.counted(tenant) == Counted(used=0, held=10)


async def test_as_far_as_the_quota_reaches_takes_the_first_ones(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    images = [uuid4() for _ in range(7)]

    async with uow.write(tenant) as session:
        got = await reserve_up_to(session, tenant, Metric.IMAGES, images, free)
        more = await reserve_up_to(session, tenant, Metric.IMAGES, [uuid4(), images[6], images[0]], free)
        none = await reserve_up_to(session, tenant, Metric.IMAGES, [], free)

    assert got == images[:5]
    assert more == [images[0]]
    assert none == []
    assert await books.counted(tenant, Metric.IMAGES) == Counted(used=0, held=5)


async def test_as_far_as_the_quota_reaches_is_exact_for_many_at_once(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    async def ask() -> int:
        async with uow.write(tenant) as session:
            return len(await reserve_up_to(session, tenant, Metric.GENERATIONS, [uuid4() for _ in range(3)], free))

    assert sum(await at_once(ask() for _ in range(40))) == 10
    assert await books.counted(tenant) == Counted(used=0, held=10)


async def test_the_ledger_knows_who_caused_the_usage(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    cause = Cause(user=UserId(uuid4()), credential="key:0b5e")
    async with uow.write(tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 1, uuid4(), free, cause=cause)

    [entry] = await books.entries(tenant)
    assert (entry["user_id"], entry["credential"], entry["state"]) == (cause.user, "key:0b5e", "held")


async def test_an_organization_neither_sees_nor_moves_the_usage_of_another(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    [item, *_] = await take(uow, tenant, free, 10)
    stranger = TenantId(uuid4())

    async with uow.write(stranger) as session:
        assert await session.fetch("SELECT 1 FROM usage_entry UNION ALL SELECT 1 FROM usage_period") == []
        assert not await settle(session, tenant, Metric.GENERATIONS, item)
        assert await release(session, tenant, list(Metric), [item]) == set()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with uow.write(stranger) as session:
            await reserve(session, tenant, Metric.IMAGES, 1, uuid4(), free)

    assert await admitted(uow, stranger, free, [item])
    assert await books.counted(tenant) == Counted(used=0, held=10)


async def test_ledger_entries_cannot_be_deleted_by_the_service(uow: UnitOfWork, tenant: TenantId) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with uow.write(tenant) as session:
            await session.fetchval("DELETE FROM usage_entry")


async def test_a_reservation_of_no_units_is_a_mistake(uow: UnitOfWork, tenant: TenantId, free: Plan) -> None:
    async with uow.write(tenant) as session:
        with pytest.raises(ValueError, match="at least one unit"):
            await reserve(session, tenant, Metric.GENERATIONS, 0, uuid4(), free)
