"""Whose month is half, mostly or wholly used up is told so once, by mail and event, whoever looks how often."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
import pytest

from contentforge_billing.entitlements import Entitlements
from contentforge_billing.mails import KINDS, USAGE_ALERT
from contentforge_billing.metrics import Metric
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingMode, BillingSettings
from contentforge_billing.usage import release, reserve_many
from contentforge_billing.usage.alerts import AlertKeeper, raised
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.mail.templates import Templates
from contentforge_tenants import accounts, organizations
from contentforge_tenants.accounts import NewAccount, parse_address
from contentforge_tenants.organizations import Belonging

SANDBOX = BillingSettings(mode=BillingMode.SANDBOX)
CATALOGUE = PlanCatalogue.load(SANDBOX)


@dataclass(frozen=True)
class Client:
    """An organization that uses what it has."""

    uow: UnitOfWork
    tenant: TenantId
    email: str

    async def use(self, units: int, metric: Metric = Metric.GENERATIONS) -> list[Any]:
        items = [uuid4() for _ in range(units)]
        async with self.uow.write(self.tenant) as session:
            await reserve_many(session, self.tenant, metric, items, CATALOGUE.get("enterprise"))
        return items

    async def on(self, plan: str) -> None:
        async with self.uow.write(self.tenant) as session:
            await organizations.set_plan(session, self.tenant, plan)

    async def mails(self) -> list[dict[str, str]]:
        async with self.uow.system() as session:
            rows = await session.fetch(
                "SELECT parameters::text AS told FROM outgoing_mail WHERE recipient = $1 AND kind = $2"
                " ORDER BY created_at, id",
                self.email,
                USAGE_ALERT.name,
            )
        return [orjson.loads(row["told"]) for row in rows]

    async def thresholds(self) -> list[int]:
        async with self.uow.read(self.tenant) as session:
            return [alert.threshold for alert in await raised(session, self.tenant)]

    async def events(self) -> list[dict[str, Any]]:
        async with self.uow.system() as session:
            rows = await session.fetch(
                "SELECT data::text AS data FROM live_event WHERE organization_id = $1 AND object_kind = 'usage_alert'"
                " ORDER BY created_at, id",
                self.tenant,
            )
        return [orjson.loads(row["data"]) for row in rows]


async def client(uow: UnitOfWork, belonging: Belonging | None = None) -> Client:
    address = parse_address(f"a{uuid4().hex[:12]}@example.com")
    async with uow.write(None) as session:
        _, organization = await accounts.create(session, NewAccount(address, "A", None), belonging=belonging)
    return Client(uow, organization.id, address.given)


def keeper(uow: UnitOfWork, settings: BillingSettings = SANDBOX) -> AlertKeeper:
    return AlertKeeper(uow, CATALOGUE, Entitlements(CATALOGUE, settings))


async def test_each_threshold_is_told_when_it_is_reached(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    told = []
    for _ in range(10):
        await someone.use(1)
        await keeper(own_uow).run()
        told.append(await someone.thresholds())
    assert told == [[]] * 4 + [[50]] * 3 + [[50, 80]] * 2 + [[50, 80, 100]]
    assert await someone.mails() == [
        {"metric": "generations", "threshold": str(threshold), "used": str(used), "limit": "10"}
        for threshold, used in ((50, 5), (80, 8), (100, 10))
    ]
    assert await someone.events() == [
        {"metric": "generations", "threshold": threshold, "used": used, "limit": 10}
        for threshold, used in ((50, 5), (80, 8), (100, 10))
    ]


async def test_of_several_at_once_the_highest_is_told_and_all_are_noted(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    await someone.use(9)
    await keeper(own_uow).run()
    assert await someone.thresholds() == [50, 80]
    assert [mail["threshold"] for mail in await someone.mails()] == ["80"]


async def test_many_who_look_at_once_tell_once(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    await someone.use(10)
    await asyncio.gather(*(keeper(own_uow).run() for _ in range(8)))
    assert len(await someone.mails()) == 1
    assert len(await someone.events()) == 1


async def test_what_was_given_back_and_used_again_is_not_told_again(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    items = await someone.use(5)
    await keeper(own_uow).run()
    async with own_uow.write(someone.tenant) as session:
        await release(session, someone.tenant, [Metric.GENERATIONS], items)
    await keeper(own_uow).run()
    await someone.use(5)
    await keeper(own_uow).run()
    assert len(await someone.mails()) == 1


async def test_images_are_counted_for_themselves(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    await someone.use(4, Metric.IMAGES)
    await keeper(own_uow).run()
    assert [(mail["metric"], mail["threshold"], mail["limit"]) for mail in await someone.mails()] == [
        ("images", "80", "5")
    ]


async def test_the_month_is_measured_against_the_plan_that_holds(own_uow: UnitOfWork) -> None:
    rich, endless, overdue, unknown = [await client(own_uow) for _ in range(4)]
    for someone, plan in ((rich, "pro"), (endless, "enterprise"), (overdue, "pro:paused"), (unknown, "gone")):
        await someone.on(plan)
        await someone.use(10)
    await keeper(own_uow).run()
    assert [await someone.thresholds() for someone in (rich, endless, overdue, unknown)] == [[], [], [], [50, 80, 100]]


@pytest.mark.parametrize(("partner_plan", "wanted"), [("pro", []), ("free", [50, 80, 100])])
async def test_a_child_is_measured_by_the_lesser_plan(
    own_uow: UnitOfWork, partner_plan: str, wanted: list[int]
) -> None:
    partner = await client(own_uow)
    await partner.on(partner_plan)
    child = await client(own_uow, Belonging(partner.tenant, "pro"))
    await child.use(10)
    await keeper(own_uow).run()
    assert await child.thresholds() == wanted


async def test_with_billing_off_the_default_plan_is_everybodys(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    await someone.on("enterprise")
    await someone.use(10)
    await keeper(own_uow, BillingSettings(mode=BillingMode.OFF)).run()
    assert await someone.thresholds() == [50, 80, 100]


async def test_former_months_are_over(own_uow: UnitOfWork) -> None:
    someone = await client(own_uow)
    await someone.use(10)
    async with own_uow.write(someone.tenant) as session:
        await session.fetchval("UPDATE usage_period SET period_start = period_start - interval '1 month'")
    await keeper(own_uow).run()
    assert await someone.thresholds() == []


@pytest.mark.parametrize("threshold", ["50", "80", "100"])
def test_the_mail_says_what_is_used_and_what_then(threshold: str) -> None:
    templates = Templates(KINDS, base_url="https://copy.example.com")
    told = {"metric": "generations", "threshold": threshold, "used": "8", "limit": "10"}
    words = templates.render(USAGE_ALERT.name, "en", told)
    assert words.subject == f"{threshold} % of your month's generations are used"
    for text in (words.text, words.html):
        assert "8 of 10 generations" in text
        assert "https://copy.example.com/app/billing" in text
        assert ("Nothing new can be made" in text) == (threshold == "100")
