"""People see the figures that decide whether they are admitted."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import MetricUsage, release, reserve, settle, usage_overview
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from integration.billing.books import Calendar


async def test_an_organization_without_usage_has_used_nothing(uow: UnitOfWork, tenant: TenantId, free: Plan) -> None:
    async with uow.read(tenant) as session:
        overview = await usage_overview(session, tenant, free)

    assert overview.metrics == (
        MetricUsage(Metric.GENERATIONS, "Generations", used=0, limit=10),
        MetricUsage(Metric.IMAGES, "Images", used=0, limit=5),
    )


async def test_used_is_what_is_settled_and_what_is_held(uow: UnitOfWork, tenant: TenantId, unlimited: Plan) -> None:
    settled, held, failed = uuid4(), uuid4(), uuid4()
    async with uow.write(tenant) as session:
        for item in (settled, held, failed):
            await reserve(session, tenant, Metric.IMAGES, 2, item, unlimited)
        await settle(session, tenant, Metric.IMAGES, settled)
        await release(session, tenant, [Metric.IMAGES], [failed])

        overview = await usage_overview(session, tenant, unlimited)

    assert overview.of(Metric.IMAGES) == MetricUsage(Metric.IMAGES, "Images", used=4, limit=-1)
    assert overview.of(Metric.GENERATIONS).used == 0


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        (
            datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(2026, 12, 1, tzinfo=UTC),
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        (datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
    ],
)
async def test_a_period_is_a_calendar_month_in_utc(
    calendar: Calendar, tenant: TenantId, free: Plan, now: datetime, start: datetime, end: datetime
) -> None:
    async with calendar.at(now, tenant, zone="Europe/Berlin") as session:
        overview = await usage_overview(session, tenant, free)

    assert (overview.period_start, overview.period_end) == (start, end)


async def test_a_new_month_starts_from_nothing(calendar: Calendar, tenant: TenantId, free: Plan) -> None:
    async with calendar.at(datetime(2026, 5, 20, tzinfo=UTC), tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 10, uuid4(), free)
        assert (await usage_overview(session, tenant, free)).of(Metric.GENERATIONS).used == 10

    async with calendar.at(datetime(2026, 6, 1, tzinfo=UTC), tenant) as session:
        assert (await usage_overview(session, tenant, free)).of(Metric.GENERATIONS).used == 0
