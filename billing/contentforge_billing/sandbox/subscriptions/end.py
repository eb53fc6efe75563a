"""The end of a subscription: now, or as noted for later."""

from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.invoices import Invoice, give_up
from contentforge_billing.sandbox.moments import now
from contentforge_billing.sandbox.subscriptions.record import Subscription
from contentforge_billing.sandbox.subscriptions.shape import subscription_document
from contentforge_billing.sandbox.unit import Unit

REQUESTED = "cancellation_requested"
UNPAID = "payment_failed"


async def end(unit: Unit, subscription: Subscription, reason: str | None) -> None:
    """End it now, for good; what is still owed is asked for no more."""
    moment = await now(unit.store, subscription.test_clock)
    for invoice in await unit.store.all(Invoice, subscription=subscription.id):
        if invoice.status in {"draft", "open"}:
            await give_up(unit, invoice)
    subscription.status = "canceled"
    subscription.ended_at = moment
    subscription.canceled_at = subscription.canceled_at or moment
    subscription.cancel_reason = reason
    await unit.store.save(subscription)
    document = await subscription_document(unit.store, subscription)
    await emit(unit, "customer.subscription.deleted", document, subscription.test_clock)


def note_end(subscription: Subscription, moment: int, *, at_period_end: bool) -> None:
    """Have it end with its period, or take that back."""
    if at_period_end == subscription.cancel_at_period_end:
        return
    subscription.cancel_at_period_end = at_period_end
    subscription.canceled_at = moment if at_period_end else None
    subscription.cancel_reason = REQUESTED if at_period_end else None
    if not at_period_end:
        subscription.cancel_comment = subscription.cancel_feedback = subscription.cancel_at = None
