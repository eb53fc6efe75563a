"""An installation that takes money through a local Stripe of its own, and people who pay there as with a browser."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import stripe

from contentforge_app.embedded import RunningValkey
from contentforge_app.handlers import EVENTS_QUEUE, handlers
from contentforge_app.runtime import Runtime
from contentforge_billing import offers
from support.app import API, STRIPE_SIGNING, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.sandbox import Sandbox, serving, until

GOOD = {"number": "4242 4242 4242 4242", "expiry": "12 / 40", "cvc": "123", "name": "Ada Lovelace"}
FAILS_LATER = {**GOOD, "number": "4000 0000 0000 0341"}
DAY = 86_400
MONTH = 31 * DAY + 3600


def signed(body: bytes, *, secret: str = STRIPE_SIGNING[0], moment: int | None = None) -> dict[str, str]:
    """The headers of a webhook with this body."""
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, moment)
    return {"Stripe-Signature": header, "Content-Type": "application/json"}


def event_of(type_: str = "customer.subscription.updated", **about: Any) -> dict[str, Any]:
    """An event as Stripe writes it, about an object."""
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "type": type_,
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {"object": "subscription", **about}},
    }


@dataclass
class Till:
    """The API, and the local Stripe behind it. Webhooks come only when a test delivers them."""

    api: Api
    stripe: Sandbox
    delivered: set[str] = field(default_factory=set)

    @property
    def v1(self) -> Any:
        return self.stripe.client.v1

    async def order(self, person: Person, plan: str = "pro", **body: Any) -> httpx.Response:
        return await self.api.client.post(f"{API}/billing/checkout", json={"plan": plan, **body}, headers=person.auth)

    async def pay(self, url: str, card: dict[str, str] = GOOD) -> tuple[int, str]:
        """Fill in the hosted page; the status, and where it leads."""
        return await self.stripe.submit(url, **card)

    async def buy(self, person: Person, plan: str = "pro", card: dict[str, str] = GOOD) -> str:
        """Subscribe, without anybody having told us of it yet; the subscription's id at Stripe."""
        answer = await self.order(person, plan)
        assert answer.status_code == 201, answer.text
        status, _ = await self.pay(answer.json()["url"], card)
        assert status in {302, 303}
        session = await self.v1.checkout.sessions.retrieve_async(answer.json()["session_id"])
        return str(session.subscription)

    async def subscriber(self, plan: str = "pro", card: dict[str, str] = GOOD) -> tuple[Person, str]:
        """Somebody new who has subscribed, which has been applied."""
        person = await self.api.person()
        subscription = await self.buy(person, plan, card)
        await self.settle()
        return person, subscription

    async def events(self) -> list[dict[str, Any]]:
        """All that has happened, oldest first, as the webhook would tell it."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            page = await self.v1.events.list_async({"limit": 100, **after})
            found += [event.to_dict(for_json=True) for event in page.data]
            if not page.has_more:
                return found[::-1]
            after = {"starting_after": page.data[-1].id}

    async def deliver(self, event: dict[str, Any], **how: Any) -> httpx.Response:
        body = json.dumps(event).encode()
        return await self.api.client.post(f"{API}/webhooks/stripe", content=body, headers=signed(body, **how))

    async def deliver_all(self, events: Sequence[dict[str, Any]]) -> None:
        for event in events:
            answer = await self.deliver(event)
            assert answer.status_code == 200, answer.text
            self.delivered.add(event["id"])

    async def work(self) -> int:
        """Run what the workers of events have to do."""
        async with handlers(self.api.runtime, EVENTS_QUEUE) as kinds:
            self.api.workshop.more = kinds
            return await self.api.workshop.run(EVENTS_QUEUE)

    async def settle(self) -> None:
        """Deliver what has happened since the last time, and have it applied."""
        await self.deliver_all([event for event in await self.events() if event["id"] not in self.delivered])
        await self.work()

    async def advance(self, person: Person, seconds: int) -> None:
        """Let time pass at Stripe for one customer."""
        customer = await self.customer(person)
        clock = await self.stripe.console("POST", f"customers/{customer}/advance", seconds=seconds)

        async def is_there() -> bool:
            found = await self.v1.test_helpers.test_clocks.retrieve_async(clock["id"])
            return bool(found.status == "ready")

        await until(is_there, 60)

    async def customer(self, person: Person) -> str:
        async with self.api.runtime.uow.read(person.organization) as session:
            return str(await session.fetchval("SELECT stripe_id FROM billing_customer"))

    async def plan(self, person: Person) -> str:
        """The plan that holds for the next request."""
        answer = await self.api.client.get(f"{API}/auth/me", headers=person.auth)
        return str(answer.json()["plan"])

    async def get(self, person: Person, path: str) -> Any:
        answer = await self.api.client.get(f"{API}/billing/{path}", headers=person.auth)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def visit_portal(self, person: Person, **form: str) -> tuple[int, str]:
        """Open the portal and send one of its forms."""
        answer = await self.api.client.post(f"{API}/billing/portal", headers=person.auth)
        assert answer.status_code == 200, answer.text
        return await self.stripe.submit(answer.json()["url"], **form)

    async def price(self, plan: str) -> str:
        [price] = (await self.v1.prices.list_async({"lookup_keys": [f"contentforge_{plan}_monthly"]})).data
        return str(price.id)


async def put_on_sale(runtime: Runtime) -> None:
    """What `contentforge billing sync --apply` does."""
    payments = runtime.payments
    assert payments is not None
    await offers.apply(payments.shop, runtime.catalogue, await offers.changes(payments.shop, runtime.catalogue))


@asynccontextmanager
async def open_till(urls: DatabaseUrls, valkey: RunningValkey, folder: Path, **changes: Any) -> AsyncIterator[Till]:
    """A till with the shipped plans on sale."""
    async with serving(urls) as sandbox:
        billing = {"mode": "sandbox", "sandbox_url": sandbox.address, **changes.pop("billing", {})}
        async with running(settings_for(urls, valkey, folder, billing=billing, **changes)) as api:
            await put_on_sale(api.runtime)
            yield Till(api, sandbox)


async def at_once(*calls: Any) -> list[Any]:
    """Their answers, in the same order."""
    return list(await asyncio.gather(*calls))
