"""What the webhook did not bring: with its endpoint down for the whole run, the reconciler alone finds everything."""

from pathlib import Path

import pytest

from contentforge_app.duties import duties
from contentforge_app.embedded import RunningValkey
from contentforge_billing import offers
from contentforge_billing.gateway import StripeShop
from contentforge_billing.inbox import Reconciler, reconcile
from contentforge_billing.inbox.kinds import ACTED_ON
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingSettings
from contentforge_platform.work import NO_TENANT
from support.databases import DatabaseUrls
from support.till import FAILS_LATER, MONTH, Till, event_of, open_till


def reconciler(till: Till) -> Reconciler:
    payments = till.api.runtime.payments
    assert payments is not None
    return payments.reconciler


async def reconciled(till: Till) -> None:
    """One round of the scheduler's, and the work that it makes."""
    await reconciler(till).run()
    await till.work()


async def test_without_any_webhook_all_reach_the_right_state(till: Till) -> None:
    pro, enterprise, gone, late = [await till.api.person() for _ in range(4)]
    await till.buy(pro)
    await till.buy(enterprise, "enterprise")
    cancelled = await till.buy(gone)
    await till.buy(late, card=FAILS_LATER)
    await till.v1.subscriptions.cancel_async(cancelled)
    await till.advance(late, MONTH)

    await reconciled(till)

    assert [await till.plan(person) for person in (pro, enterprise, gone, late)] == ["pro", "enterprise", "free", "pro"]
    assert (await till.get(late, "entitlements"))["state"] == "grace"
    assert await till.get(gone, "current") is None


async def test_what_the_list_does_not_tell_is_found_by_comparing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events older than Stripe keeps them: only the subscriptions themselves still tell."""
    monkeypatch.setattr(reconcile, "ACTED_ON", ("product.deleted",))
    person = await till.api.person()
    subscription = await till.buy(person)

    await reconciled(till)
    assert await till.plan(person) == "pro"
    await till.v1.subscriptions.cancel_async(subscription)
    await _unchecked(till)
    await reconciled(till)

    assert await till.plan(person) == "free"


async def test_the_list_is_read_in_bounded_pieces_to_its_end(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "_MOST_PAGES", 1)
    monkeypatch.setattr("contentforge_billing.gateway.gateway.PAGE", 2)
    people = [await till.api.person() for _ in range(3)]
    for person in people:
        await till.buy(person)
    total = len([event for event in await till.events() if event["type"] in ACTED_ON])

    for _ in range(total // 2 + 1):
        await reconciler(till).run()

    async with till.api.runtime.uow.system() as session:
        assert await session.fetchval("SELECT count(*) FROM stripe_event") == total
        assert await session.fetchval("SELECT last_seen FROM stripe_cursor") is None


async def test_an_event_of_a_price_that_is_put_on_offer_later_is_applied_then(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with open_till(own_database_urls, valkey, tmp_path) as till:
        person, subscription = await till.subscriber()
        product = await till.v1.products.create_async({"name": "Special"})
        special = {"product": product.id, "currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
        price = await till.v1.prices.create_async(special)
        item = (await till.v1.subscriptions.retrieve_async(subscription)).items.data[0].id
        await till.v1.subscriptions.update_async(subscription, {"items": [{"id": item, "price": price.id}]})

        await till.settle()
        assert await till.plan(person) == "pro", "a price of no plan changes nothing"
        assert await _unhandled(till) > 0
        metadata = {"metadata": {"contentforge_tier": "enterprise"}}
        await till.v1.prices.update_async(price.id, metadata)
        await _due(till)
        await reconciled(till)

        assert await till.plan(person) == "enterprise"
        assert await _unhandled(till) == 0


async def test_a_parked_event_is_tried_again_and_again_and_never_lost(till: Till) -> None:
    await till.deliver(event_of(id="sub_1", customer="cus_unknown"))

    for tries in range(1, 4):
        await till.work()
        async with till.api.runtime.uow.system() as session:
            row = await session.fetchrow("SELECT state, tries FROM stripe_event")
        assert row is not None
        assert (row["state"], row["tries"]) == ("parked", tries)
        await _due(till)
        await reconciler(till).run()


async def test_the_scheduler_measures_what_is_not_applied(till: Till) -> None:
    await till.deliver(event_of(id="sub_1", customer="cus_unknown"))
    by_name = {duty.name: duty for duty in duties(till.api.runtime)}

    await by_name["inbox"].do()

    assert {"reconcile", "end_graces", "forget_events"} <= set(by_name)
    assert "contentforge_inbox_unhandled 1.0" in till.api.runtime.metrics.render()[0].decode()


async def test_a_changed_price_is_a_new_one_and_subscribers_keep_their_plan(till: Till, tmp_path: Path) -> None:
    person, subscription = await till.subscriber()
    payments = till.api.runtime.payments
    assert payments is not None
    before = await till.price("pro")
    dearer = _dearer(tmp_path)

    found = await offers.changes(payments.shop, dearer)
    assert [change.text for change in found if change.plan] == [
        "change the price of Pro from 19.00 USD to 29.00 USD a month; subscribers go on paying 19.00 USD"
    ]
    await offers.apply(payments.shop, dearer, found)

    after = await till.price("pro")
    assert after != before
    assert await offers.changes(payments.shop, dearer) == []
    await till.v1.subscriptions.update_async(subscription, {"metadata": {"touched": "yes"}})
    await till.settle()
    assert await till.plan(person) == "pro"


async def test_nothing_is_put_on_sale_twice(till: Till) -> None:
    payments = till.api.runtime.payments
    assert payments is not None
    catalogue = till.api.runtime.catalogue

    assert await offers.changes(payments.shop, catalogue) == []
    everything = [*await _from_nothing(payments.shop, catalogue)]
    await offers.apply(payments.shop, catalogue, everything)

    assert len((await till.v1.products.list_async({"limit": 100})).data) == 2
    assert len((await till.v1.prices.list_async({"limit": 100})).data) == 2


async def _from_nothing(shop: StripeShop, catalogue: PlanCatalogue) -> list[offers.Change]:
    """What a second operator, who looked before the first one acted, is about to do."""
    del shop
    return [
        offers.Change(kind, "", plan)
        for plan in catalogue.all()
        if plan.stripe_lookup_key
        for kind in ("create_product", "create_price")
    ]


def _dearer(folder: Path) -> PlanCatalogue:
    shipped = Path(offers.__file__).parents[1] / "plans" / "plans.yaml"
    file = folder / "dearer.yaml"
    file.write_text(shipped.read_text(encoding="utf-8").replace("1900", "2900"), encoding="utf-8")
    return PlanCatalogue.load(BillingSettings(plans_file=file))


async def _unhandled(till: Till) -> int:
    async with till.api.runtime.uow.system() as session:
        return int(await session.fetchval("SELECT count(*) FROM stripe_event WHERE ended_at IS NULL"))


async def _due(till: Till) -> None:
    async with till.api.runtime.uow.write(NO_TENANT) as session:
        await session.fetchval("UPDATE stripe_event SET next_try_at = clock_timestamp() WHERE next_try_at IS NOT NULL")


async def _unchecked(till: Till) -> None:
    """As if the last comparison had been long ago."""
    async with till.api.runtime.uow.system() as session:
        tenants = [
            row["organization_id"] for row in await session.fetch("SELECT organization_id FROM billing_customer")
        ]
    for tenant in tenants:
        async with till.api.runtime.uow.write(tenant) as session:
            await session.fetchval("UPDATE billing_customer SET checked_at = NULL")
