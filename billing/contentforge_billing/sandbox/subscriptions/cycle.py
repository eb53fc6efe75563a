"""What happens to a subscription by itself: a trial's announcement and end, a noted end, the next period."""

from contentforge_billing.sandbox.cards import PaymentMethod
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.invoices import Bill, draft
from contentforge_billing.sandbox.moments import now, period_end
from contentforge_billing.sandbox.prices import Price
from contentforge_billing.sandbox.subscriptions.end import REQUESTED, end
from contentforge_billing.sandbox.subscriptions.lines import period_lines
from contentforge_billing.sandbox.subscriptions.record import Subscription
from contentforge_billing.sandbox.subscriptions.shape import save, subscription_document
from contentforge_billing.sandbox.unit import Unit


async def step(unit: Unit, subscription_id: str) -> None:
    """Do the one thing that is due now."""
    subscription = await unit.store.get(Subscription, subscription_id)
    moment = await now(unit.store, subscription.test_clock)
    if subscription.cancel_at is not None and moment >= subscription.cancel_at:
        await end(unit, subscription, REQUESTED)
    elif moment < subscription.period_end:
        await _announce(unit, subscription)
    elif subscription.cancel_at_period_end:
        await end(unit, subscription, REQUESTED)
    elif subscription.is_trialing and await _is_to_end_with_trial(unit, subscription):
        await end(unit, subscription, None)
    else:
        await _renew(unit, subscription)


async def paying(unit: Unit, subscription: Subscription) -> PaymentMethod | None:
    """The card that pays: the subscription's own, else the customer's."""
    name = subscription.default_payment_method
    if name is None:
        name = (await unit.store.get(Customer, subscription.customer)).default_payment_method
    return None if name is None else await unit.store.find(PaymentMethod, name)


async def _is_to_end_with_trial(unit: Unit, subscription: Subscription) -> bool:
    return subscription.trial_without_card == "cancel" and await paying(unit, subscription) is None


async def _announce(unit: Unit, subscription: Subscription) -> None:
    subscription.trial_announced = True
    await unit.store.save(subscription)
    document = await subscription_document(unit.store, subscription)
    await emit(unit, "customer.subscription.trial_will_end", document, subscription.test_clock)


async def _renew(unit: Unit, subscription: Subscription) -> None:
    """Begin the next period, with an invoice that is paid an hour later."""
    before = await subscription_document(unit.store, subscription)
    former = (subscription.period_start, subscription.period_end)
    price = await unit.store.get(Price, subscription.items[0].price)
    if subscription.is_trialing:
        subscription.status = "active"
    subscription.period_start = subscription.period_end
    subscription.period_end = period_end(
        subscription.anchor, subscription.period_start, price.interval or "month", price.interval_count
    )
    bill = Bill(
        subscription=subscription.id,
        subscription_metadata=subscription.metadata,
        currency=subscription.currency,
        reason="subscription_cycle",
        lines=[*subscription.prorations, *await period_lines(unit.store, subscription)],
        period_start=former[0],
        period_end=former[1],
    )
    subscription.prorations = []
    customer = await unit.store.get(Customer, subscription.customer)
    invoice = await draft(unit, customer, bill, advancing=subscription.status != "unpaid")
    subscription.latest_invoice = invoice.id
    await save(unit, before, subscription)
