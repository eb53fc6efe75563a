"""The kind of work that an event is, and which types of events there are to act on."""

from typing import Final

from contentforge_platform.work import Kind

STRIPE_EVENT: Final = Kind("stripe_event", "events")

ACTED_ON: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
)
"""Each may mean that a subscription has changed. All others are noted, and that is all."""
