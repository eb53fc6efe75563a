"""/v1/checkout/sessions, for subscriptions."""

from typing import Final

from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListLineItemsParams,
    SessionListParams,
    SessionRetrieveParams,
)

from contentforge_billing.sandbox.checkout.finish import expire
from contentforge_billing.sandbox.checkout.record import LineItem, Session
from contentforge_billing.sandbox.checkout.shape import line_items_document, session_document
from contentforge_billing.sandbox.customers import Customer, named_customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid, missing_param
from contentforge_billing.sandbox.ids import new_id
from contentforge_billing.sandbox.moments import DAY, HOUR, LATEST, now
from contentforge_billing.sandbox.prices import MOST_UNITS, Price, Product
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.unit import Unit
from contentforge_billing.sandbox.urls import checked_url

_LONGEST_TRIAL: Final = 730
_LONGEST_REFERENCE: Final = 200
_STATUSES: Final = ("open", "complete", "expired")


async def create(call: Call) -> Document:
    unit, params = call.unit, call.params
    if params.choice("mode", ("payment", "setup", "subscription")) != "subscription":
        raise invalid("The sandbox knows only sessions with `mode=subscription`.", "mode")
    customer = await _customer(unit, params)
    moment = await now(unit.store, customer.test_clock if customer else None)
    items, prices = await _line_items(unit, params)
    session_id = fresh_id(Session)
    data = params.section("subscription_data")
    session = Session(
        id=session_id,
        created=moment,
        test_clock=customer.test_clock if customer else None,
        metadata=params.metadata({}),
        customer=customer.id if customer else None,
        customer_email=params.some("customer_email"),
        client_reference_id=_reference(params),
        line_items=items,
        currency=prices[0].currency,
        amount_total=sum(price.unit_amount * item.quantity for price, item in zip(prices, items, strict=True)),
        amount_first=0,
        subscription_metadata=data.metadata({}),
        subscription_description=data.text("description"),
        trial_period_days=data.integer("trial_period_days", 1, _LONGEST_TRIAL),
        trial_end=data.integer("trial_end", moment + 2 * DAY, LATEST),
        trial_without_card=_without_card(data),
        card_always=params.choice("payment_method_collection", ("always", "if_required")) != "if_required",
        success_url=_url(params, "success_url", required=True) or "",
        cancel_url=_url(params, "cancel_url"),
        expires_at=_expiry(params, moment),
        url=f"{unit.address}/c/pay/{session_id}",
        locale=params.some("locale"),
    )
    session.amount_first = 0 if session.is_trial else session.amount_total
    await unit.store.add(session)
    return await session_document(unit.store, session)


async def retrieve(call: Call) -> Document:
    return await session_document(call.unit.store, await call.unit.store.get(Session, call.id))


async def every(call: Call) -> Document:
    params = call.params
    matching: dict[str, object | None] = {
        "customer": await named_customer(call.unit.store, params),
        "subscription": params.some("subscription"),
        "status": params.choice("status", _STATUSES),
    }
    if email := params.section("customer_details").some("email"):
        matching["customer_email"] = email
    return await page_of(call, Session, session_document, matching)


async def expire_now(call: Call) -> Document:
    session = await call.unit.store.get(Session, call.id)
    if session.status != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session.status}.'
        raise invalid(message)
    await expire(call.unit, session.id)
    return await session_document(call.unit.store, await call.unit.store.get(Session, call.id))


async def line_items(call: Call) -> Document:
    return await line_items_document(call.unit, call.id)


async def _customer(unit: Unit, params: Params) -> Customer | None:
    given = params.some("customer")
    if given is not None and params.has("customer_email"):
        raise invalid("You may only specify one of these parameters: customer, customer_email.", "customer_email")
    return None if given is None else await unit.store.get(Customer, given, "customer")


async def _line_items(unit: Unit, params: Params) -> tuple[list[LineItem], list[Price]]:
    items: list[LineItem] = []
    prices: list[Price] = []
    for section in params.sections("line_items"):
        if section.has("price_data"):
            raise invalid("The sandbox knows only prices that exist.", section.name("price_data"))
        price = await unit.store.get(Price, section.required("price"), section.name("price"))
        product = await unit.store.get(Product, price.product)
        if not price.active or not product.active:
            what = "price" if not price.active else "product"
            raise invalid(f"The {what} specified is inactive. This field only accepts active {what}s.", "line_items")
        if price.interval is None:
            raise invalid("You must provide at least one recurring price in `subscription` mode.", "line_items")
        items.append(
            LineItem(id=new_id("li"), price=price.id, quantity=section.integer("quantity", 1, MOST_UNITS) or 1)
        )
        prices.append(price)
    if not items:
        raise missing_param("line_items")
    if len({(price.currency, price.interval, price.interval_count) for price in prices}) > 1:
        raise invalid("All prices of a session must have the same currency and interval.", "line_items")
    return items, prices


def _reference(params: Params) -> str | None:
    reference = params.some("client_reference_id")
    if reference is not None and len(reference) > _LONGEST_REFERENCE:
        raise invalid(f"This can be up to {_LONGEST_REFERENCE} characters.", "client_reference_id")
    return reference


def _without_card(data: Params) -> str:
    behavior = data.section("trial_settings").section("end_behavior")
    return behavior.choice("missing_payment_method", ("create_invoice", "cancel", "pause")) or "create_invoice"


def _expiry(params: Params, moment: int) -> int:
    expires_at = params.integer("expires_at")
    if expires_at is None:
        return moment + DAY
    if not moment + HOUR // 2 <= expires_at <= moment + DAY:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
        raise invalid(message, "expires_at")
    return expires_at


def _url(params: Params, name: str, *, required: bool = False) -> str | None:
    url = params.required(name) if required else params.some(name)
    return None if url is None else checked_url(url, name)


ENDPOINTS = (
    Endpoint("POST", "/v1/checkout/sessions", create, SessionCreateParams.__annotations__),
    Endpoint("GET", "/v1/checkout/sessions", every, SessionListParams.__annotations__),
    Endpoint("GET", "/v1/checkout/sessions/{id}", retrieve, SessionRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/checkout/sessions/{id}/expire", expire_now, SessionExpireParams.__annotations__),
    Endpoint("GET", "/v1/checkout/sessions/{id}/line_items", line_items, SessionListLineItemsParams.__annotations__),
)
