"""Stripe: the one place that speaks to it, or in sandbox mode to its local stand-in.

No transaction is open and no pooled connection is held while a method of these classes runs.
"""

from contentforge_billing.gateway.connection import StripeConnection
from contentforge_billing.gateway.errors import CustomerGone, StripeAway, StripeBusy, StripeMissing, StripeRefused
from contentforge_billing.gateway.gateway import StripeGateway
from contentforge_billing.gateway.results import (
    CheckoutSession,
    CustomerState,
    Offer,
    PortalConfiguration,
    Price,
    Product,
    StripeNotice,
    StripeSubscription,
)
from contentforge_billing.gateway.shop import StripeShop

__all__ = [
    "CheckoutSession",
    "CustomerGone",
    "CustomerState",
    "Offer",
    "PortalConfiguration",
    "Price",
    "Product",
    "StripeAway",
    "StripeBusy",
    "StripeConnection",
    "StripeGateway",
    "StripeMissing",
    "StripeNotice",
    "StripeRefused",
    "StripeShop",
    "StripeSubscription",
]
