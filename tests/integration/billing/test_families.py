"""What children use counts for their partner too: never more than the partner has, whoever asks how often at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import ChildPlan, Plan
from contentforge_billing.usage import (
    FamilyLimitReached,
    LimitReached,
    disagreements,
    release,
    reserve_many,
    reserve_up_to,
    settle,
    usage_overview,
)
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_tenants import accounts
from contentforge_tenants.accounts import NewAccount, parse_address
from contentforge_tenants.organizations import Belonging
from integration.billing.books import Books, Counted, at_once
from support.oracle_books import BOOKS

LIMIT = 10
CHILDREN = 3
SHARED = "a partner's ledger is not that of its children"


@dataclass(frozen=True)
class Family:
    """A partner with a limit of ten, and three children whose own plans would allow more."""

    uow: UnitOfWork
    partner: TenantId
    children: list[TenantId]
    plan: Plan

    @property
    def below(self) -> Plan:
        ample = self.plan.model_copy(update={"generations_limit": 50, "images_limit": 50})
        return ChildPlan.of(ample, self.plan)

    def plan_of(self, tenant: TenantId) -> Plan:
        return self.plan if tenant == self.partner else self.below

    async def take(self, tenant: TenantId, units: int = 1, metric: Metric = Metric.GENERATIONS) -> list[UUID]:
        items = [uuid4() for _ in range(units)]
        async with self.uow.write(tenant) as session:
            await reserve_many(session, tenant, metric, items, self.plan_of(tenant))
        return items

    async def tried(self, tenant: TenantId) -> UUID | None:
        """One request by way of the ledger's own statements."""
        try:
            return (await self.take(tenant))[0]
        except LimitReached:
            return None

    async def placed(self, tenant: TenantId) -> UUID | None:
        """One request by way of the function that places a job."""
        plan, item = self.plan_of(tenant), uuid4()
        most = (plan.limit(Metric.GENERATIONS), plan.family_limit(Metric.GENERATIONS))
        async with self.uow.write(tenant) as session:
            left = await session.fetchval(
                "SELECT hold_one($1, 'generations', $2, $3, $4, NULL, NULL)", tenant, item, *most
            )
        return None if left is None else item


async def _organization(uow: UnitOfWork, belonging: Belonging | None) -> TenantId:
    address = parse_address(f"f{uuid4().hex[:12]}@example.com")
    async with uow.write(None) as session:
        _, organization = await accounts.create(session, NewAccount(address, "F", None), belonging=belonging)
    return organization.id


async def _family(uow: UnitOfWork, plan: Plan) -> Family:
    partner = await _organization(uow, None)
    children = [await _organization(uow, Belonging(partner, "free")) for _ in range(CHILDREN)]
    return Family(uow, partner, children, plan)


@pytest.fixture
async def family(own_uow: UnitOfWork, free: Plan) -> AsyncIterator[Family]:
    """On a database of its own; at the end its ledgers must agree, whatever the test did."""
    made = await _family(own_uow, free)
    yield made
    async with own_uow.system() as session:
        assert await disagreements(session) == []
        assert await session.fetch(BOOKS[SHARED]) == []


@pytest.fixture
def counted(own_uow: UnitOfWork) -> Books:
    return Books(own_uow)


async def test_a_childs_unit_stands_in_both_ledgers(family: Family, counted: Books) -> None:
    child = family.children[0]
    [item] = await family.take(child)

    [own], [shared] = await counted.entries(child), await counted.entries(family.partner)
    assert (own["item"], own["partner_id"], own["origin_id"]) == (item, family.partner, None)
    assert (shared["item"], shared["partner_id"], shared["origin_id"]) == (item, None, child)
    assert await counted.counted(family.partner) == Counted(used=0, held=1)


async def test_settling_and_releasing_act_on_both(family: Family, counted: Books) -> None:
    child = family.children[0]
    done, dropped = await family.take(child, 2)
    async with family.uow.write(child) as session:
        assert await settle(session, child, Metric.GENERATIONS, done)
        assert await release(session, child, [Metric.GENERATIONS], [dropped, done]) == {dropped}
    for tenant in (child, family.partner):
        assert await counted.counted(tenant) == Counted(used=1, held=0)


async def test_a_job_that_a_child_completes_is_used_up_for_both(family: Family, counted: Books) -> None:
    child = family.children[0]
    item = await family.placed(child)
    async with family.uow.write(child) as session:
        assert await session.fetchval("SELECT settle_unit($1, 'generations', $2)", child, item)
    async with family.uow.system() as session:
        found = await session.fetch(BOOKS[SHARED])
    assert not found, SHARED
    assert await counted.counted(family.partner) == Counted(used=1, held=0)


async def test_what_was_released_may_be_held_anew(family: Family, counted: Books) -> None:
    child, item = family.children[0], uuid4()
    for _ in range(2):
        async with family.uow.write(child) as session:
            await reserve_many(session, child, Metric.GENERATIONS, [item], family.below)
        async with family.uow.write(child) as session:
            await release(session, child, [Metric.GENERATIONS], [item])
    async with family.uow.write(child) as session:
        await reserve_many(session, child, Metric.GENERATIONS, [item], family.below)
        await settle(session, child, Metric.GENERATIONS, item)
    for tenant in (child, family.partner):
        assert await counted.counted(tenant) == Counted(used=1, held=0)


async def test_a_repeat_is_not_charged_again(family: Family, counted: Books) -> None:
    child, item = family.children[0], uuid4()
    for _ in range(3):
        async with family.uow.write(child) as session:
            await reserve_many(session, child, Metric.GENERATIONS, [item], family.below)
    assert await counted.counted(family.partner) == Counted(used=0, held=1)


async def test_the_familys_limit_refuses_with_nothing_kept(family: Family, counted: Books) -> None:
    await family.take(family.partner, 7)
    child = family.children[0]
    with pytest.raises(FamilyLimitReached, match=r"limit of 10 .*3 left, 4 needed"):
        await family.take(child, 4)
    assert await counted.counted(child) == Counted(used=0, held=0)
    await family.take(child, 3)
    assert await counted.counted(family.partner) == Counted(used=0, held=LIMIT)


async def test_a_child_is_told_what_is_left_for_the_family(family: Family) -> None:
    await family.take(family.partner, 4)
    await family.take(family.children[0], 1)
    child = family.children[1]
    async with family.uow.read(child) as session:
        told = (await usage_overview(session, child, family.below)).of(Metric.GENERATIONS)
    assert (told.used, told.limit, told.remaining) == (0, 50, 5)


async def test_images_are_taken_as_far_as_the_family_has_them(family: Family, counted: Books) -> None:
    await family.take(family.partner, 3, Metric.IMAGES)
    child, items = family.children[0], [uuid4() for _ in range(4)]
    async with family.uow.write(child) as session:
        taken = await reserve_up_to(session, child, Metric.IMAGES, items, family.below)
    assert taken == items[:2]
    assert await counted.counted(family.partner, Metric.IMAGES) == Counted(used=0, held=5)


@pytest.mark.parametrize("turn", range(4))
async def test_two_hundred_at_once_from_the_whole_family_admit_exactly_what_is_left(
    family: Family, counted: Books, turn: int
) -> None:
    members = [family.partner, *family.children]
    ways = (family.tried, family.placed)
    asked = [ways[number % 2](members[(number + turn) // 2 % len(members)]) for number in range(200)]

    admitted = [item for item in await at_once(asked) if item is not None]

    assert len(admitted) == LIMIT
    assert await counted.counted(family.partner) == Counted(used=0, held=LIMIT)


async def test_ends_and_new_orders_of_a_family_do_not_wait_for_each_other_in_a_circle(family: Family) -> None:
    async def work(tenant: TenantId) -> None:
        for _ in range(6):
            async with family.uow.write(tenant) as session:
                text, picture = uuid4(), uuid4()
                await reserve_many(session, tenant, Metric.GENERATIONS, [text], family.plan_of(tenant))
                await reserve_many(session, tenant, Metric.IMAGES, [picture], family.plan_of(tenant))
            async with family.uow.write(tenant) as session:
                await asyncio.sleep(0)
                await release(session, tenant, [Metric.GENERATIONS, Metric.IMAGES], [text, picture])

    await at_once(work(tenant) for tenant in [family.partner, *family.children])


async def test_nobody_can_charge_a_stranger(family: Family, own_uow: UnitOfWork, counted: Books) -> None:
    stranger = await _organization(own_uow, None)
    item = uuid4()
    with pytest.raises(asyncpg.NoDataFoundError):
        async with own_uow.write(stranger) as session:
            await session.fetchval("SELECT hold_in_family('generations', $1, -1)", [item])
    [held] = await family.take(family.partner)
    async with own_uow.write(stranger) as session:
        await session.fetchval("SELECT end_in_family('{generations}', $1, 'released')", [held])
    assert await counted.counted(family.partner) == Counted(used=0, held=1)


async def test_one_child_cannot_end_what_another_holds(family: Family, counted: Books) -> None:
    one, other = family.children[:2]
    [held] = await family.take(one)
    async with family.uow.write(other) as session:
        assert await release(session, other, [Metric.GENERATIONS], [held]) == set()
        await session.fetchval("SELECT end_in_family('{generations}', $1, 'released')", [held])
    assert await counted.counted(family.partner) == Counted(used=0, held=1)
