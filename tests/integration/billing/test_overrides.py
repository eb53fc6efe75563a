"""An operator's override against what Stripe tells at the same moment, of who has no customer's row to wait for."""

import asyncio
from datetime import timedelta

from contentforge_billing import overrides
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingMode, BillingSettings
from contentforge_billing.subscriptions import NewOverride, PlanOverrides
from contentforge_billing.subscriptions.settle import settle_plan
from contentforge_platform.clock import utcnow
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_tenants import organizations

SETTINGS = BillingSettings(mode=BillingMode.SANDBOX)
CATALOGUE = PlanCatalogue.load(SETTINGS)
OPERATOR = UserId(new_id())
PILOT = NewOverride("enterprise", "A pilot")


async def a_team(uow: UnitOfWork) -> TenantId:
    slug = f"team-{new_id().hex[:8]}"
    async with uow.write(None) as session:
        await organizations.ensure_unowned(session, slug, "A team")
    async with uow.system() as session:
        tenant = await organizations.unled(session, slug)
    assert tenant is not None
    return tenant


async def settle(uow: UnitOfWork, tenant: TenantId) -> None:
    async with uow.write(tenant) as session:
        await settle_plan(session, tenant, grace_days=7, default="free")


async def plan(uow: UnitOfWork, tenant: TenantId) -> str:
    async with uow.read(tenant) as session:
        return (await organizations.get(session, tenant)).plan


async def test_who_settles_while_an_override_is_put_waits_and_heeds_it(uow: UnitOfWork) -> None:
    tenant, ours = await a_team(uow), PlanOverrides(uow, CATALOGUE, SETTINGS)

    async with uow.write(tenant) as session:
        await ours.put(session, tenant, OPERATOR, PILOT)
        settling = asyncio.create_task(settle(uow, tenant))
        await asyncio.sleep(0.3)
        assert not settling.done()
    await settling

    assert await plan(uow, tenant) == "enterprise"


async def test_two_operators_at_once_leave_the_override_and_the_plan_of_the_last(uow: UnitOfWork) -> None:
    tenant, ours = await a_team(uow), PlanOverrides(uow, CATALOGUE, SETTINGS)

    async def put(tier: str) -> None:
        async with uow.write(tenant) as session:
            await ours.put(session, tenant, OPERATOR, NewOverride(tier, "A pilot"))

    await asyncio.gather(*(put(tier) for tier in ("pro", "enterprise", "pro", "enterprise")))

    async with uow.read(tenant) as session:
        held = await overrides.in_force(session, tenant)
    assert held is not None
    assert held.tier == await plan(uow, tenant)
    assert held.in_place_of == "free"


async def test_only_what_has_ended_is_taken_back(uow: UnitOfWork) -> None:
    tenant, ours = await a_team(uow), PlanOverrides(uow, CATALOGUE, SETTINGS)
    async with uow.write(tenant) as session:
        later = NewOverride("pro", "A pilot", utcnow() + timedelta(seconds=1))
        await ours.put(session, tenant, OPERATOR, later)

    await ours.run()
    assert await plan(uow, tenant) == "pro"
    await asyncio.sleep(1.1)
    await ours.run()

    assert await plan(uow, tenant) == "free"
