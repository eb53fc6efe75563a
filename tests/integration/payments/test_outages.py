"""While Stripe is away: people are told within 10 s, nothing is left half done, and nothing that happened is lost."""

import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_billing.gateway import StripeAway
from contentforge_platform.work import NO_TENANT
from support.app import API, running, settings_for
from support.databases import DatabaseUrls
from support.sandbox import serving
from support.till import Till, at_once, put_on_sale


async def timed(call: Awaitable[Any]) -> tuple[Any, float]:
    began = time.monotonic()
    return await call, time.monotonic() - began


async def outage(till: Till, mode: str, **how: Any) -> None:
    await till.stripe.console("PUT", "switches/outage", mode=mode, **how)


async def over(till: Till) -> None:
    await till.stripe.console("DELETE", "switches/outage")


@pytest.mark.parametrize("mode", ["error", "rate_limit", "slow"])
async def test_a_checkout_during_an_outage_is_refused_in_time_and_succeeds_after_it(till: Till, mode: str) -> None:
    person = await till.api.person()
    await outage(till, mode)

    answer, seconds = await timed(till.order(person))

    assert (answer.status_code, "detail" in answer.json()) == (503, True)
    assert int(answer.headers["Retry-After"]) >= 1
    assert seconds < 10
    await over(till)
    assert (await till.order(person)).status_code == 201
    assert len((await till.v1.customers.list_async({})).data) == 1
    assert len((await till.v1.checkout.sessions.list_async({})).data) == 1


async def test_a_portal_visit_during_an_outage_is_refused_in_time(till: Till) -> None:
    person, _ = await till.subscriber()
    await outage(till, "slow")

    answer, seconds = await timed(till.api.client.post(f"{API}/billing/portal", headers=person.auth))

    assert answer.status_code == 503
    assert seconds < 10


async def test_twenty_at_once_during_an_outage_hold_no_connection(till: Till) -> None:
    people = [await till.api.person() for _ in range(20)]
    await outage(till, "slow")

    answers, seconds = await timed(at_once(*(till.order(person) for person in people), _still_served(till, people[0])))

    assert {answer.status_code for answer in answers[:-1]} == {503}
    assert seconds < 11
    assert answers[-1] < 1


async def _still_served(till: Till, person: Any) -> float:
    answer, seconds = await timed(till.api.client.get(f"{API}/content/jobs", headers=person.auth))
    assert answer.status_code == 200
    return seconds


async def test_a_page_whose_answer_was_lost_is_found_again(till: Till) -> None:
    person = await till.api.person()
    await till.api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=person.auth)
    [first] = (await till.v1.checkout.sessions.list_async({})).data
    await till.v1.checkout.sessions.expire_async(first.id)
    await outage(till, "lost")

    statuses = [(await till.order(person)).status_code for _ in range(3)]

    await over(till)
    answer = await till.order(person)
    assert set(statuses) == {503}
    assert answer.status_code == 201
    pages = (await till.v1.checkout.sessions.list_async({"limit": 100})).data
    assert [page.id for page in pages if page.status == "open"] == [answer.json()["session_id"]]


async def test_nobody_at_the_address_is_an_outage_too(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as api:
        person = await api.person()
        answer, seconds = await timed(
            api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=person.auth)
        )

    assert answer.status_code == 503
    assert seconds < 10


async def test_a_plan_that_stripe_does_not_know_cannot_be_bought(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    async with serving(own_database_urls) as sandbox:
        billing = {"mode": "sandbox", "sandbox_url": sandbox.address}
        async with running(settings_for(own_database_urls, valkey, tmp_path, billing=billing)) as api:
            person = await api.person()
            before = await api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=person.auth)
            await put_on_sale(api.runtime)
            after = await api.client.post(f"{API}/billing/checkout", json={"plan": "pro"}, headers=person.auth)

    assert (before.status_code, after.status_code) == (503, 201)


async def test_events_during_an_outage_wait_for_its_end(till: Till) -> None:
    person = await till.api.person()
    await till.buy(person)
    events = await till.events()
    await outage(till, "error")
    await till.deliver_all(events)

    await till.work()
    assert await till.plan(person) == "free"
    await over(till)
    async with till.api.runtime.uow.system() as session:
        waiting = await session.fetchval("SELECT count(*) FROM work_item WHERE state = 'scheduled'")
    assert waiting > 0
    await _come_due(till)
    await till.work()

    assert await till.plan(person) == "pro"


async def _come_due(till: Till) -> None:
    """As if the time of all that waits had come."""
    async with till.api.runtime.uow.write(NO_TENANT) as session:
        await session.fetchval(
            "UPDATE work_item SET state = 'ready', ready_at = clock_timestamp() WHERE state = 'scheduled'"
        )


async def test_while_stripe_is_away_the_duty_has_failed(till: Till) -> None:
    payments = till.api.runtime.payments
    assert payments is not None
    await outage(till, "error")

    with pytest.raises(StripeAway):
        await payments.reconciler.run()
