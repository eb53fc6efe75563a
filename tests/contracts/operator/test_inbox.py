"""Stripe's events in the console, and applying one again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import running, settings_for
from support.databases import DatabaseUrls
from support.operators import Operating, operating
from support.till import Till, event_of, open_till

SHOWN = {
    *("id", "stripe_id", "type", "customer", "subscription", "organization_id", "state", "reason", "tries"),
    *("happened_at", "received_at", "next_try_at", "ended_at"),
}
UPDATED = "customer.subscription.updated"


@pytest.fixture
async def till(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Till]:
    async with open_till(own_database_urls, valkey, tmp_path) as opened:
        yield opened


async def event_in(operator: Operating, stripe_id: str) -> dict[str, Any]:
    [found] = [one for one in await operator.everything("inbox", limit=2) if one["stripe_id"] == stripe_id]
    return found


async def test_a_replayed_event_is_applied_once_as_it_is_at_stripe_by_then(till: Till) -> None:
    operator = await operating(till.api)
    person, subscription = await till.subscriber("pro")
    event = event_of(UPDATED, id=subscription, customer=await till.customer(person))
    await till.deliver(event)
    await till.work()
    known = await event_in(operator, event["id"])
    assert (known["state"], known["organization_id"]) == ("applied", str(person.organization))
    await till.api.set_plan(person.organization, "free")  # as if something had gone wrong

    answers = await asyncio.gather(*(operator.ask("POST", f"inbox/{known['id']}/replay") for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 7
    assert (await event_in(operator, event["id"]))["state"] == "received"
    assert await till.work() == 1
    assert (await event_in(operator, event["id"]))["state"] == "applied"
    assert await till.plan(person) == "pro"
    assert await till.work() == 0
    [action] = await operator.everything("actions")
    assert (action["action"], action["entity_id"], action["organization_id"]) == ("replay_inbox", known["id"], None)
    assert action["new_value"] == {"stripe_id": event["id"], "type": UPDATED, "state": "received"}


async def test_an_override_outlives_what_stripe_tells_and_what_is_paid_comes_back(till: Till) -> None:
    operator = await operating(till.api)
    person, subscription = await till.subscriber("pro")
    where = f"organizations/{person.organization}/plan-override"
    await operator.do("PUT", where, plan="enterprise", reason="A pilot")

    await till.deliver(event_of(UPDATED, id=subscription, customer=await till.customer(person)))
    await till.work()

    assert await till.plan(person) == "enterprise"
    await operator.do("POST", f"{where}/lift", reason="The pilot is over")
    assert await till.plan(person) == "pro"


async def test_events_are_listed_by_state_and_type_with_the_reason_that_holds_them_up(till: Till) -> None:
    operator = await operating(till.api)
    stranger = event_of(UPDATED, id="sub_unknown", customer=f"cus_{uuid4().hex}")
    other = event_of("charge.succeeded")
    for event in (stranger, other):
        assert (await till.deliver(event)).status_code == 200
    assert (await event_in(operator, stranger["id"]))["state"] == "received"
    await till.work()

    [parked] = await operator.everything("inbox", state="parked")
    [ignored] = await operator.everything("inbox", state="ignored", type="charge.succeeded")

    assert parked.keys() == ignored.keys() == SHOWN
    assert (parked["stripe_id"], parked["organization_id"], parked["ended_at"]) == (stranger["id"], None, None)
    assert parked["reason"].startswith("No organization is the customer cus_")
    assert parked["next_try_at"] is not None
    assert ignored["stripe_id"] == other["id"]
    assert await operator.everything("inbox", state="parked", type="charge.succeeded") == []
    useless = await operator.ask("POST", f"inbox/{ignored['id']}/replay")
    assert (useless.status_code, "charge.succeeded" in useless.json()["detail"]) == (409, True)
    await operator.do("POST", f"inbox/{parked['id']}/replay", reason="It may be known by now")
    assert (await event_in(operator, stranger["id"]))["reason"] is None


async def test_with_billing_off_there_is_nothing_to_override_or_to_apply(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    settings = settings_for(own_database_urls, valkey, tmp_path, billing={"mode": "off"})
    async with running(settings) as api:
        operator, owner = await operating(api), await api.person()
        async with api.runtime.uow.write(None) as session:
            event = await session.fetchval(
                "INSERT INTO stripe_event (id, stripe_id, type, happened_at, state, ended_at)"
                " VALUES (gen_random_uuid(), 'evt_old', 'invoice.paid', now(), 'applied', now()) RETURNING id"
            )

        refused = await operator.ask("POST", f"inbox/{event}/replay")
        also = await operator.ask(
            "PUT", f"organizations/{owner.organization}/plan-override", json={"plan": "pro", "reason": "A pilot"}
        )

        assert (refused.status_code, also.status_code) == (409, 409)
        assert also.json() == {"detail": "Billing is off: every organization has the default plan."}
        assert (await event_in(operator, "evt_old"))["state"] == "applied"
        assert await operator.everything("actions") == []
