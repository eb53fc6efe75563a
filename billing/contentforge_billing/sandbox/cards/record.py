"""Cards as payment methods."""

import hashlib
from typing import ClassVar

from contentforge_billing.sandbox.cards.numbers import known
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import card_problem
from contentforge_billing.sandbox.storage import Described, Store, fresh_id


class PaymentMethod(Described):
    """Of the number only what Stripe shows is kept. `fails`: every charge is declined."""

    kind: ClassVar[str] = "payment_method"
    prefix: ClassVar[str] = "pm"

    customer: str | None = None
    brand: str
    funding: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str
    fails: bool = False
    name: str | None = None
    email: str | None = None


def card_method(number: str, exp_month: int, exp_year: int, created: int, test_clock: str | None) -> PaymentMethod:
    """A payment method for a card number.

    Raises:
        StripeProblem: the card is refused (402).
    """
    card = known(number)
    if card.refusal is not None:
        raise card_problem(card.refusal.message, card.refusal.code, card.refusal.decline_code)
    return PaymentMethod(
        id=fresh_id(PaymentMethod),
        created=created,
        test_clock=test_clock,
        brand=card.brand,
        funding=card.funding,
        last4=number[-4:],
        exp_month=exp_month,
        exp_year=exp_year,
        fingerprint=hashlib.sha256(number.encode()).hexdigest()[:16],
        fails=card.fails_later,
    )


async def method_document(_: Store, method: PaymentMethod) -> Document:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "id": method.id,
        "object": method.kind,
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": address,
            "email": method.email,
            "name": method.name,
            "phone": None,
            "tax_id": None,
        },
        "card": _card(method),
        "created": method.created,
        "customer": method.customer,
        "customer_account": None,
        "livemode": False,
        "metadata": dict(method.metadata),
        "type": "card",
    }


def _card(method: PaymentMethod) -> Document:
    return {
        "brand": method.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": method.brand,
        "exp_month": method.exp_month,
        "exp_year": method.exp_year,
        "fingerprint": method.fingerprint,
        "funding": method.funding,
        "generated_from": None,
        "last4": method.last4,
        "networks": {"available": [method.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
