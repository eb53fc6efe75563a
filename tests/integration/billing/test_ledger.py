"""The counters are the sums of the ledger, whatever happens at once; where they are not, the audit says so."""

import random
from contextlib import suppress
from uuid import UUID, uuid4

import asyncpg

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import (
    Disagreement,
    LimitReached,
    disagreements,
    ledger_agrees,
    release,
    reserve,
    reserve_up_to,
    settle,
)
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import TenantId
from integration.billing.books import at_once
from support.databases import DatabaseUrls


async def test_counters_and_ledger_agree_after_a_crowd_of_requests_and_workers(own_uow: UnitOfWork, free: Plan) -> None:
    plan = free.model_copy(update={"generations_limit": 12, "images_limit": 9})
    tenants = [TenantId(uuid4()) for _ in range(3)]
    items = [uuid4() for _ in range(20)]
    chance = random.Random(20260131)  # noqa: S311 - a repeatable crowd, no secret

    await at_once(
        _something(own_uow, chance.choice(tenants), chance.sample(items, 4), plan, chance.randrange(4))
        for _ in range(400)
    )

    async with own_uow.system() as session:
        assert await disagreements(session) == []
        assert await ledger_agrees(session)
        rows = await session.fetch("SELECT metric, used, held FROM usage_period")
    assert len(rows) == 6
    assert all(0 < row["used"] + row["held"] <= plan.limit(Metric(row["metric"])) for row in rows)


async def _something(uow: UnitOfWork, tenant: TenantId, items: list[UUID], plan: Plan, what: int) -> None:
    async with uow.write(tenant) as session:
        match what:
            case 0:
                await _reserve_if_possible(session, tenant, items[0], plan)
                await reserve_up_to(session, tenant, Metric.IMAGES, items, plan)
            case 1:
                await settle(session, tenant, Metric.GENERATIONS, items[0])
            case 2:
                await settle(session, tenant, Metric.IMAGES, items[0])
            case _:
                await release(session, tenant, list(Metric), items)


async def _reserve_if_possible(session: WriteSession, tenant: TenantId, item: UUID, plan: Plan) -> None:
    with suppress(LimitReached):
        await reserve(session, tenant, Metric.GENERATIONS, 1, item, plan)


async def test_the_audit_names_a_counter_that_was_changed_behind_the_ledger(
    own_uow: UnitOfWork, own_database_urls: DatabaseUrls, tenant: TenantId, free: Plan
) -> None:
    async with own_uow.write(tenant) as session:
        await reserve(session, tenant, Metric.GENERATIONS, 2, uuid4(), free)
    admin = await asyncpg.connect(own_database_urls.admin)
    month = await admin.fetchval("UPDATE usage_period SET used = 1 RETURNING period_start")
    await admin.close()

    async with own_uow.system() as session:
        assert not await ledger_agrees(session)
        assert await disagreements(session) == [
            Disagreement(tenant, "generations", month, counted_used=1, counted_held=2, settled=0, held=2)
        ]


async def test_the_audit_names_entries_without_a_counter(
    own_uow: UnitOfWork, own_database_urls: DatabaseUrls, tenant: TenantId, free: Plan
) -> None:
    async with own_uow.write(tenant) as session:
        await reserve(session, tenant, Metric.IMAGES, 1, uuid4(), free)
    admin = await asyncpg.connect(own_database_urls.admin)
    await admin.execute("DELETE FROM usage_period")
    await admin.close()

    async with own_uow.system() as session:
        [found] = await disagreements(session)
    assert (found.tenant, found.metric, found.counted_held, found.held) == (tenant, "images", 0, 1)
