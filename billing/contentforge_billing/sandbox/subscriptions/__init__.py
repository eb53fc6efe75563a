"""Subscriptions: their beginning, periods, changes, failed payments, and end."""

from contentforge_billing.sandbox.subscriptions.change import PRORATIONS, change_items
from contentforge_billing.sandbox.subscriptions.cycle import paying
from contentforge_billing.sandbox.subscriptions.dunning import OUTCOMES, pay
from contentforge_billing.sandbox.subscriptions.end import REQUESTED, end, note_end
from contentforge_billing.sandbox.subscriptions.lines import proration_lines
from contentforge_billing.sandbox.subscriptions.record import Subscription
from contentforge_billing.sandbox.subscriptions.shape import save as save_subscription
from contentforge_billing.sandbox.subscriptions.shape import subscription_document
from contentforge_billing.sandbox.subscriptions.start import Wish, start

__all__ = [
    "OUTCOMES",
    "PRORATIONS",
    "REQUESTED",
    "Subscription",
    "Wish",
    "change_items",
    "end",
    "note_end",
    "pay",
    "paying",
    "proration_lines",
    "save_subscription",
    "start",
    "subscription_document",
]
