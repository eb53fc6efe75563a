"""Changing what is subscribed to, within a period: credit for the old, the rest of the period of the new."""

from collections.abc import Sequence
from typing import Final, Literal, get_args

from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.invoices import Bill, Line, draft, finalize
from contentforge_billing.sandbox.moments import now, period_end
from contentforge_billing.sandbox.prices import Price
from contentforge_billing.sandbox.subscriptions.dunning import attempt
from contentforge_billing.sandbox.subscriptions.lines import period_lines, proration_lines
from contentforge_billing.sandbox.subscriptions.record import Item, Subscription
from contentforge_billing.sandbox.subscriptions.shape import save, subscription_document
from contentforge_billing.sandbox.unit import Unit

Proration = Literal["create_prorations", "none", "always_invoice"]
PRORATIONS: Final[dict[str, Proration]] = {name: name for name in get_args(Proration)}


async def change_items(unit: Unit, subscription: Subscription, items: Sequence[Item], proration: Proration) -> None:
    """Put `items` in place of those that are; what it costs is invoiced with the next period, or at once.

    Another interval begins a new period at once, and is invoiced at once.
    """
    moment = await now(unit.store, subscription.test_clock)
    before = await subscription_document(unit.store, subscription)
    lines: list[Line] = []
    if proration != "none" and not subscription.is_trialing:
        lines = await _prorations(unit, subscription, items, moment)
    price = await _common_price(unit, items)
    former = await unit.store.get(Price, subscription.items[0].price)
    subscription.items = list(items)
    new_period = (price.interval, price.interval_count) != (former.interval, former.interval_count)
    if new_period and not subscription.is_trialing:
        subscription.anchor = subscription.period_start = moment
        subscription.period_end = period_end(moment, moment, price.interval or "month", price.interval_count)
        lines = [line for line in lines if line.amount < 0] + await period_lines(unit.store, subscription)
    if lines and (new_period or proration == "always_invoice"):
        await _invoice_now(unit, subscription, [*subscription.prorations, *lines], moment)
        subscription = await unit.store.get(Subscription, subscription.id)
    else:
        subscription.prorations = [*subscription.prorations, *lines]
    await save(unit, before, subscription)


async def settle(unit: Unit, subscription: Subscription, *, prorate: bool, invoice_now: bool) -> None:
    """Before an end at once: credit for the time that is not used, and an invoice of what still waits for one."""
    moment = await now(unit.store, subscription.test_clock)
    lines = list(subscription.prorations)
    if prorate and not subscription.is_trialing:
        lines += await _prorations(unit, subscription, [], moment)
    if invoice_now and lines:
        await _invoice_now(unit, subscription, lines, moment)


async def _prorations(unit: Unit, subscription: Subscription, items: Sequence[Item], moment: int) -> list[Line]:
    kept = {item.id: item for item in items}
    had = {item.id: item for item in subscription.items}
    lines: list[Line] = []
    for item in subscription.items:
        after = kept.get(item.id)
        if after is None or (after.price, after.quantity) != (item.price, item.quantity):
            lines += await proration_lines(unit.store, subscription, item, after, moment)
    for item in items:
        if item.id not in had:
            lines += (await proration_lines(unit.store, subscription, item, item, moment))[1:]
    return lines


async def _common_price(unit: Unit, items: Sequence[Item]) -> Price:
    if not items:
        raise invalid("A subscription must have at least one active plan. To cancel it, delete it instead.")
    prices = [await unit.store.get(Price, item.price, "items") for item in items]
    forms = {(price.interval, price.interval_count, price.currency) for price in prices}
    if len(forms) > 1 or prices[0].interval is None:
        raise invalid("All prices on a subscription must have the same currency and interval.", "items")
    return prices[0]


async def _invoice_now(unit: Unit, subscription: Subscription, lines: list[Line], moment: int) -> None:
    customer = await unit.store.get(Customer, subscription.customer)
    bill = Bill(
        subscription=subscription.id,
        subscription_metadata=subscription.metadata,
        currency=subscription.currency,
        reason="subscription_update",
        lines=lines,
        period_start=moment,
        period_end=moment,
    )
    subscription.prorations = []
    invoice = await draft(unit, customer, bill)
    subscription.latest_invoice = invoice.id
    await unit.store.save(subscription)
    await finalize(unit, invoice)
    await attempt(unit, invoice)
