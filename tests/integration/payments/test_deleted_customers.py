"""A customer who was deleted at Stripe: another takes their place, once, and nothing of theirs comes back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contentforge_app.billing import Payments
from contentforge_billing.gateway import CheckoutSession, StripeGateway
from support.app import API, Person
from support.till import Till, at_once


async def left_at_stripe(till: Till, person: Person) -> str:
    """Delete a person's customer at Stripe; its id."""
    customer = await till.customer(person)
    await till.v1.customers.delete_async(customer)
    return customer


async def customers(till: Till) -> list[str]:
    return [one.id for one in (await till.v1.customers.list_async({"limit": 100})).data]


async def unhandled(till: Till) -> list[Any]:
    async with till.api.runtime.uow.system() as session:
        return [
            dict(row) for row in await session.fetch("SELECT type, reason FROM stripe_event WHERE ended_at IS NULL")
        ]


async def test_twenty_at_once_have_one_new_customer_and_one_page(till: Till) -> None:
    person, _ = await till.subscriber()
    gone = await left_at_stripe(till, person)
    await till.settle()
    assert await till.plan(person) == "free"

    answers = await at_once(*(till.order(person) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["session_id"] for answer in answers}) == 1
    [made] = await customers(till)
    assert made == await till.customer(person) != gone
    assert (await till.pay(answers[0].json()["url"]))[0] == 303
    await till.settle()
    assert await till.plan(person) == "pro"


async def test_two_processes_at_once_make_one_new_customer(till: Till) -> None:
    person, _ = await till.subscriber()
    await left_at_stripe(till, person)
    await till.settle()
    runtime = till.api.runtime
    other = Payments.of(runtime.settings, runtime.uow, runtime.catalogue)
    assert other is not None
    assert runtime.payments is not None
    page = (await till.order(person)).json()["session_id"]
    await till.v1.checkout.sessions.expire_async(page)
    await left_at_stripe(till, person)
    async with runtime.uow.read(person.organization) as session:
        checkout = await session.fetchval("SELECT id FROM checkout_session WHERE state = 'open'")

    try:
        opened = await at_once(
            *(one.checkout.open(person.organization, checkout) for one in (runtime.payments, other) for _ in range(5))
        )
    finally:
        await other.connection.close()

    assert len({one.session_id for one in opened}) == 1
    assert await customers(till) == [await till.customer(person)]
    pages = (await till.v1.checkout.sessions.list_async({"status": "open"})).data
    assert [one.id for one in pages] == [opened[0].session_id]


@pytest.mark.parametrize("told", ["nothing", "the ended ones"])
async def test_stripe_may_list_a_deleted_customers_subscriptions_all_the_same(
    till: Till, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    person, subscription = await till.subscriber()
    gone = await left_at_stripe(till, person)
    asked = StripeGateway.subscriptions_of

    async def listed(gateway: StripeGateway, customer: str) -> list[str]:
        if customer != gone:
            return await asked(gateway, customer)
        return [] if told == "nothing" else [subscription]

    monkeypatch.setattr(StripeGateway, "subscriptions_of", listed)
    await till.settle()

    assert (await till.order(person)).status_code == 201
    assert await till.customer(person) != gone


async def test_a_subscription_that_we_still_take_to_run_is_brought_to_its_end_first(till: Till) -> None:
    """Without any webhook: until the end is known, nobody is sold a second one."""
    person, _ = await till.subscriber()
    gone = await left_at_stripe(till, person)
    early = await till.order(person)
    assert (early.status_code, await till.customer(person)) == (400, gone)
    payments = till.api.runtime.payments
    assert payments is not None

    await payments.subscriptions.refresh_all(person.organization, gone)

    assert await till.plan(person) == "free"
    assert await till.get(person, "current") is None
    assert (await till.order(person)).status_code == 201
    assert await till.customer(person) != gone


async def test_a_page_that_was_open_gives_way_to_another(till: Till) -> None:
    person = await till.api.person()
    former = (await till.order(person)).json()
    gone = await left_at_stripe(till, person)

    again = await till.order(person)

    assert again.status_code == 201
    assert again.json()["session_id"] != former["session_id"]
    assert await customers(till) == [await till.customer(person)] != [gone]
    assert (await till.pay(again.json()["url"]))[0] == 303


async def test_a_page_on_which_nobody_can_pay_gives_way_though_stripe_calls_it_open(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await till.api.person()
    former = (await till.order(person)).json()
    await left_at_stripe(till, person)
    closed: list[str] = []

    async def session(_: StripeGateway, session_id: str) -> CheckoutSession:
        found = await till.v1.checkout.sessions.retrieve_async(session_id)
        ends = found.expires_at
        status = "expired" if session_id in closed or session_id != former["session_id"] else "open"
        return CheckoutSession(session_id, former["url"], status, None, datetime.fromtimestamp(ends, UTC), None)

    async def expire(gateway: StripeGateway, session_id: str) -> CheckoutSession:
        closed.append(session_id)
        return await session(gateway, session_id)

    monkeypatch.setattr(StripeGateway, "session", session)
    monkeypatch.setattr(StripeGateway, "expire_session", expire)
    again = await till.order(person)

    assert again.status_code == 201
    assert again.json()["session_id"] != former["session_id"]
    assert closed == [former["session_id"]]


async def test_a_customer_of_another_account_is_replaced_too(till: Till) -> None:
    person = await till.api.person()
    await till.order(person)
    async with till.api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE billing_customer SET stripe_id = 'cus_of_another_account'")
        await session.fetchval("UPDATE checkout_session SET state = 'expired'")

    assert (await till.order(person)).status_code == 201
    assert await till.customer(person) != "cus_of_another_account"


async def test_the_portal_has_nothing_to_manage_any_more(till: Till) -> None:
    person, _ = await till.subscriber()
    await left_at_stripe(till, person)

    answer = await till.api.client.post(f"{API}/billing/portal", headers=person.auth)

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "There is nothing to manage yet: no plan has been bought.",
    )


async def test_late_events_of_the_former_customer_end_and_change_nothing(till: Till) -> None:
    person, _ = await till.subscriber("enterprise")
    await left_at_stripe(till, person)
    history = await till.events()
    await till.settle()
    await till.buy(person, "pro")
    await till.settle()

    for event in history:
        await till.deliver({**event, "id": f"{event['id']}late"})
    await till.work()

    assert await unhandled(till) == []
    assert await till.plan(person) == "pro"
    assert len(await customers(till)) == 1


async def test_one_deleted_customer_does_not_hold_up_the_comparing_of_others(till: Till) -> None:
    lost, _ = await till.subscriber()
    kept, subscription = await till.subscriber()
    payments = till.api.runtime.payments
    assert payments is not None
    await left_at_stripe(till, lost)
    await till.v1.subscriptions.cancel_async(subscription)
    for person, moment in ((lost, "-infinity"), (kept, "2020-01-01")):
        async with till.api.runtime.uow.write(person.organization) as session:
            await session.fetchval(f"UPDATE billing_customer SET checked_at = '{moment}'")

    await payments.reconciler.run()

    assert [await till.plan(person) for person in (lost, kept)] == ["free", "free"]


async def test_who_comes_late_goes_on_with_what_another_process_has_opened(till: Till) -> None:
    person, _ = await till.subscriber()
    await left_at_stripe(till, person)
    await till.settle()
    first = (await till.order(person)).json()["session_id"]
    async with till.api.runtime.uow.read(person.organization) as session:
        former = await session.fetchval("SELECT id FROM checkout_session WHERE state = 'expired'")
    payments = till.api.runtime.payments
    assert payments is not None

    late = await payments.checkout.open(person.organization, former)

    assert late.session_id == first
