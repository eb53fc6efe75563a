"""Subscriptions as Stripe has them, and the plan that follows from them."""

from contentforge_billing.subscriptions.current import Subscription, current, is_live
from contentforge_billing.subscriptions.grace import GraceKeeper
from contentforge_billing.subscriptions.refresh import NotAppliable, Subscriptions
from contentforge_billing.subscriptions.rules import Access

__all__ = ["Access", "GraceKeeper", "NotAppliable", "Subscription", "Subscriptions", "current", "is_live"]
