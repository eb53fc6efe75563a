"""What was read earlier and arrives later: tickets decide, not the moment at which somebody gets round to writing."""

import asyncio
from typing import Any

from typing_extensions import override

from contentforge_billing.gateway import StripeConnection, StripeGateway, StripeSubscription
from contentforge_billing.subscriptions import Subscriptions
from support.app import STRIPE_KEY
from support.till import Till


class SlowReader(StripeGateway):
    """Reads as ever, but is slow to hand over what it has read."""

    def __init__(self, connection: StripeConnection) -> None:
        super().__init__(connection)
        self.has_read, self.go_on = asyncio.Event(), asyncio.Event()

    @override
    async def subscription(self, subscription_id: str) -> StripeSubscription:
        told = await super().subscription(subscription_id)
        self.has_read.set()
        await self.go_on.wait()
        return told


async def test_an_older_reading_never_replaces_a_newer_one(till: Till) -> None:
    person, subscription = await till.subscriber()
    runtime = till.api.runtime
    connection = StripeConnection(STRIPE_KEY, till.stripe.address)
    slow = SlowReader(connection)
    reader = Subscriptions(runtime.uow, slow, runtime.catalogue, runtime.settings.billing)
    reading = asyncio.create_task(reader.refresh(person.organization, subscription))
    await slow.has_read.wait()

    await till.v1.subscriptions.update_async(
        subscription, {"items": [{"id": await _item(till, subscription), "price": await till.price("enterprise")}]}
    )
    await till.settle()
    slow.go_on.set()
    await reading
    await connection.close()

    assert await till.plan(person) == "enterprise"


async def _item(till: Till, subscription: str) -> Any:
    return (await till.v1.subscriptions.retrieve_async(subscription)).items.data[0].id


async def test_a_reading_that_comes_after_the_end_revives_nothing(till: Till) -> None:
    """A later ticket than the end's, with what Stripe said before it: such as a replica of Stripe's might answer."""
    person, subscription = await till.subscriber()
    await till.v1.subscriptions.cancel_async(subscription)
    await till.settle()

    async with till.api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE subscription SET fetch_no = fetch_no + 5")
    payments = till.api.runtime.payments
    assert payments is not None
    await payments.subscriptions.refresh_all(person.organization, await till.customer(person))

    assert await till.plan(person) == "free"
