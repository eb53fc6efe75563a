"""/v1/subscriptions, and paying an invoice of one."""

from typing import Final

from stripe.params import (
    InvoicePayParams,
    SubscriptionCancelParams,
    SubscriptionCreateParams,
    SubscriptionListParams,
    SubscriptionRetrieveParams,
    SubscriptionUpdateParams,
)

from contentforge_billing.sandbox.cards import PaymentMethod, attach, named, refuse_stranger
from contentforge_billing.sandbox.customers import Customer, named_customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid, no_such
from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.invoices import Invoice, invoice_document
from contentforge_billing.sandbox.moments import LATEST, now
from contentforge_billing.sandbox.prices import MOST_UNITS, Price
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.subscriptions import dunning
from contentforge_billing.sandbox.subscriptions.change import PRORATIONS, change_items, settle
from contentforge_billing.sandbox.subscriptions.end import REQUESTED, end, note_end
from contentforge_billing.sandbox.subscriptions.record import Item, Subscription
from contentforge_billing.sandbox.subscriptions.shape import save, subscription_document
from contentforge_billing.sandbox.subscriptions.start import Wish, start
from contentforge_billing.sandbox.unit import Unit

_STATUSES: Final = (
    "active",
    "past_due",
    "unpaid",
    "canceled",
    "incomplete",
    "incomplete_expired",
    "trialing",
    "paused",
)
_LIVING: Final = tuple(status for status in _STATUSES if status not in {"canceled", "incomplete_expired"})
_LONGEST_TRIAL: Final = 730


async def create(call: Call) -> Document:
    """Begin one without the hosted page, for a customer who has a card already."""
    unit, params = call.unit, call.params
    customer = await unit.store.get(Customer, params.required("customer"), "customer")
    given = params.some("default_payment_method")
    method = await owned_method(unit, customer, given or customer.default_payment_method)
    subscription, _ = await start(unit, customer, await _wish(unit, params), method)
    if params.flag("cancel_at_period_end"):
        await _change_end(unit, params, subscription)
    return await subscription_document(unit.store, subscription)


async def retrieve(call: Call) -> Document:
    return await subscription_document(call.unit.store, await call.unit.store.get(Subscription, call.id))


async def update(call: Call) -> Document:
    unit, params = call.unit, call.params
    subscription = await unit.store.get(Subscription, call.id)
    if subscription.has_ended and set(_CHANGES) & {name for name in _CHANGES if params.has(name)}:
        raise invalid("A canceled subscription can only update its cancellation_details and metadata.")
    proration = PRORATIONS[params.choice("proration_behavior", PRORATIONS) or "create_prorations"]
    if params.has("items"):
        items = await _items(unit, params, subscription)
        await change_items(unit, subscription, items, proration)
        subscription = await unit.store.get(Subscription, call.id)
    await _change_end(unit, params, subscription)
    return await subscription_document(unit.store, await unit.store.get(Subscription, call.id))


async def cancel(call: Call) -> Document:
    """End it now."""
    subscription = await call.unit.store.get(Subscription, call.id)
    if subscription.has_ended:
        raise no_such("subscription", call.id, "id")
    prorate, invoice_now = call.params.flag("prorate") is True, call.params.flag("invoice_now") is True
    await settle(call.unit, subscription, prorate=prorate, invoice_now=invoice_now)
    subscription = await call.unit.store.get(Subscription, call.id)
    _read_details(call.params, subscription)
    await end(call.unit, subscription, REQUESTED)
    return await subscription_document(call.unit.store, subscription)


async def every(call: Call) -> Document:
    """Without a status, those that have not ended."""
    params = call.params
    status = params.choice("status", (*_STATUSES, "all", "ended"))
    matching: dict[str, object | None] = {
        "customer": await named_customer(call.unit.store, params),
        "test_clock": params.some("test_clock"),
    }
    if price := params.some("price"):
        matching["items"] = [{"price": price}]
    wanted = {"all": _STATUSES, "ended": ("canceled", "incomplete_expired"), None: _LIVING}.get(status)
    any_of: list[dict[str, object]] = [{"status": one} for one in (wanted or (status,))]
    return await page_of(call, Subscription, subscription_document, matching, any_of)


async def pay(call: Call) -> Document:
    """POST /v1/invoices/{id}/pay."""
    invoice = await call.unit.store.get(Invoice, call.id)
    await call.unit.store.get(Customer, invoice.customer, "customer")  # nobody pays for one who was deleted
    await dunning.pay(call.unit, invoice)
    return await invoice_document(call.unit.store, invoice)


async def owned_method(unit: Unit, customer: Customer, name: str | None) -> PaymentMethod | None:
    if name is None:
        return None
    method = await named(unit, name, "default_payment_method")
    refuse_stranger(method, customer.id, "default_payment_method")
    if method.customer is None:
        await attach(unit, method, customer.id, customer.test_clock)
    return method


async def _wish(unit: Unit, params: Params) -> Wish:
    prices: list[tuple[Price, int]] = []
    for section in params.sections("items"):
        price = await unit.store.get(Price, section.required("price"), section.name("price"))
        prices.append((price, section.integer("quantity", 1, MOST_UNITS) or 1))
    if not prices:
        raise invalid("Missing required param: items.", "items", "parameter_missing")
    trial_end = params.text("trial_end")
    behavior = params.section("trial_settings").section("end_behavior")
    return Wish(
        prices=prices,
        trial_days=params.integer("trial_period_days", 1, _LONGEST_TRIAL),
        trial_end=params.integer("trial_end", most=LATEST) if trial_end != "now" else None,
        metadata=params.metadata({}),
        description=params.text("description"),
        trial_without_card=behavior.choice("missing_payment_method", ("create_invoice", "cancel", "pause"))
        or "create_invoice",
    )


async def _items(unit: Unit, params: Params, subscription: Subscription) -> list[Item]:
    """The items as they shall be: those named are changed, those without id are added, the others stay."""
    items = {item.id: item.model_copy() for item in subscription.items}
    moment = await now(unit.store, subscription.test_clock)
    for section in params.sections("items"):
        item_id = section.some("id")
        if item_id is not None and item_id not in items:
            raise no_such("subscription_item", item_id, section.name("id"))
        if item_id is not None and section.flag("deleted"):
            del items[item_id]
            continue
        price = section.some("price") if item_id else section.required("price")
        item = items.get(item_id or "") or Item(id=new_id("si", 14), price=price or "", created=moment)
        if price is not None:
            item.price = (await unit.store.get(Price, price, section.name("price"))).id
        item.quantity = section.integer("quantity", 1, MOST_UNITS) or item.quantity
        items[item.id] = item
    return list(items.values())


async def _change_end(unit: Unit, params: Params, subscription: Subscription) -> None:
    """What an update may say besides its items."""
    before = await subscription_document(unit.store, subscription)
    moment = await now(unit.store, subscription.test_clock)
    if (at_period_end := params.flag("cancel_at_period_end")) is not None:
        note_end(subscription, moment, at_period_end=at_period_end)
    if params.has("cancel_at"):
        subscription.cancel_at = params.integer("cancel_at", moment, LATEST)
        subscription.canceled_at = moment if subscription.cancel_at else None
    if params.text("trial_end") and subscription.is_trialing:
        ends = moment if params.text("trial_end") == "now" else params.required_integer("trial_end", moment, LATEST)
        subscription.trial_end = subscription.period_end = subscription.anchor = ends
    if given := params.some("default_payment_method"):
        customer = await unit.store.get(Customer, subscription.customer)
        method = await owned_method(unit, customer, given)
        subscription.default_payment_method = method.id if method else None
    if params.has("description"):
        subscription.description = params.text("description") or None
    _read_details(params, subscription)
    subscription.metadata = params.metadata(subscription.metadata)
    await save(unit, before, subscription)


def _read_details(params: Params, subscription: Subscription) -> None:
    details = params.section("cancellation_details")
    if details.has("comment"):
        subscription.cancel_comment = details.text("comment") or None
    if details.has("feedback"):
        subscription.cancel_feedback = details.text("feedback") or None


_CHANGES: Final = ("items", "cancel_at_period_end", "cancel_at", "trial_end", "default_payment_method")

ENDPOINTS = (
    Endpoint("POST", "/v1/subscriptions", create, SubscriptionCreateParams.__annotations__),
    Endpoint("GET", "/v1/subscriptions", every, SubscriptionListParams.__annotations__),
    Endpoint("GET", "/v1/subscriptions/{id}", retrieve, SubscriptionRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/subscriptions/{id}", update, SubscriptionUpdateParams.__annotations__),
    Endpoint("DELETE", "/v1/subscriptions/{id}", cancel, SubscriptionCancelParams.__annotations__),
    Endpoint("POST", "/v1/invoices/{id}/pay", pay, InvoicePayParams.__annotations__),
)
