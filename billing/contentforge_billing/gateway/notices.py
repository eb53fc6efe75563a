"""Stripe's events, reduced to what they are about: their payload tells where to look, and decides nothing."""

from collections.abc import Mapping
from typing import Final

from contentforge_billing.gateway.results import StripeNotice, moment_of

_LATEST: Final = 253_402_300_799  # the end of the year 9999


class NoNotice(ValueError):
    """This is no event of Stripe's."""


def notice_from(event: object) -> StripeNotice:
    """Read an event, as parsed from JSON.

    Raises:
        NoNotice: it lacks what every event has.
    """
    if not isinstance(event, Mapping) or event.get("object") != "event":
        raise NoNotice("not an event")
    id_, type_, live, created = (event.get(name) for name in ("id", "type", "livemode", "created"))
    if not (isinstance(id_, str) and id_ and isinstance(type_, str) and isinstance(live, bool)):
        raise NoNotice("id, type or livemode is missing")
    if not isinstance(created, int) or not 0 <= created <= _LATEST:
        raise NoNotice("created is missing")
    data = event.get("data")
    subject = data.get("object") if isinstance(data, Mapping) else None
    about: Mapping[str, object] = subject if isinstance(subject, Mapping) else {}
    return StripeNotice(
        id=id_,
        type=type_,
        live=live,
        created=moment_of(created),
        customer=_reference(about.get("id"))
        if about.get("object") == "customer"
        else _reference(about.get("customer")),
        subscription=_subscription(about),
    )


def _subscription(about: Mapping[str, object]) -> str | None:
    """The subscription that an object is, or belongs to; invoices name it in their parent."""
    if about.get("object") == "subscription":
        return _reference(about.get("id"))
    parent = about.get("parent")
    details = parent.get("subscription_details") if isinstance(parent, Mapping) else None
    inner = details.get("subscription") if isinstance(details, Mapping) else None
    return _reference(about.get("subscription")) or _reference(inner)


def _reference(value: object) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None
