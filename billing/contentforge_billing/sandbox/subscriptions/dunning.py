"""Payment of a subscription's invoices, and what follows from it: active again, past due, or the end."""

from typing import Final

from contentforge_billing.sandbox.customers import Customer, customer_document, save_customer
from contentforge_billing.sandbox.errors import card_problem, invalid
from contentforge_billing.sandbox.invoices import Invoice, collect, finalize, give_up
from contentforge_billing.sandbox.moments import DAY
from contentforge_billing.sandbox.subscriptions.cycle import paying
from contentforge_billing.sandbox.subscriptions.end import UNPAID, end
from contentforge_billing.sandbox.subscriptions.record import Subscription
from contentforge_billing.sandbox.subscriptions.shape import save, subscription_document
from contentforge_billing.sandbox.switches import look
from contentforge_billing.sandbox.unit import Unit

RETRIES: Final = (3 * DAY, 5 * DAY, 7 * DAY)
"""Pauses between the attempts to collect one invoice."""

SWITCH: Final = "dunning"
OUTCOMES: Final = ("canceled", "unpaid", "past_due")
"""What becomes of a subscription after the last attempt; the first is the default, as in a new Stripe account."""


async def step(unit: Unit, invoice_id: str) -> None:
    """A draft's hour is over, or another attempt is due."""
    invoice = await unit.store.get(Invoice, invoice_id)
    if invoice.status == "draft":
        await finalize(unit, invoice)
    await attempt(unit, invoice)


async def attempt(unit: Unit, invoice: Invoice) -> bool:
    """Try to collect an open invoice; whether it was paid."""
    subscription = await unit.store.get(Subscription, invoice.subscription)
    method = await paying(unit, subscription)
    works = method is not None and not method.fails
    tried = invoice.attempt_count
    paid = await collect(unit, invoice, works=works, retry_after=RETRIES[tried] if tried < len(RETRIES) else None)
    if paid:
        await _recovered(unit, subscription, invoice)
    else:
        await _failed(unit, subscription, invoice)
    return paid


async def pay(unit: Unit, invoice: Invoice) -> None:
    """Pay an open invoice because somebody asks for it.

    Raises:
        StripeProblem: it is not open (400), or the card is declined (402); then nothing has changed.
    """
    if invoice.status == "draft":
        await finalize(unit, invoice)
    if invoice.status != "open":
        raise invalid(f"Invoice is already {invoice.status}.", code="invoice_not_editable")
    if not await attempt(unit, invoice):
        raise card_problem("Your card was declined.", "card_declined", "generic_decline")


async def _recovered(unit: Unit, subscription: Subscription, invoice: Invoice) -> None:
    before = await subscription_document(unit.store, subscription)
    if subscription.status in {"past_due", "unpaid"} and invoice.id == subscription.latest_invoice:
        subscription.status = "active"
        await save(unit, before, subscription)
        await _mark(unit, subscription, delinquent=False)


async def _failed(unit: Unit, subscription: Subscription, invoice: Invoice) -> None:
    if subscription.has_ended:
        return
    before = await subscription_document(unit.store, subscription)
    if subscription.status == "active":
        subscription.status = "past_due"
        await save(unit, before, subscription)
        await _mark(unit, subscription, delinquent=True)
    if invoice.next_payment_attempt is not None:
        return
    outcome = await look(unit.store, SWITCH) or OUTCOMES[0]
    if outcome == "canceled":
        await end(unit, subscription, UNPAID)
        return
    before = await subscription_document(unit.store, subscription)
    subscription.status = outcome
    await save(unit, before, subscription)
    await give_up(unit, invoice)


async def _mark(unit: Unit, subscription: Subscription, *, delinquent: bool) -> None:
    customer = await unit.store.get(Customer, subscription.customer)
    before = await customer_document(unit.store, customer)
    customer.delinquent = delinquent
    await save_customer(unit, before, customer)
