"""Checkout: one page on which an organization may subscribe, whoever asks for it how often."""

from contentforge_billing.checkout.addresses import Addresses, ReturnAddresses
from contentforge_billing.checkout.errors import AlreadySubscribed, CheckoutOver, NothingToPay
from contentforge_billing.checkout.open import Checkout, OpenCheckout
from contentforge_billing.checkout.order import Buyer, CheckoutOrder, order_plan, place

__all__ = [
    "Addresses",
    "AlreadySubscribed",
    "Buyer",
    "Checkout",
    "CheckoutOrder",
    "CheckoutOver",
    "NothingToPay",
    "OpenCheckout",
    "ReturnAddresses",
    "order_plan",
    "place",
]
