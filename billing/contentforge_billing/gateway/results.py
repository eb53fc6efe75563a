"""What Stripe tells, reduced to what we act on. Money is in minor units, times are aware."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import stripe

TIER: Final = "contentforge_tier"
"""The metadata by which a product, and a price that has lost its lookup key, still tell their tier."""
CHECKOUT: Final = "contentforge_checkout"
"""The metadata by which a checkout session tells which of our rows it is for."""
ORGANIZATION: Final = "contentforge_organization"


class CustomerState(StrEnum):
    """What Stripe knows of a customer's id. One who is unknown may be another account's, or yet to come."""

    PRESENT = "present"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Price:
    """A monthly price."""

    id: str
    product: str
    amount: int | None
    currency: str
    interval: str | None
    lookup_key: str | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold; `updated` is the second of its last change at Stripe."""

    id: str
    name: str
    active: bool
    updated: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with the price at which it is sold now."""

    product: str
    price: str


@dataclass(frozen=True, slots=True)
class PortalConfiguration:
    """What customers may do in the portal, as far as we wrote it; `digest` tells one such text from another."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class StripeSubscription:
    """A subscription as Stripe has it at this moment.

    Attributes:
        ends_with_period: it is cancelled already, but runs to the end of what is paid.
        invoiced_at: when its latest invoice was made.
    """

    id: str
    customer: str
    status: str
    created: datetime
    price: Price | None
    period_start: datetime | None
    period_end: datetime | None
    ends_with_period: bool
    trial_start: datetime | None
    trial_end: datetime | None
    ended_at: datetime | None
    invoiced_at: datetime | None


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A page on which somebody may pay: `status` is open, complete or expired."""

    id: str
    url: str | None
    status: str
    subscription: str | None
    expires_at: datetime
    checkout: str | None


@dataclass(frozen=True, slots=True)
class StripeNotice:
    """That something has happened to an object, and to which; not how it is now."""

    id: str
    type: str
    live: bool
    created: datetime
    customer: str | None = None
    subscription: str | None = None


def price_from(price: stripe.Price) -> Price:
    return Price(
        id=price.id,
        product=id_of(price.product) or "",
        amount=price.unit_amount,
        currency=price.currency,
        interval=price.recurring.interval if price.recurring else None,
        lookup_key=price.lookup_key,
        tier=metadata(price, TIER),
    )


def subscription_from(subscription: stripe.Subscription) -> StripeSubscription:
    items = subscription.items.data
    item = items[0] if items else None
    end = moment(item.current_period_end) if item is not None else None
    cancel_at = moment(subscription.cancel_at)
    ends = subscription.cancel_at_period_end or (cancel_at is not None and end is not None and cancel_at <= end)
    invoice = subscription.latest_invoice
    return StripeSubscription(
        id=subscription.id,
        customer=id_of(subscription.customer) or "",
        status=subscription.status,
        created=moment_of(subscription.created),
        price=price_from(item.price) if item is not None else None,
        period_start=moment(item.current_period_start) if item is not None else None,
        period_end=end,
        ends_with_period=ends,
        trial_start=moment(subscription.trial_start),
        trial_end=moment(subscription.trial_end),
        ended_at=moment(subscription.ended_at),
        invoiced_at=moment_of(invoice.created) if isinstance(invoice, stripe.Invoice) else None,
    )


def session_from(session: stripe.checkout.Session) -> CheckoutSession:
    return CheckoutSession(
        id=session.id,
        url=session.url,
        status=session.status or "open",
        subscription=id_of(session.subscription),
        expires_at=moment_of(session.expires_at),
        checkout=metadata(session, CHECKOUT),
    )


def metadata(thing: stripe.StripeObject, name: str) -> str | None:
    """One entry of an object's metadata."""
    entries = thing.to_dict().get("metadata") or {}
    value = entries.get(name)
    return str(value) if value is not None else None


def id_of(reference: object) -> str | None:
    """The id of an object that is given as itself or as its id."""
    if isinstance(reference, str):
        return reference
    found = getattr(reference, "id", None)
    return found if isinstance(found, str) else None


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment_of(seconds)


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
