"""A rig that takes money: its processes speak to a local Stripe in the test's own process, and Stripe tells them."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx

from contentforge_billing import offers
from contentforge_billing.gateway import StripeConnection, StripeShop
from contentforge_billing.inbox.kinds import ACTED_ON
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingSettings
from support.app import STRIPE_KEY, STRIPE_SIGNING
from support.databases import DatabaseUrls
from support.rig import Rig
from support.rig_client import Customer
from support.rig_moves import eventually
from support.sandbox import Sandbox, serving
from support.till import GOOD, signed

PARALLEL: Final = 50
_STATE: Final = """
SELECT organization.id, organization.plan, subscription.stripe_id, subscription.status,
       subscription.plan AS subscribed, subscription.cancel_at_period_end, subscription.ended_at IS NOT NULL AS ended
FROM organization JOIN subscription ON subscription.organization_id = organization.id
ORDER BY organization.id, subscription.stripe_id
"""
_FORGET: Final = """
DELETE FROM work_item WHERE kind = 'stripe_event'; DELETE FROM stripe_event; DELETE FROM subscription;
UPDATE organization SET plan = 'free'
"""


def settings(port: int, **more: str) -> dict[str, str]:
    """What makes a rig's processes take money through the sandbox at this port."""
    return {
        "CONTENTFORGE_BILLING__MODE": "sandbox",
        "CONTENTFORGE_BILLING__DEFAULT_PLAN": "free",
        "CONTENTFORGE_BILLING__SANDBOX_URL": f"http://127.0.0.1:{port}",
        "CONTENTFORGE_PUBLIC_URL": "http://127.0.0.1",
        "STRIPE_SECRET_KEY": STRIPE_KEY,
        "STRIPE_WEBHOOK_SECRET": STRIPE_SIGNING[0],
        **more,
    }


@dataclass
class RigTill:
    """A local Stripe, and how it tells the rig what has happened."""

    rig: Rig
    stripe: Sandbox
    http: httpx.AsyncClient

    @property
    def v1(self) -> Any:
        return self.stripe.client.v1

    async def buy(self, customer: Customer, plan: str) -> str:
        """Subscribe on the hosted page; the subscription's id at Stripe."""
        answer = await customer.insist("POST", "/billing/checkout", {"plan": plan})
        assert answer.status_code == 201, answer.text
        status, _ = await self.stripe.submit(answer.json()["url"], **GOOD)
        assert status == 303
        return str((await self.v1.checkout.sessions.retrieve_async(answer.json()["session_id"])).subscription)

    async def events(self) -> list[dict[str, Any]]:
        """All that has happened, oldest first."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            page = await self.v1.events.list_async({"limit": 100, **after})
            found += [event.to_dict(for_json=True) for event in page.data]
            if not page.has_more:
                return found[::-1]
            after = {"starting_after": page.data[-1].id}

    async def deliver(self, event: dict[str, Any]) -> None:
        """Tell it, as often as it takes: Stripe, too, comes again until it is answered 200."""
        body = json.dumps(event).encode()
        for _ in range(600):
            api = random.choice(self.rig.running("api") or [None])  # noqa: S311 - whichever answers
            if api is not None:
                url = f"http://127.0.0.1:{self.rig.port_of(api)}/api/v1/webhooks/stripe"
                try:
                    answer = await self.http.post(url, content=body, headers=signed(body))
                except httpx.TransportError:
                    answer = None
                if answer is not None and answer.status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{event['id']} was never taken")

    async def deliver_shuffled(
        self, events: Sequence[dict[str, Any]], times: int, *, meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Each so many times, in any order, 50 at once; `meanwhile` happens in the midst of it."""
        deliveries = [event for event in events for _ in range(times)]
        random.shuffle(deliveries)
        slots = asyncio.Semaphore(PARALLEL)

        async def one(event: dict[str, Any]) -> None:
            async with slots:
                await self.deliver(event)

        async with asyncio.TaskGroup() as group:
            for event in deliveries:
                group.create_task(one(event))
            if meanwhile is not None:
                group.create_task(_awaited(meanwhile))

    async def at_rest(self, seconds: float = 120.0) -> None:
        """Wait until every event is applied."""

        async def applied() -> bool:
            return await self.rig.value("SELECT count(*) FROM stripe_event WHERE ended_at IS NULL") == 0

        await eventually(applied, "every event is applied", seconds)

    async def state(self) -> list[dict[str, Any]]:
        """What each organization has, as the database says."""
        return [dict(row) for row in await self.rig.rows(_STATE)]

    async def truth(self, subscriptions: dict[str, UUID]) -> list[dict[str, Any]]:
        """The same, as it follows from what Stripe says."""
        told = []
        for stripe_id, tenant in subscriptions.items():
            subscription = await self.v1.subscriptions.retrieve_async(stripe_id)
            ended = subscription.status == "canceled"
            tier = (
                str(subscription.items.data[0].price.lookup_key).removeprefix("contentforge_").removesuffix("_monthly")
            )
            told.append(
                {
                    "id": tenant,
                    "plan": "free" if ended else tier,
                    "stripe_id": stripe_id,
                    "status": subscription.status,
                    "subscribed": tier,
                    "cancel_at_period_end": bool(subscription.cancel_at_period_end or subscription.cancel_at)
                    and not ended,
                    "ended": ended,
                }
            )
        return sorted(told, key=lambda row: (row["id"], row["stripe_id"]))

    async def forget(self) -> None:
        """As if nobody had ever told us of anything."""
        async with self.rig.superuser() as connection:
            await connection.execute(_FORGET)

    async def worked(self) -> int:
        """How many events have been made work of."""
        return int(str(await self.rig.value("SELECT count(*) FROM work_item WHERE kind = 'stripe_event'")))


def acted_on(events: Sequence[dict[str, Any]]) -> int:
    """How many of these there is something to do about."""
    return len({event["id"] for event in events if event["type"] in ACTED_ON})


async def _awaited(call: Callable[[], Awaitable[None]]) -> None:
    await call()


@asynccontextmanager
async def rig_till(rig: Rig, port: int, books: DatabaseUrls | None = None) -> AsyncIterator[RigTill]:
    """Open the local Stripe with the shipped plans on sale; its books are in the rig's database if none is named."""
    async with serving(books or rig.urls, port=port) as sandbox:
        connection = StripeConnection(STRIPE_KEY, sandbox.address)
        shop, catalogue = StripeShop(connection), PlanCatalogue.load(BillingSettings())
        await offers.apply(shop, catalogue, await offers.changes(shop, catalogue))
        await connection.close()
        async with httpx.AsyncClient(timeout=30.0, trust_env=False) as http:
            yield RigTill(rig, sandbox, http)
