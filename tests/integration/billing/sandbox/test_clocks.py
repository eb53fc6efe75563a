"""Time: renewal, failed payments, trials, ends; each step in order, as a test clock or the console lets it pass."""

import pytest
import stripe

from integration.billing.sandbox.browser import CARD, FAILS_LATER, subscribe
from integration.billing.sandbox.conftest import Plans
from support.sandbox import Sandbox, Shop, until

DAY = 86_400
MONTH = 32 * DAY
START = 1_800_000_000  # 15 January 2027, 08:00 UTC


async def _clocked(api: stripe.StripeClient) -> tuple[stripe.test_helpers.TestClock, stripe.Customer]:
    clock = await api.v1.test_helpers.test_clocks.create_async({"frozen_time": START, "name": "a test's"})
    customer = await api.v1.customers.create_async({"email": "ada@example.com", "test_clock": clock.id})
    return clock, customer


async def _advance(api: stripe.StripeClient, clock: str, until_time: int) -> None:
    started = await api.v1.test_helpers.test_clocks.advance_async(clock, {"frozen_time": until_time})
    assert started.status == "advancing"

    async def ready() -> bool:
        return (await api.v1.test_helpers.test_clocks.retrieve_async(clock)).status == "ready"

    await until(ready)


async def test_a_renewal_is_drafted_at_the_periods_end_and_paid_an_hour_later(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id)
    end = made["items"]["data"][0]["current_period_end"]

    await _advance(api, clock.id, end + 60)
    drafted = await api.v1.subscriptions.retrieve_async(made.id, {"expand": ["latest_invoice"]})
    await _advance(api, clock.id, end + 2 * 3_600)
    paid = await api.v1.invoices.list_async({"subscription": made.id})

    assert made.created == START
    assert end == 1_802_678_400  # 15 February 2027, 08:00 UTC
    assert isinstance(drafted.latest_invoice, stripe.Invoice)
    assert (drafted.status, drafted.latest_invoice.status) == ("active", "draft")
    assert drafted["items"]["data"][0]["current_period_start"] == end
    assert [(one.status, one.billing_reason, one.amount_paid) for one in paid.data] == [
        ("paid", "subscription_cycle", 1900),
        ("paid", "subscription_create", 1900),
    ]
    event = await shop.hear("invoice.paid", times=2)
    assert event.created == end + 3_600


async def test_a_failing_card_leads_through_past_due_and_retries_to_the_end(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id, FAILS_LATER)
    end = made["items"]["data"][0]["current_period_end"]

    await _advance(api, clock.id, end + 2 * 3_600)
    overdue = await api.v1.subscriptions.retrieve_async(made.id, {"expand": ["latest_invoice", "customer"]})
    await _advance(api, clock.id, end + 20 * DAY)
    ended = await api.v1.subscriptions.retrieve_async(made.id)

    assert isinstance(overdue.latest_invoice, stripe.Invoice)
    assert (overdue.status, overdue.latest_invoice.status) == ("past_due", "open")
    assert overdue.latest_invoice.next_payment_attempt == end + 3_600 + 3 * DAY
    assert isinstance(overdue.customer, stripe.Customer)
    assert overdue.customer.delinquent is True
    assert ended.status == "canceled"
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "payment_failed"
    await shop.hear("customer.subscription.deleted")
    failures = [event for event in shop.events if event.type == "invoice.payment_failed"]
    assert sorted(event.data.object["attempt_count"] for event in failures) == [1, 2, 3, 4]


async def test_after_the_last_retry_it_may_be_left_unpaid(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    await sandbox.console("PUT", "switches/dunning", mode="unpaid")
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id, FAILS_LATER)

    await _advance(api, clock.id, START + MONTH + 20 * DAY)

    assert (await api.v1.subscriptions.retrieve_async(made.id)).status == "unpaid"


async def test_another_card_and_paying_makes_it_active_again(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id, FAILS_LATER)
    await _advance(api, clock.id, START + MONTH)
    overdue = await api.v1.subscriptions.retrieve_async(made.id)
    portal = (await api.v1.billing_portal.sessions.create_async({"customer": customer.id})).url

    declined, _ = await sandbox.submit(portal, do="pay", invoice=str(overdue.latest_invoice))
    await sandbox.submit(portal, do="card", **CARD)
    status, _ = await sandbox.submit(portal, do="pay", invoice=str(overdue.latest_invoice))

    assert overdue.status == "past_due"
    assert (declined, status) == (402, 303)
    paid = await api.v1.subscriptions.retrieve_async(made.id, {"expand": ["customer"]})
    assert paid.status == "active"
    assert isinstance(paid.customer, stripe.Customer)
    assert paid.customer.delinquent is False


async def test_a_noted_end_comes_with_the_period(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id)
    await api.v1.subscriptions.update_async(made.id, {"cancel_at_period_end": True})
    end = made["items"]["data"][0]["current_period_end"]

    await _advance(api, clock.id, end - 60)
    before = await api.v1.subscriptions.retrieve_async(made.id)
    await _advance(api, clock.id, end + 60)
    after = await api.v1.subscriptions.retrieve_async(made.id)

    assert before.status == "active"
    assert (after.status, after.ended_at, after.canceled_at) == ("canceled", end, START)
    assert len((await api.v1.invoices.list_async({"subscription": made.id})).data) == 1
    assert (await api.v1.subscriptions.list_async({"customer": customer.id})).data == []
    assert len((await api.v1.subscriptions.list_async({"customer": customer.id, "status": "all"})).data) == 1
    await shop.hear("customer.subscription.deleted")


async def test_a_trial_is_announced_and_turns_into_a_paid_period(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans, shop: Shop
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id, subscription_data={"trial_period_days": 14})
    end = START + 14 * DAY

    await _advance(api, clock.id, end + 2 * 3_600)

    now = await api.v1.subscriptions.retrieve_async(made.id, {"expand": ["latest_invoice"]})
    assert (made.status, now.status) == ("trialing", "active")
    assert isinstance(now.latest_invoice, stripe.Invoice)
    assert (now.latest_invoice.status, now.latest_invoice.amount_paid) == ("paid", 1900)
    assert (await shop.hear("customer.subscription.trial_will_end")).created == end - 3 * DAY


async def test_a_trial_without_a_card_may_end_with_it(api: stripe.StripeClient, plans: Plans) -> None:
    clock, customer = await _clocked(api)
    made = await api.v1.subscriptions.create_async(
        {
            "customer": customer.id,
            "items": [{"price": plans.pro.id}],
            "trial_period_days": 7,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        }
    )

    await _advance(api, clock.id, START + 8 * DAY)

    assert (await api.v1.subscriptions.retrieve_async(made.id)).status == "canceled"


async def test_a_change_within_the_period_is_on_the_next_invoice(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id)
    item = made["items"]["data"][0]
    await _advance(api, clock.id, (START + item["current_period_end"]) // 2)
    changed = await api.v1.subscriptions.update_async(
        made.id, {"items": [{"id": item["id"], "price": plans.enterprise.id}]}
    )
    await _advance(api, clock.id, item["current_period_end"] + 2 * 3_600)

    latest = (await api.v1.invoices.list_async({"customer": customer.id, "limit": 1})).data[0]
    assert changed["items"]["data"][0]["price"]["unit_amount"] == 4900
    assert [line.amount for line in latest.lines.data] == [-950, 2450, 4900]
    assert latest.amount_paid == 6400


async def test_a_downgrade_invoiced_at_once_leaves_credit_that_pays_later(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.enterprise.id, customer.id)
    item = made["items"]["data"][0]
    await api.v1.subscriptions.update_async(
        made.id,
        {"items": [{"id": item["id"], "price": plans.pro.id}], "proration_behavior": "always_invoice"},
    )
    credited = await api.v1.customers.retrieve_async(customer.id)
    await _advance(api, clock.id, item["current_period_end"] + 2 * 3_600)

    latest = (await api.v1.invoices.list_async({"customer": customer.id, "limit": 1})).data[0]
    assert credited.balance == -3000
    assert (latest.total, latest.amount_due, latest.starting_balance, latest.ending_balance) == (1900, 0, -3000, -1100)


async def test_an_end_at_once_may_give_back_what_is_not_used(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock, customer = await _clocked(api)
    made = await subscribe(sandbox, plans.pro.id, customer.id)
    await _advance(api, clock.id, (START + made["items"]["data"][0]["current_period_end"]) // 2)

    ended = await api.v1.subscriptions.cancel_async(made.id, {"prorate": True, "invoice_now": True})

    assert ended.status == "canceled"
    assert (await api.v1.customers.retrieve_async(customer.id)).balance == -950
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        await api.v1.subscriptions.cancel_async(made.id)


async def test_the_day_of_the_month_survives_short_months(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock = await api.v1.test_helpers.test_clocks.create_async({"frozen_time": 1_801_353_600})  # 31 January 2027
    customer = await api.v1.customers.create_async({"test_clock": clock.id, "email": "a@example.com"})
    made = await subscribe(sandbox, plans.pro.id, customer.id)
    ends = [made["items"]["data"][0]["current_period_end"]]
    for _ in range(2):
        await _advance(api, clock.id, ends[-1] + 60)
        ends.append((await api.v1.subscriptions.retrieve_async(made.id))["items"]["data"][0]["current_period_end"])

    assert ends == [1_803_772_800, 1_806_451_200, 1_809_043_200]  # 28 February, 31 March, 30 April


async def test_sessions_expire_by_their_customers_clock(api: stripe.StripeClient, plans: Plans, shop: Shop) -> None:
    clock, customer = await _clocked(api)
    session = await api.v1.checkout.sessions.create_async(
        {
            "mode": "subscription",
            "customer": customer.id,
            "line_items": [{"price": plans.pro.id, "quantity": 1}],
            "success_url": "https://shop.example",
            "expires_at": START + 1_800,
        }
    )

    await _advance(api, clock.id, START + 1_801)

    assert (await api.v1.checkout.sessions.retrieve_async(session.id)).status == "expired"
    assert (await api.v1.checkout.sessions.list_async({"customer": customer.id, "status": "open"})).data == []
    await shop.hear("checkout.session.expired")


async def test_the_console_lets_time_pass_for_a_customer_without_a_clock(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    made = await subscribe(sandbox, plans.pro.id)
    await api.v1.subscriptions.update_async(made.id, {"cancel_at_period_end": True})

    clock = await sandbox.console("POST", f"customers/{made.customer}/advance")

    async def ended() -> bool:
        return (await api.v1.subscriptions.retrieve_async(made.id)).status == "canceled"

    await until(ended)
    moved = await api.v1.subscriptions.retrieve_async(made.id)
    assert moved.test_clock == clock["id"]
    assert moved.ended_at == made["items"]["data"][0]["current_period_end"]


async def test_deleting_a_clock_takes_its_customers_along(api: stripe.StripeClient) -> None:
    clock, _ = await _clocked(api)
    other = await api.v1.customers.create_async({})

    deleted = await api.v1.test_helpers.test_clocks.delete_async(clock.id)

    assert deleted.deleted is True
    assert [one.id for one in (await api.v1.customers.list_async()).data] == [other.id]


async def test_what_is_due_happens_in_the_order_of_time(
    sandbox: Sandbox, api: stripe.StripeClient, plans: Plans
) -> None:
    clock, customer = await _clocked(api)
    await subscribe(sandbox, plans.pro.id, customer.id)
    trial = await subscribe(sandbox, plans.pro.id, customer.id, subscription_data={"trial_period_days": 7})

    await _advance(api, clock.id, START + 3 * MONTH)

    events = [event async for event in (await api.v1.events.list_async({"limit": 100})).auto_paging_iter()]
    simulated = [event.created for event in reversed(events) if event.created >= START]
    announced = next(event for event in events if event.type == "customer.subscription.trial_will_end")
    assert simulated == sorted(simulated)
    assert announced.created == START + 4 * DAY
    assert announced.data.object["id"] == trial.id


async def test_a_clock_does_not_go_back(api: stripe.StripeClient) -> None:
    clock, _ = await _clocked(api)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        await api.v1.test_helpers.test_clocks.advance_async(clock.id, {"frozen_time": START})

    assert refused.value.param == "frozen_time"
