"""The portal page: change, cancel, resume, another card, an open invoice."""

import re

import pytest
import stripe

from integration.billing.sandbox.browser import CARD, DECLINED, subscribe
from integration.billing.sandbox.conftest import Plans
from support.sandbox import Sandbox, Shop


@pytest.fixture
async def subscription(sandbox: Sandbox, plans: Plans) -> stripe.Subscription:
    return await subscribe(sandbox, plans.pro.id)


async def _portal(api: stripe.StripeClient, subscription: stripe.Subscription, **more: object) -> str:
    body = {"customer": str(subscription.customer), "return_url": "https://shop.example/billing", **more}
    session = await api.v1.billing_portal.sessions.create_async(body)  # type: ignore[arg-type]
    return session.url


async def test_the_page_shows_plan_card_and_invoices(
    sandbox: Sandbox, api: stripe.StripeClient, subscription: stripe.Subscription
) -> None:
    status, shown = await sandbox.get(await _portal(api, subscription))

    assert status == 200
    for text in ("$19.00", "Visa •••• 4242", "https://shop.example/billing", "No money moves", "Enterprise", "-0001"):
        assert text in shown, text


async def test_an_upgrade_acts_at_once_and_is_prorated(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, subscription: stripe.Subscription, shop: Shop
) -> None:
    url = await _portal(api, subscription)
    _, shown = await sandbox.get(url)

    status, went = await sandbox.submit(url, do="plan", price=plans.enterprise.id)

    assert (status, went.endswith("?done=plan")) == (303, True)
    assert "$30.00 is charged with the next invoice" in shown
    now = await api.v1.subscriptions.retrieve_async(subscription.id)
    assert now["items"]["data"][0]["price"]["id"] == plans.enterprise.id
    assert now["items"]["data"][0]["id"] == subscription["items"]["data"][0]["id"]
    event = await shop.hear("customer.subscription.updated")
    assert event.data.previous_attributes is not None
    assert event.data.previous_attributes["items"]["data"][0]["price"]["id"] == plans.pro.id


async def test_cancelling_notes_the_end_and_resuming_takes_it_back(
    sandbox: Sandbox, api: stripe.StripeClient, subscription: stripe.Subscription
) -> None:
    url = await _portal(api, subscription)

    await sandbox.submit(url, do="cancel", reason="unused")
    noted = await api.v1.subscriptions.retrieve_async(subscription.id)
    _, shown = await sandbox.get(url)
    await sandbox.submit(url, do="resume")
    resumed = await api.v1.subscriptions.retrieve_async(subscription.id)

    end = subscription["items"]["data"][0]["current_period_end"]
    assert (noted.status, noted.cancel_at_period_end, noted.cancel_at) == ("active", True, end)
    assert noted.cancellation_details is not None
    assert (noted.cancellation_details.reason, noted.cancellation_details.feedback) == (
        "cancellation_requested",
        "unused",
    )
    assert "Keep the subscription" in shown
    assert (resumed.cancel_at_period_end, resumed.canceled_at, resumed.cancel_at) == (False, None, None)


async def test_another_card_is_used_from_then_on(
    sandbox: Sandbox, api: stripe.StripeClient, subscription: stripe.Subscription
) -> None:
    url = await _portal(api, subscription)

    refused, shown = await sandbox.submit(url, do="card", **DECLINED)
    wrong, _ = await sandbox.submit(url, do="card", **CARD | {"cvc": "1"})
    status, _ = await sandbox.submit(url, do="card", **CARD | {"number": "5555555555554444"})

    assert (refused, wrong, status) == (402, 422, 303)
    assert "Your card was declined." in shown
    now = await api.v1.subscriptions.retrieve_async(subscription.id, {"expand": ["default_payment_method"]})
    assert isinstance(now.default_payment_method, stripe.PaymentMethod)
    assert now.default_payment_method.card is not None
    assert now.default_payment_method.card.last4 == "4444"


async def test_prices_that_are_not_on_offer_are_refused(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, subscription: stripe.Subscription
) -> None:
    url = await _portal(api, subscription)
    await api.v1.prices.update_async(plans.enterprise.id, {"active": False})

    for price in (plans.enterprise.id, "price_unknown", ""):
        status, shown = await sandbox.submit(url, do="plan", price=price)
        assert status == 400, shown

    assert (await sandbox.submit(url, do="nonsense"))[0] == 422
    assert (await api.v1.subscriptions.retrieve_async(subscription.id))["items"]["data"][0]["price"][
        "id"
    ] == plans.pro.id


async def test_a_configuration_says_what_is_offered(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, subscription: stripe.Subscription
) -> None:
    configuration = await api.v1.billing_portal.configurations.create_async(
        {
            "business_profile": {"headline": "Acme"},
            "features": {
                "invoice_history": {"enabled": True},
                "subscription_cancel": {"enabled": True, "mode": "immediately"},
            },
        }
    )
    url = await _portal(api, subscription, configuration=configuration.id)
    _, shown = await sandbox.get(url)

    plan, _ = await sandbox.submit(url, do="plan", price=plans.enterprise.id)
    card, _ = await sandbox.submit(url, do="card", **CARD)
    await sandbox.submit(url, do="cancel")

    assert "Acme" in shown
    assert "Change plan" not in shown
    assert "Use another card" not in shown
    assert (plan, card) == (400, 400)
    assert (await api.v1.subscriptions.retrieve_async(subscription.id)).status == "canceled"
    listed = await api.v1.billing_portal.configurations.list_async({"is_default": False})
    assert [one.id for one in listed.data] == [configuration.id]


async def test_a_link_is_no_use_without_its_secret(
    sandbox: Sandbox, api: stripe.StripeClient, subscription: stripe.Subscription
) -> None:
    url = await _portal(api, subscription)

    status, _ = await sandbox.get(re.sub(r"[^/]+$", "test_guess", url))

    assert status == 404


async def test_a_customers_page_does_not_pay_anothers_invoice(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, subscription: stripe.Subscription
) -> None:
    other = await subscribe(sandbox, plans.pro.id)

    status, _ = await sandbox.submit(await _portal(api, subscription), do="pay", invoice=str(other.latest_invoice))

    assert status == 400
