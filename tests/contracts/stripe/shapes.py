"""Comparing an object of the sandbox with Stripe's own: the same keys, the same JSON types.

Stripe's fixtures say which keys an object has and what a value looks like. What may be null they do not say where the
example has a value; there the annotations of Stripe's own package decide.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import stripe

FIXTURES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "fixtures.json").read_text())["resources"]

CLASSES: dict[str, type[stripe.StripeObject]] = {
    "customer": stripe.Customer,
    "product": stripe.Product,
    "price": stripe.Price,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "checkout.session": stripe.checkout.Session,
    "billing_portal.session": stripe.billing_portal.Session,
    "billing_portal.configuration": stripe.billing_portal.Configuration,
    "invoice": stripe.Invoice,
    "event": stripe.Event,
    "payment_method": stripe.PaymentMethod,
    "webhook_endpoint": stripe.WebhookEndpoint,
    "line_item": stripe.InvoiceLineItem,
    "plan": stripe.Plan,
    "test_helpers.test_clock": stripe.test_helpers.TestClock,
}

# Free maps: their keys are the user's own.
_MAPS = {"metadata"}
# Objects whose example shows another variant than ours, or every variant at once. Their own keys are held by the
# package's annotations alone.
_VARIANTS = {
    "checkout.session.payment_method_options",
    "event.data.object",
    "invoice.parent.quote_details",
    "invoice.lines.data.parent.invoice_item_details",
}


def differences(kind: str, ours: Mapping[str, Any]) -> list[str]:
    """What differs from Stripe's object of that kind, a line each; empty if nothing does."""
    return list(_compare(kind, dict(ours), FIXTURES[kind], CLASSES.get(kind)))


def _compare(path: str, ours: dict[str, Any], theirs: dict[str, Any], known: type | None) -> Iterator[str]:
    for name in sorted(theirs.keys() - ours.keys()):
        if not _may_be_missing(known, name):
            yield f"{path}.{name} is missing"
    for name in sorted(ours.keys() - theirs.keys()):
        if known is None or name not in _annotations(known):
            yield f"{path}.{name} is not Stripe's"
    for name in sorted(ours.keys() & theirs.keys()):
        yield from _value(f"{path}.{name}", ours[name], theirs[name], known, name)


def _value(path: str, ours: Any, theirs: Any, known: type | None, name: str) -> Iterator[str]:
    if ours is None:
        if theirs is not None and not _may_be_null(known, name):
            yield f"{path} is null, which Stripe's is never"
    elif theirs is None or path in _VARIANTS or name in _MAPS:
        return
    elif _json_type(ours) != _json_type(theirs):
        yield f"{path} is {_json_type(ours)}, Stripe's is {_json_type(theirs)}"
    elif isinstance(ours, dict) and theirs:
        yield from _compare(path, ours, theirs, _inner(known, name, ours))
    elif isinstance(ours, list) and ours and theirs:
        for number, each in enumerate(ours):
            if isinstance(each, dict):
                yield from _compare(path, each, theirs[0], _inner(known, name, each))
            elif _json_type(each) != _json_type(theirs[0]):
                yield f"{path}[{number}] is {_json_type(each)}, Stripe's is {_json_type(theirs[0])}"


def _inner(known: type | None, name: str, ours: dict[str, Any]) -> type | None:
    """The package's class for a nested object."""
    kind = ours.get("object")
    if isinstance(kind, str) and kind in CLASSES:
        return CLASSES[kind]
    inner: Mapping[str, type] = getattr(known, "_inner_class_types", {})
    return inner.get(name)


def _annotations(known: type) -> dict[str, Any]:
    return dict(known.__annotations__)


def _may_be_null(known: type | None, name: str) -> bool:
    annotation = _annotations(known).get(name) if known is not None else None
    return get_origin(annotation) is Union and type(None) in get_args(annotation)


def _may_be_missing(known: type | None, name: str) -> bool:
    """Whether the package knows nothing of a key, so that current versions do not send it."""
    return known is not None and name not in _annotations(known)


def _json_type(value: Any) -> str:
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")
