"""Cards that customers pay with: Stripe's test numbers, and no others."""

from contentforge_billing.sandbox.cards.attach import attach, named, refuse_stranger
from contentforge_billing.sandbox.cards.form import CardEntry, read_card
from contentforge_billing.sandbox.cards.record import PaymentMethod, card_method, method_document

__all__ = [
    "CardEntry",
    "PaymentMethod",
    "attach",
    "card_method",
    "method_document",
    "named",
    "read_card",
    "refuse_stranger",
]
