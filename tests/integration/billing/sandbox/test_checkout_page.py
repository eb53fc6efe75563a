"""The hosted checkout page, filled in as a browser would."""

import asyncio

import pytest
import stripe

from integration.billing.sandbox.browser import CARD, DECLINED, open_checkout, subscribe
from integration.billing.sandbox.conftest import Plans
from support.sandbox import Sandbox, Shop


async def test_paying_subscribes_and_leads_back_with_the_sessions_id(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    customer = await api.v1.customers.create_async({"email": "ada@example.com"})
    session = await open_checkout(
        api,
        plans.pro.id,
        customer.id,
        client_reference_id="org-1",
        metadata={"a": "1"},
        subscription_data={"metadata": {"organization": "org-1"}},
    )
    status, shown = await sandbox.get(str(session.url))

    went_status, went = await sandbox.submit(str(session.url), **CARD)

    assert status == 200
    assert "$19.00" in shown
    assert "API access" in shown
    assert "No money moves" in shown
    assert (went_status, went) == (303, f"https://shop.example/done?session={session.id}")
    done = await api.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["subscription", "line_items"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert isinstance(done.subscription, stripe.Subscription)
    assert done.subscription.status == "active"
    assert done.subscription.metadata == {"organization": "org-1"} or done.subscription.metadata.to_dict() == {
        "organization": "org-1"
    }
    assert done.line_items is not None
    assert done.line_items.data[0].amount_total == 1900
    completed = await shop.hear("checkout.session.completed")
    assert completed.data.object["client_reference_id"] == "org-1"


async def test_events_come_in_the_order_of_life(sandbox: Sandbox, plans: Plans, shop: Shop) -> None:
    await subscribe(sandbox, plans.pro.id)
    await shop.hear("checkout.session.completed")

    page = await sandbox.client.v1.events.list_async({"limit": 100})
    told = [event.type for event in reversed(page.data) if not event.type.startswith(("product.", "price."))]

    assert told == [
        "customer.created",
        "payment_method.attached",
        "customer.updated",
        "invoice.created",
        "customer.subscription.created",
        "customer.updated",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "insufficient funds"),
        ("4000000000000069", "has expired"),
        ("4111111111111111", "takes test cards only"),
    ],
)
async def test_a_declined_card_is_told_and_nothing_is_bought(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, number: str, says: str
) -> None:
    session = await open_checkout(api, plans.pro.id)

    status, shown = await sandbox.submit(str(session.url), **DECLINED | {"number": number, "email": "a@example.com"})

    assert status == 402
    assert says in shown
    assert 'value="Ada Lovelace"' in shown
    assert (await api.v1.customers.list_async()).data == []
    assert (await api.v1.subscriptions.list_async()).data == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "4242 4242 4242 4241", "card number is invalid"),
        ("number", "", "Enter a card number"),
        ("number", "4242", "incomplete"),
        ("number", "<script>", "only digits"),
        ("expiry", "13 / 30", "MM / YY"),
        ("expiry", "01 / 20", "in the past"),
        ("cvc", "12", "3 digits"),
        ("cvc", "1234", "3 digits"),
        ("name", "", "name on the card"),
        ("email", "nobody", "e-mail"),
    ],
)
async def test_a_wrong_field_is_told_beside_it(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, field: str, value: str, says: str
) -> None:
    session = await open_checkout(api, plans.pro.id)

    status, shown = await sandbox.submit(str(session.url), **CARD | {"email": "a@example.com"} | {field: value})

    assert status == 422
    assert says in shown
    assert "<script>" not in shown
    assert (await api.v1.subscriptions.list_async()).data == []


@pytest.mark.parametrize("number", ["4242424242424242", "5555 5555 5555 4444", "6011-1111-1111-1117"])
async def test_well_known_numbers_are_accepted(sandbox: Sandbox, plans: Plans, number: str) -> None:
    subscription = await subscribe(sandbox, plans.pro.id, card=CARD | {"number": number})

    assert subscription.status == "active"


async def test_an_american_express_card_has_a_code_of_four_digits(sandbox: Sandbox, plans: Plans) -> None:
    subscription = await subscribe(sandbox, plans.pro.id, card=CARD | {"number": "378282246310005", "cvc": "1234"})

    assert subscription.status == "active"


async def test_a_trial_costs_nothing_now(sandbox: Sandbox, plans: Plans) -> None:
    subscription = await subscribe(sandbox, plans.pro.id, subscription_data={"trial_period_days": 14})

    invoice = await sandbox.client.v1.invoices.retrieve_async(str(subscription.latest_invoice))

    assert subscription.status == "trialing"
    assert subscription.trial_end == subscription.created + 14 * 86_400
    assert (invoice.status, invoice.amount_due) == ("paid", 0)


async def test_a_trial_may_need_no_card(sandbox: Sandbox, api: stripe.StripeClient, plans: Plans) -> None:
    session = await open_checkout(
        api, plans.pro.id, subscription_data={"trial_period_days": 14}, payment_method_collection="if_required"
    )
    _, shown = await sandbox.get(str(session.url))

    status, _ = await sandbox.submit(str(session.url), email="a@example.com")

    assert "No card is needed now" in shown
    assert status == 303
    assert (await api.v1.subscriptions.list_async({"status": "trialing"})).data[0].default_payment_method is None


async def test_a_session_is_paid_once_however_often_the_form_is_sent(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    session = await open_checkout(api, plans.pro.id)

    answers = await asyncio.gather(*(sandbox.submit(str(session.url), **CARD, email="a@example.com") for _ in range(8)))

    assert sorted(status for status, _ in answers) == [200] * 7 + [303]
    assert len((await api.v1.subscriptions.list_async()).data) == 1
    _, shown = await sandbox.get(str(session.url))
    assert "This checkout is complete" in shown


async def test_an_expired_session_takes_no_payment(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    session = await open_checkout(api, plans.pro.id)
    await api.v1.checkout.sessions.expire_async(session.id)

    status, shown = await sandbox.submit(str(session.url), **CARD)

    assert status == 410
    assert "has expired" in shown
    assert (await shop.hear("checkout.session.expired")).data.object["id"] == session.id
    with pytest.raises(stripe.InvalidRequestError):
        await api.v1.checkout.sessions.expire_async(session.id)


async def test_a_form_of_another_site_is_refused(sandbox: Sandbox, api: stripe.StripeClient, plans: Plans) -> None:
    session = await open_checkout(api, plans.pro.id)
    headers = {"Origin": "https://evil.example"}

    async with sandbox.http.post(str(session.url), data=CARD, headers=headers) as answer:
        assert answer.status == 403


async def test_pages_let_nothing_else_in(sandbox: Sandbox, api: stripe.StripeClient, plans: Plans) -> None:
    session = await open_checkout(api, plans.pro.id)

    async with sandbox.http.get(str(session.url)) as answer:
        policy, shown = answer.headers["Content-Security-Policy"], await answer.text()

    assert "default-src 'none'" in policy
    assert "form-action 'self' https://shop.example" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in shown
    assert "https://" not in shown.replace("https://shop.example", "")


async def test_an_unknown_session_is_no_page(sandbox: Sandbox) -> None:
    status, _ = await sandbox.get(f"{sandbox.address}/c/pay/cs_test_nothing")

    assert status == 404
