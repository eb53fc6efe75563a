"""What a customer does in the portal."""

from contentforge_billing.sandbox.cards import CardEntry, attach, card_method
from contentforge_billing.sandbox.customers import customer_document, save_customer
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.invoices import Invoice
from contentforge_billing.sandbox.portal.view import View
from contentforge_billing.sandbox.subscriptions import (
    PRORATIONS,
    REQUESTED,
    Subscription,
    change_items,
    end,
    note_end,
    pay,
    save_subscription,
    subscription_document,
)
from contentforge_billing.sandbox.unit import Unit

REASONS = {
    "too_expensive": "It is too expensive",
    "missing_features": "Features are missing",
    "switched_service": "I use another service",
    "unused": "I do not use it enough",
    "customer_service": "The service was poor",
    "too_complex": "It is too complex",
    "low_quality": "The quality is too low",
    "other": "Another reason",
}
"""Stripe's words for why people leave, and how the page puts them."""


async def change_plan(unit: Unit, view: View, price_id: str) -> None:
    """Change to one of the offers."""
    offer = next((one for one in view.offers if one.price.id == price_id), None)
    subscription = view.subscription
    if offer is None or subscription is None:
        raise invalid("This plan is not on offer.")
    if offer.is_current:
        return
    item = subscription.items[0].model_copy(update={"price": offer.price.id})
    proration = PRORATIONS[view.features.update_proration]
    await change_items(unit, subscription, [item, *subscription.items[1:]], proration)


async def cancel(unit: Unit, view: View, reason: str) -> None:
    subscription = _own(view, allowed=view.features.subscription_cancel)
    subscription.cancel_feedback = reason if reason in REASONS else None
    if view.features.cancel_mode == "immediately":
        await end(unit, subscription, REQUESTED)
        return
    await _note_end(unit, view, subscription, at_period_end=True)


async def resume(unit: Unit, view: View) -> None:
    """Take a noted end back."""
    await _note_end(unit, view, _own(view, allowed=True), at_period_end=False)


async def update_card(unit: Unit, view: View, card: CardEntry) -> None:
    """Pay with another card from now on.

    Raises:
        StripeProblem: it is refused (402).
    """
    if not view.features.payment_method_update:
        raise invalid("The payment method cannot be changed here.")
    customer = view.customer
    method = card_method(card.number, card.exp_month, card.exp_year, view.moment, customer.test_clock)
    method.name, method.email = card.name, customer.email
    await attach(unit, method, customer.id, customer.test_clock)
    before = await customer_document(unit.store, customer)
    customer.default_payment_method = method.id
    await save_customer(unit, before, customer)
    if view.subscription is not None:
        former = await subscription_document(unit.store, view.subscription)
        view.subscription.default_payment_method = method.id
        await save_subscription(unit, former, view.subscription)


async def pay_invoice(unit: Unit, view: View, invoice_id: str) -> None:
    """Pay an open invoice.

    Raises:
        StripeProblem: the card is declined (402).
    """
    invoice = await unit.store.get(Invoice, invoice_id)
    if invoice.customer != view.customer.id:
        raise invalid("This invoice is not yours.")
    await pay(unit, invoice)


async def _note_end(unit: Unit, view: View, subscription: Subscription, *, at_period_end: bool) -> None:
    stored = await unit.store.get(Subscription, subscription.id)
    before = await subscription_document(unit.store, stored)
    note_end(subscription, view.moment, at_period_end=at_period_end)
    await save_subscription(unit, before, subscription)


def _own(view: View, *, allowed: bool) -> Subscription:
    if view.subscription is None or view.subscription.has_ended or not allowed:
        raise invalid("There is no subscription that could be changed.")
    return view.subscription
