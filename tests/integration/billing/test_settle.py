"""Work that succeeded is used once, work that did not costs nothing, in the month in which it was reserved."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import ledger_agrees, release, reserve, reserve_many, settle
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from integration.billing.books import Books, Calendar, Counted, until_blocked

JANUARY = datetime(2026, 1, 31, 23, 59, 59, 900_000, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)


async def reserved(uow: UnitOfWork, tenant: TenantId, plan: Plan, metric: Metric = Metric.GENERATIONS) -> UUID:
    item = uuid4()
    async with uow.write(tenant) as session:
        await reserve(session, tenant, metric, 2, item, plan)
    return item


async def settled(uow: UnitOfWork, tenant: TenantId, item: UUID) -> bool:
    async with uow.write(tenant) as session:
        return await settle(session, tenant, Metric.GENERATIONS, item)


async def released(uow: UnitOfWork, tenant: TenantId, *items: UUID) -> set[UUID]:
    async with uow.write(tenant) as session:
        return await release(session, tenant, list(Metric), items)


async def test_settling_again_uses_nothing_more(uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books) -> None:
    item = await reserved(uow, tenant, free)

    assert await settled(uow, tenant, item)
    assert await settled(uow, tenant, item)
    assert await books.counted(tenant) == Counted(used=2, held=0)


async def test_settling_twice_at_the_same_moment_uses_the_units_once(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item = await reserved(uow, tenant, free)

    async with uow.write(tenant) as first:
        assert await settle(first, tenant, Metric.GENERATIONS, item)
        second = asyncio.create_task(settled(uow, tenant, item))
        await until_blocked(uow)

    assert await second
    assert await books.counted(tenant) == Counted(used=2, held=0)


async def test_releasing_gives_the_units_back_once(uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books) -> None:
    item, other = await reserved(uow, tenant, free), await reserved(uow, tenant, free)

    assert await released(uow, tenant, item, uuid4()) == {item}
    assert await released(uow, tenant, item) == set()
    assert await books.counted(tenant) == Counted(used=0, held=2)
    assert await released(uow, tenant, other) == {other}


async def test_releasing_takes_several_metrics_and_items_at_once(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    job, other_job = await reserved(uow, tenant, free), await reserved(uow, tenant, free)
    image = await reserved(uow, tenant, free, Metric.IMAGES)

    assert await released(uow, tenant, job, other_job, image) == {job, other_job, image}
    assert await books.counted(tenant) == Counted(used=0, held=0)
    assert await books.counted(tenant, Metric.IMAGES) == Counted(used=0, held=0)


async def test_what_is_settled_is_not_released(uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books) -> None:
    item = await reserved(uow, tenant, free)
    await settled(uow, tenant, item)

    assert await released(uow, tenant, item) == set()
    assert await books.counted(tenant) == Counted(used=2, held=0)


async def test_what_is_released_or_was_never_reserved_is_not_settled(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item = await reserved(uow, tenant, free)
    await released(uow, tenant, item)

    assert not await settled(uow, tenant, item)
    assert not await settled(uow, tenant, uuid4())
    assert await books.counted(tenant) == Counted(used=0, held=0)


async def test_a_release_that_waits_for_a_settlement_gives_nothing_back(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item = await reserved(uow, tenant, free)

    async with uow.write(tenant) as first:
        await settle(first, tenant, Metric.GENERATIONS, item)
        late = asyncio.create_task(released(uow, tenant, item))
        await until_blocked(uow)

    assert await late == set()
    assert await books.counted(tenant) == Counted(used=2, held=0)


async def test_a_settlement_that_waits_for_a_release_uses_nothing(
    uow: UnitOfWork, tenant: TenantId, free: Plan, books: Books
) -> None:
    item = await reserved(uow, tenant, free)

    async with uow.write(tenant) as first:
        await release(first, tenant, [Metric.GENERATIONS], [item])
        late = asyncio.create_task(settled(uow, tenant, item))
        await until_blocked(uow)

    assert not await late
    assert await books.counted(tenant) == Counted(used=0, held=0)


async def test_a_unit_reserved_at_the_end_of_a_month_is_used_in_that_month(
    calendar: Calendar, tenant: TenantId, free: Plan
) -> None:
    done, failed, again = uuid4(), uuid4(), uuid4()
    async with calendar.at(JANUARY, tenant) as session:
        await reserve_many(session, tenant, Metric.GENERATIONS, [done, failed, again], free)

    async with calendar.at(FEBRUARY, tenant) as session:
        assert await settle(session, tenant, Metric.GENERATIONS, done)
        assert await release(session, tenant, [Metric.GENERATIONS], [failed, again]) == {failed, again}
        await reserve(session, tenant, Metric.GENERATIONS, 10, again, free)  # all of February is there

    assert await months(calendar.uow, tenant) == {(2026, 1): Counted(used=1, held=0), (2026, 2): Counted(0, 10)}
    async with calendar.uow.system() as session:
        assert await ledger_agrees(session)


async def test_units_of_two_months_are_released_together(calendar: Calendar, tenant: TenantId, free: Plan) -> None:
    old, new = uuid4(), uuid4()
    async with calendar.at(JANUARY, tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 4, old, free)
    async with calendar.at(FEBRUARY, tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 5, new, free)
        await release(session, tenant, [Metric.GENERATIONS], [old, new])

    assert await months(calendar.uow, tenant) == {(2026, 1): Counted(0, 0), (2026, 2): Counted(0, 0)}


async def test_the_month_is_utc_whatever_the_zone_of_the_connection(
    calendar: Calendar, tenant: TenantId, free: Plan
) -> None:
    async with calendar.at(JANUARY, tenant, zone="Pacific/Kiritimati") as session:  # 14 hours ahead
        await reserve(session, tenant, Metric.GENERATIONS, 1, uuid4(), free)
    async with calendar.at(FEBRUARY, tenant, zone="America/Los_Angeles") as session:
        await reserve(session, tenant, Metric.GENERATIONS, 2, uuid4(), free)

    assert await months(calendar.uow, tenant) == {(2026, 1): Counted(0, 1), (2026, 2): Counted(0, 2)}


async def months(uow: UnitOfWork, tenant: TenantId) -> dict[tuple[int, int], Counted]:
    async with uow.read(tenant) as session:
        rows = await session.fetch("SELECT period_start, used, held FROM usage_period")
    assert all(row["period_start"] == row["period_start"].replace(day=1, hour=0, minute=0, second=0) for row in rows)
    return {(row["period_start"].year, row["period_start"].month): Counted(row["used"], row["held"]) for row in rows}
