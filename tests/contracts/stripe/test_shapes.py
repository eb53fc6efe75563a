"""Every kind of object of the sandbox, held against Stripe's own fixtures."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import stripe

from contracts.stripe.shapes import CLASSES, FIXTURES, differences
from integration.billing.sandbox.browser import open_checkout, subscribe
from support.databases import DatabaseUrls
from support.sandbox import KEY, Sandbox, listening, serving


@pytest.fixture
async def sandbox(own_database_urls: DatabaseUrls) -> AsyncIterator[Sandbox]:
    async with listening() as shop, serving(own_database_urls, webhook=shop.url) as running:
        yield running


async def _raw(sandbox: Sandbox, path: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with sandbox.http.get(f"{sandbox.address}/v1/{path}", headers=headers) as answer:
        told: dict[str, Any] = await answer.json()
        assert answer.status == 200, told
        return told


async def _lived(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """Objects of every kind, in several states of their lives."""
    api = sandbox.client
    product = await api.v1.products.create_async({"name": "Pro", "marketing_features": [{"name": "All"}]})
    price = await api.v1.prices.create_async(
        {"product": product.id, "currency": "usd", "unit_amount": 1900, "recurring": {"interval": "month"}}
    )
    await api.v1.prices.create_async({"product": product.id, "currency": "usd", "unit_amount": 5})
    await open_checkout(api, price.id)
    running = await subscribe(sandbox, price.id)
    trial = await subscribe(sandbox, price.id, subscription_data={"trial_period_days": 14})
    noted = await subscribe(sandbox, price.id)
    await api.v1.subscriptions.update_async(noted.id, {"cancel_at_period_end": True})
    await api.v1.subscriptions.cancel_async(trial.id)
    await api.v1.webhook_endpoints.create_async({"url": "http://127.0.0.1:1/", "enabled_events": ["price.created"]})
    customer = str(running.customer)
    sessions = [
        await api.v1.billing_portal.sessions.create_async({"customer": customer, "return_url": "https://a.example"}),
        await api.v1.billing_portal.sessions.create_async(
            {"customer": customer, "flow_data": {"type": "payment_method_update"}}
        ),
    ]
    paths = {
        "customer": "customers",
        "product": "products",
        "price": "prices",
        "subscription": "subscriptions?status=all",
        "checkout.session": "checkout/sessions",
        "billing_portal.configuration": "billing_portal/configurations",
        "invoice": "invoices",
        "event": "events?limit=100",
        "payment_method": f"payment_methods?customer={running.customer}",
        "webhook_endpoint": "webhook_endpoints",
    }
    found = {kind: (await _raw(sandbox, path))["data"] for kind, path in paths.items()}
    found["subscription_item"] = [item for one in found["subscription"] for item in one["items"]["data"]]
    found["billing_portal.session"] = [one.to_dict() for one in sessions]
    return found


async def test_every_object_has_the_keys_and_types_of_stripes_own(sandbox: Sandbox) -> None:
    found = await _lived(sandbox)

    assert found.keys() == FIXTURES.keys()
    assert {kind: objects for kind, objects in found.items() if not objects} == {}
    wrong = {line for kind, objects in found.items() for one in objects for line in differences(kind, one)}
    assert sorted(wrong) == []


async def test_what_events_carry_has_the_same_shape(sandbox: Sandbox) -> None:
    events = (await _lived(sandbox))["event"]

    carried = [event["data"]["object"] for event in events]
    wrong = {line for one in carried if one["object"] in FIXTURES for line in differences(one["object"], one)}
    assert len({one["object"] for one in carried} & FIXTURES.keys()) == 7
    assert sorted(wrong) == []


async def test_a_test_clock_has_the_keys_that_the_package_knows(sandbox: Sandbox) -> None:
    clock = await sandbox.client.v1.test_helpers.test_clocks.create_async({"frozen_time": 1_800_000_000})

    known = CLASSES["test_helpers.test_clock"].__annotations__.keys() - {"deleted", "OBJECT_NAME"}
    assert clock.to_dict().keys() == known


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"balance": "0"}, "customer.balance is string, Stripe's is number"),
        ({"id": None}, "customer.id is null, which Stripe's is never"),
        ({"nonsense": 1}, "customer.nonsense is not Stripe's"),
        ({"invoice_settings": {}}, "customer.invoice_settings.default_payment_method is missing"),
    ],
)
def test_the_comparison_notices(changed: dict[str, Any], says: str) -> None:
    assert says in differences("customer", FIXTURES["customer"] | changed)


def test_a_missing_key_is_noticed() -> None:
    ours = dict(FIXTURES["customer"])
    del ours["email"]

    assert differences("customer", ours) == ["customer.email is missing"]


def test_the_package_knows_every_kind() -> None:
    assert [kind for kind in FIXTURES if getattr(CLASSES[kind], "OBJECT_NAME", None) != kind] == []
    assert stripe.Customer.OBJECT_NAME == "customer"
