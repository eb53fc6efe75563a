"""From Free to a paid plan and back: what people see, and what holds on their next request."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants.access import Role
from support.app import API
from support.databases import DatabaseUrls
from support.till import DAY, FAILS_LATER, GOOD, MONTH, Till, at_once, open_till


async def test_a_paid_plan_holds_on_the_next_request(till: Till) -> None:
    person = await till.api.person()

    answer = await till.order(person)

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"checkout_url", "url", "session_id"}
    assert told["url"] == told["checkout_url"]
    status, went = await till.pay(told["url"])
    assert (status, went) == (303, "http://localhost/app/billing?checkout=success")
    assert await till.plan(person) == "free"
    await till.settle()
    assert await till.plan(person) == "pro"


async def test_the_subscription_is_shown_as_it_is(till: Till) -> None:
    person, _ = await till.subscriber()

    current, overview = await till.get(person, "current"), await till.get(person, "overview")

    assert (current["plan"], current["status"], current["cancel_at_period_end"]) == ("pro", "active", False)
    assert set(current) == {
        *("id", "plan", "status", "current_period_start", "current_period_end", "cancel_at_period_end"),
        *("trial_start", "trial_end", "created_at", "updated_at"),
    }
    assert current["current_period_start"] < current["current_period_end"]
    assert overview["subscription"] == current
    assert (overview["current_plan"], overview["plan_name"], overview["status"]) == ("pro", "Pro", "active")
    assert overview["usage"]["generations_limit"] == 200


async def test_tier_is_as_good_as_plan(till: Till) -> None:
    person = await till.api.person()

    answer = await till.api.client.post(f"{API}/billing/checkout", json={"tier": "enterprise"}, headers=person.auth)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"plan": "free"}, 400),
        ({"plan": "gold"}, 422),
        ({"plan": ""}, 422),
        ({"plan": "price_1Nx"}, 422),
        ({}, 422),
        ({"plan": 3}, 422),
        ({"plan": "pro", "success_url": "https://evil.example.com/"}, 422),
        ({"plan": "pro", "success_url": "http://localhost@evil.example.com/"}, 422),
        ({"plan": "pro", "success_url": "http://localhost:3000\\@evil.example.com/"}, 422),
        ({"plan": "pro", "success_url": "//localhost/x"}, 422),
        ({"plan": "pro", "success_url": "javascript:alert(1)"}, 422),
        ({"plan": "pro", "cancel_url": "http://localhost:99999/"}, 422),
        ({"plan": "pro", "cancel_url": "ftp://localhost/"}, 422),
        ({"plan": "pro", "cancel_url": ""}, 422),
        ({"plan": "pro", "success_url": "http://localhost/" + "a" * 2000}, 422),
    ],
)
async def test_what_cannot_be_bought_is_refused(till: Till, body: dict[str, Any], status: int) -> None:
    person = await till.api.person()

    answer = await till.api.client.post(f"{API}/billing/checkout", json=body, headers=person.auth)

    assert answer.status_code == status, answer.text
    assert "detail" in answer.json()
    assert (await till.v1.customers.list_async({})).data == []


async def test_people_are_sent_back_to_pages_of_allowed_origins(till: Till) -> None:
    person = await till.api.person()
    there = "http://localhost:3000/done?session={CHECKOUT_SESSION_ID}"

    told = (await till.order(person, success_url=there, cancel_url="http://localhost/no")).json()

    _, went = await till.pay(told["url"])
    assert went == f"http://localhost:3000/done?session={told['session_id']}"


async def test_twenty_at_once_are_led_to_one_page(till: Till) -> None:
    person = await till.api.person()

    answers = await at_once(*(till.order(person) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["session_id"] for answer in answers}) == 1
    assert len((await till.v1.customers.list_async({"limit": 100})).data) == 1
    assert len((await till.v1.checkout.sessions.list_async({"limit": 100})).data) == 1


async def test_a_second_subscription_is_refused_from_whatever_tab(till: Till) -> None:
    person = await till.api.person()
    first = (await till.order(person)).json()
    second = (await till.order(person, "enterprise")).json()

    status, _ = await till.pay(first["url"])
    assert status == 410, "the page of the first tab has given way"
    assert (await till.pay(second["url"]))[0] == 303
    before_anybody_told_us = await till.order(person)
    assert before_anybody_told_us.status_code == 400
    assert await till.plan(person) == "enterprise"
    await till.settle()
    assert (await till.order(person)).status_code == 400
    assert len((await till.v1.subscriptions.list_async({"status": "all"})).data) == 1


async def test_two_plans_at_once_leave_one_page_that_can_be_paid(till: Till) -> None:
    person = await till.api.person()

    answers = await at_once(*(till.order(person, plan) for plan in ("pro", "enterprise") * 5))

    assert {answer.status_code for answer in answers} <= {201, 409}
    last = await till.order(person)
    assert last.status_code == 201
    pages = (await till.v1.checkout.sessions.list_async({"limit": 100})).data
    assert [page.id for page in pages if page.status == "open"] == [last.json()["session_id"]]


async def test_a_subscription_made_by_other_ways_beside_a_running_one_is_ended(till: Till) -> None:
    person, first = await till.subscriber()
    customer = await till.customer(person)
    card = (await till.v1.subscriptions.retrieve_async(first)).default_payment_method

    second = await till.v1.subscriptions.create_async(
        {
            "customer": customer,
            "items": [{"price": await till.price("enterprise")}],
            "default_payment_method": str(card),
        }
    )
    await till.settle()

    left = (await till.v1.subscriptions.list_async({"customer": customer})).data
    assert [subscription.id for subscription in left] == [first]
    assert (await till.v1.subscriptions.retrieve_async(second.id)).status == "canceled"
    assert await till.plan(person) == "pro"


async def test_an_abandoned_page_is_followed_by_another(till: Till) -> None:
    person = await till.api.person()
    first = (await till.order(person)).json()["session_id"]
    await till.v1.checkout.sessions.expire_async(first)

    again = await till.order(person)

    assert again.status_code == 201
    assert again.json()["session_id"] != first


async def test_a_key_repeats_its_checkout_and_no_other(till: Till) -> None:
    person = await till.api.person()
    headers = {**person.auth, "Idempotency-Key": "upgrade-1"}

    answers = [
        await till.api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=headers) for _ in range(2)
    ]
    other = await till.api.client.post(f"{API}/billing/checkout", json={"plan": "enterprise"}, headers=headers)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert other.status_code == 422


async def test_only_owners_buy_and_only_their_own(till: Till) -> None:
    owner, admin, stranger = await till.api.person(), await till.api.person(), await till.api.person()
    await till.api.join(admin, owner, Role.ADMIN)

    for path in ("checkout", "portal"):
        url = f"/t/{owner.slug}{API}/billing/{path}"
        by_admin = await till.api.client.post(url, json={"plan": "pro"}, headers=admin.auth)
        by_stranger = await till.api.client.post(url, json={"plan": "pro"}, headers=stranger.auth)
        anonymous = await till.api.client.post(url, json={"plan": "pro"})
        assert [by_admin.status_code, by_stranger.status_code, anonymous.status_code] == [403, 404, 401]
    seen = await till.api.client.get(f"/t/{owner.slug}{API}/billing/current", headers=admin.auth)
    assert seen.status_code == 200


async def test_keys_never_open_billing(till: Till) -> None:
    person = await till.api.person(plan="pro")
    key = {"X-API-Key": (await till.api.key(person))["key"]}

    checkout = await till.api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=key)
    entitlements = await till.api.client.get(f"{API}/billing/entitlements", headers=key)

    assert (checkout.status_code, entitlements.status_code) == (403, 403)


async def test_the_portal_is_for_those_who_have_bought(till: Till) -> None:
    nobody = await till.api.person()
    refused = await till.api.client.post(f"{API}/billing/portal", headers=nobody.auth)
    person, _ = await till.subscriber()

    opened = await till.api.client.post(f"{API}/billing/portal", headers=person.auth)

    assert refused.status_code == 400
    assert opened.status_code == 200
    assert set(opened.json()) == {"portal_url", "url"}


async def test_the_portal_changes_the_plan_and_cancels_at_the_periods_end(till: Till) -> None:
    person, _ = await till.subscriber()

    assert (await till.visit_portal(person, do="plan", price=await till.price("enterprise")))[0] == 303
    await till.settle()
    assert await till.plan(person) == "enterprise"
    await till.visit_portal(person, do="cancel", reason="unused")
    await till.settle()
    assert (await till.get(person, "current"))["cancel_at_period_end"] is True
    assert await till.plan(person) == "enterprise"
    await till.advance(person, MONTH)
    await till.settle()
    assert await till.plan(person) == "free"
    assert await till.get(person, "current") is None


async def test_a_downgrade_deletes_nothing(till: Till) -> None:
    person, subscription = await till.subscriber()
    jobs = [await till.api.finished_job(person, content_types=["title"]) for _ in range(12)]
    key = {"X-API-Key": (await till.api.key(person))["key"]}

    await till.v1.subscriptions.cancel_async(subscription)
    await till.settle()

    listed = await till.api.client.get(f"{API}/content/jobs", params={"per_page": 100}, headers=person.auth)
    assert {job["id"] for job in listed.json()["items"]} == {job["id"] for job in jobs}
    more = await till.api.client.post(
        f"{API}/content/generate", json={"source_type": "manual", "source_data": {"name": "x"}}, headers=person.auth
    )
    assert (more.status_code, "limit" in more.json()["detail"]) == (403, True)
    assert (await till.api.client.get(f"{API}/content/jobs", headers=key)).status_code == 403


async def test_overdue_payment_keeps_access_for_the_grace_period_and_then_only_reading(till: Till) -> None:
    person, _ = await till.subscriber(card=FAILS_LATER)
    job = await till.api.finished_job(person)
    payments = till.api.runtime.payments
    assert payments is not None

    await till.advance(person, MONTH)
    await till.settle()
    in_grace = await till.get(person, "entitlements")
    assert (in_grace["state"], in_grace["plan"]) == ("grace", "pro")
    assert in_grace["grace_ends_at"] is not None
    await payments.graces.run()
    await till.api.job(person)
    await _age(till, 7 * DAY + 1)
    await payments.graces.run()

    after = await till.get(person, "entitlements")
    assert (after["state"], after["plan"], after["limits"][0]["remaining"]) == ("read_only", "pro", 0)
    refused = await till.api.client.post(
        f"{API}/content/generate", json={"source_type": "manual", "source_data": {"name": "x"}}, headers=person.auth
    )
    assert refused.status_code == 403
    assert "overdue" in refused.json()["detail"]
    assert "limit" in refused.json()["detail"]
    assert (await till.api.client.get(f"{API}/content/jobs/{job['id']}", headers=person.auth)).status_code == 200
    assert await till.plan(person) == "pro"


async def test_paying_what_is_overdue_opens_everything_again(till: Till) -> None:
    person, subscription = await till.subscriber(card=FAILS_LATER)
    payments = till.api.runtime.payments
    assert payments is not None
    await till.advance(person, MONTH)
    await till.settle()
    await _age(till, 8 * DAY)
    await payments.graces.run()
    assert (await till.get(person, "entitlements"))["state"] == "read_only"

    invoice = (await till.v1.subscriptions.retrieve_async(subscription)).latest_invoice
    assert (await till.visit_portal(person, do="card", **GOOD))[0] == 303
    await till.visit_portal(person, do="pay", invoice=str(invoice))
    await till.settle()

    assert (await till.get(person, "entitlements"))["state"] == "active"
    await till.api.job(person)


async def test_entitlements_tell_what_is_left_and_when_it_comes_back(till: Till) -> None:
    person = await till.api.person()
    await till.api.job(person)

    told = await till.get(person, "entitlements")

    assert (told["plan"], told["state"], told["features"]) == ("free", "active", {"api_access": False, "bulk": False})
    [generations, images] = told["limits"]
    assert (generations["used"], generations["limit"], generations["remaining"]) == (1, 10, 9)
    assert images["remaining"] == 5
    assert generations["resets_at"].endswith("-01T00:00:00Z")


async def _age(till: Till, seconds: int) -> None:
    """As if payment had been overdue for so much longer."""
    async with till.api.runtime.uow.system() as session:
        tenants = [row["organization_id"] for row in await session.fetch("SELECT organization_id FROM subscription")]
    for tenant in tenants:
        async with till.api.runtime.uow.write(tenant) as session:
            await session.fetchval(
                "UPDATE subscription SET overdue_since = overdue_since - make_interval(secs => $1)", seconds
            )


_TRIALS = """
plans:
  - {tier: free, name: Free, price_monthly_cents: 0, currency: usd, generations_limit: 10, images_limit: 5,
     api_access: false, bulk: false, generations_per_minute: 10}
  - {tier: pro, name: Pro, price_monthly_cents: 1900, currency: usd, generations_limit: 200, images_limit: 100,
     api_access: true, bulk: true, generations_per_minute: 60, trial_days: 14,
     stripe_lookup_key: contentforge_pro_monthly}
"""


@pytest.fixture
async def trial_till(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Till]:
    file = tmp_path / "plans.yaml"
    file.write_text(_TRIALS, encoding="utf-8")
    async with open_till(own_database_urls, valkey, tmp_path, billing={"plans_file": file}) as opened:
        yield opened


async def test_an_organization_has_one_trial(trial_till: Till) -> None:
    till = trial_till
    person, subscription = await till.subscriber()
    current = await till.get(person, "current")
    assert (current["status"], await till.plan(person)) == ("trialing", "pro")
    assert current["trial_end"] is not None

    await till.v1.subscriptions.cancel_async(subscription)
    await till.settle()
    assert await till.plan(person) == "free"
    await till.buy(person)
    await till.settle()

    assert (await till.get(person, "current"))["status"] == "active"


async def test_a_running_subscription_of_no_plan_on_offer_is_one_all_the_same(till: Till) -> None:
    """Made at Stripe by other ways, and found only when somebody goes to pay."""
    person = await till.api.person()
    await till.order(person)
    customer = await till.customer(person)
    product = await till.v1.products.create_async({"name": "Special"})
    special = {"product": product.id, "currency": "usd", "unit_amount": 900, "recurring": {"interval": "month"}}
    price = await till.v1.prices.create_async(special)
    wanted = {"customer": customer, "items": [{"price": price.id}], "default_payment_method": "pm_card_visa"}
    await till.v1.subscriptions.create_async(wanted)

    answer = await till.order(person, "enterprise")

    assert answer.status_code == 400, answer.text
    assert await till.plan(person) == "free"
