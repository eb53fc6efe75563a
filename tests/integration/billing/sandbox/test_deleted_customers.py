"""A customer who was deleted: what is left of them, and what no longer works."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import stripe

from integration.billing.sandbox.browser import CARD, open_checkout, subscribe
from integration.billing.sandbox.conftest import Plans
from support.sandbox import Sandbox, Shop


@pytest.fixture
async def gone(api: stripe.StripeClient) -> str:
    """The id of a customer who was deleted before they bought anything."""
    customer = await api.v1.customers.create_async({"email": "gone@example.com", "metadata": {"organization": "7"}})
    await api.v1.customers.delete_async(customer.id)
    return customer.id


async def test_only_that_they_were_deleted_is_told(api: stripe.StripeClient, gone: str) -> None:
    kept = await api.v1.customers.create_async({"email": "kept@example.com"})

    found = await api.v1.customers.retrieve_async(gone)
    listed = await api.v1.customers.list_async({"limit": 100})
    searched = await api.v1.customers.search_async({"query": "metadata['organization']:'7'"})

    assert found.to_dict() == {"id": gone, "object": "customer", "deleted": True}
    assert [one.id for one in listed.data] == [kept.id]
    assert searched.data == []


async def test_deleting_answers_with_what_is_left_and_a_second_time_not_at_all(api: stripe.StripeClient) -> None:
    customer = await api.v1.customers.create_async({})

    answer = await api.v1.customers.delete_async(customer.id)
    with pytest.raises(stripe.InvalidRequestError) as again:
        await api.v1.customers.delete_async(customer.id)
    with pytest.raises(stripe.InvalidRequestError) as update:
        await api.v1.customers.update_async(customer.id, {"name": "Ada"})

    assert answer.to_dict() == {"id": customer.id, "object": "customer", "deleted": True}
    assert [_told(one.value) for one in (again, update)] == [(404, "resource_missing", "id")] * 2


async def test_their_subscriptions_end_at_once_and_webhooks_tell_so(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    running = await subscribe(sandbox, plans.pro.id)
    customer = str(running.customer)

    await api.v1.customers.delete_async(customer)

    event = await shop.hear("customer.deleted")
    assert shop.types.index("customer.subscription.deleted") < shop.types.index("customer.deleted")
    assert event.data.object["id"] == customer
    assert event.data.object["email"] == "ada@example.com"
    ended = await api.v1.subscriptions.retrieve_async(running.id, {"expand": ["customer"]})
    assert (ended.status, ended.ended_at is not None) == ("canceled", True)
    assert ended.customer == stripe.Customer.construct_from(
        {"id": customer, "object": "customer", "deleted": True}, None
    )


def _calls(api: stripe.StripeClient, gone: str, price: str) -> dict[str, Callable[[], Coroutine[Any, Any, Any]]]:
    """Everything that takes a customer as a parameter."""
    v1 = api.v1
    return {
        "checkout": lambda: open_checkout(api, price, gone),
        "portal": lambda: v1.billing_portal.sessions.create_async({"customer": gone}),
        "subscribe": lambda: v1.subscriptions.create_async({"customer": gone, "items": [{"price": price}]}),
        "subscriptions": lambda: v1.subscriptions.list_async({"customer": gone, "status": "all"}),
        "sessions": lambda: v1.checkout.sessions.list_async({"customer": gone}),
        "invoices": lambda: v1.invoices.list_async({"customer": gone}),
        "cards": lambda: v1.payment_methods.list_async({"customer": gone}),
        "attach": lambda: v1.payment_methods.attach_async("pm_card_visa", {"customer": gone}),
    }


async def test_whatever_names_them_is_refused(api: stripe.StripeClient, plans: Plans, gone: str) -> None:
    refusals = {}
    for name, call in _calls(api, gone, plans.pro.id).items():
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            await call()
        refusals[name] = _told(refusal.value)

    assert set(refusals.values()) == {(400, "resource_missing", "customer")}, refusals


async def test_their_open_pages_no_longer_work(sandbox: Sandbox, api: stripe.StripeClient, plans: Plans) -> None:
    customer = (await api.v1.customers.create_async({"email": "ada@example.com"})).id
    page = await open_checkout(api, plans.pro.id, customer)
    portal = await api.v1.billing_portal.sessions.create_async({"customer": customer})

    await api.v1.customers.delete_async(customer)

    assert (await sandbox.submit(str(page.url), **CARD))[0] == 410
    assert (await sandbox.get(portal.url))[0] == 410
    assert (await sandbox.submit(portal.url, do="card", **CARD))[0] == 410
    assert (await api.v1.checkout.sessions.retrieve_async(page.id)).status == "expired"
    assert (await api.v1.subscriptions.list_async({"status": "all"})).data == []


async def test_nobody_pays_what_they_still_owed(sandbox: Sandbox, api: stripe.StripeClient, plans: Plans) -> None:
    running = await subscribe(sandbox, plans.pro.id)
    await api.v1.customers.delete_async(str(running.customer))

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await api.v1.invoices.pay_async(str(running.latest_invoice))

    assert _told(refusal.value) == (400, "resource_missing", "customer")


def _told(error: stripe.StripeError) -> tuple[int | None, str | None, str | None]:
    return error.http_status, error.code, getattr(error, "param", None)
