"""Stripe's events: taken in once each, applied by workers, and fetched where the webhook did not bring them."""

from contentforge_billing.inbox.handler import StripeEventHandler
from contentforge_billing.inbox.kinds import STRIPE_EVENT
from contentforge_billing.inbox.reconcile import Reconciler
from contentforge_billing.inbox.repository import InboxLag, lag
from contentforge_billing.inbox.signature import BadSignature, verify
from contentforge_billing.inbox.take import Inbox

__all__ = [
    "STRIPE_EVENT",
    "BadSignature",
    "Inbox",
    "InboxLag",
    "Reconciler",
    "StripeEventHandler",
    "lag",
    "verify",
]
