"""Subscriptions as Stripe has them, and the plan that follows from them."""

from contentforge_billing.subscriptions.current import Subscription, current, is_live
from contentforge_billing.subscriptions.grace import GraceKeeper
from contentforge_billing.subscriptions.override import NewOverride, NotBilled, PlanOverrides
from contentforge_billing.subscriptions.refresh import NotAppliable, NotYet, Subscriptions
from contentforge_billing.subscriptions.rules import Access

__all__ = [
    "Access",
    "GraceKeeper",
    "NewOverride",
    "NotAppliable",
    "NotBilled",
    "NotYet",
    "PlanOverrides",
    "Subscription",
    "Subscriptions",
    "current",
    "is_live",
]
