"""/v1/prices."""

from typing import Final, get_args

from stripe.params import PriceCreateParams, PriceListParams, PriceRetrieveParams, PriceUpdateParams

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid, missing_param
from contentforge_billing.sandbox.events import emit, emit_update
from contentforge_billing.sandbox.moments import Interval, real_now
from contentforge_billing.sandbox.prices.products import make_product
from contentforge_billing.sandbox.prices.record import Price, Product, price_document
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.unit import Unit

_INTERVALS: Final[dict[str, Interval]] = {interval: interval for interval in get_args(Interval)}
_LONGEST: Final[dict[str, int]] = {"day": 1095, "week": 156, "month": 36, "year": 3}
_CURRENCY_LENGTH: Final = 3
_DEAREST: Final = 99_999_999
_LONGEST_LOOKUP_KEY: Final = 200
_MOST_LOOKUP_KEYS: Final = 10


async def create(call: Call) -> Document:
    unit, params = call.unit, call.params
    currency = _currency(params.required("currency"))
    amount = _amount(params)
    price = Price(
        id=fresh_id(Price), created=real_now(), product=await _product(unit, params), currency=currency,
        unit_amount=amount,
    )  # fmt: skip
    _read_recurring(params, price)
    _read(params, price)
    if (key := _lookup_key(params)) is not None:
        await _take_key(unit, key, price, transfer=params.flag("transfer_lookup_key") is True)
    await unit.store.add(price)
    document = await price_document(unit.store, price)
    await emit(unit, "price.created", document)
    return document


async def retrieve(call: Call) -> Document:
    return await price_document(call.unit.store, await call.unit.store.get(Price, call.id))


async def update(call: Call) -> Document:
    unit, params = call.unit, call.params
    price = await unit.store.get(Price, call.id)
    before = await price_document(unit.store, price)
    _read(params, price)
    if params.has("lookup_key"):
        key = _lookup_key(params)
        if key is None:
            price.lookup_key = None
        else:
            await _take_key(unit, key, price, transfer=params.flag("transfer_lookup_key") is True)
    await unit.store.save(price)
    document = await price_document(unit.store, price)
    await emit_update(unit, "price.updated", before, document)
    return document


async def every(call: Call) -> Document:
    params = call.params
    keys = params.texts("lookup_keys")
    if len(keys) > _MOST_LOOKUP_KEYS:
        raise invalid(f"You can pass at most {_MOST_LOOKUP_KEYS} lookup keys.", "lookup_keys")
    kind = params.choice("type", ("one_time", "recurring"))
    matching: dict[str, object | None] = {
        "active": params.flag("active"),
        "product": params.some("product"),
        "currency": params.some("currency"),
        "interval": params.section("recurring").some("interval"),
    }
    any_of: list[dict[str, object]] | None = [{"lookup_key": key} for key in keys] or None
    if kind == "recurring" and any_of is None:
        any_of = [{"interval": interval} for interval in _INTERVALS]
    elif kind == "one_time":
        any_of = [{"interval": None}]
    return await page_of(call, Price, price_document, matching, any_of)


def _read(params: Params, price: Price) -> None:
    if (active := params.flag("active")) is not None:
        price.active = active
    if params.has("nickname"):
        price.nickname = params.text("nickname") or None
    price.tax_behavior = params.choice("tax_behavior", ("exclusive", "inclusive", "unspecified")) or price.tax_behavior
    price.metadata = params.metadata(price.metadata)


def _read_recurring(params: Params, price: Price) -> None:
    if params.choice("billing_scheme", ("per_unit", "tiered")) == "tiered":
        raise invalid("The sandbox knows only prices per unit.", "billing_scheme")
    if not params.has("recurring"):
        return
    recurring = params.section("recurring")
    chosen = recurring.choice("interval", _INTERVALS)
    if chosen is None:
        raise missing_param("recurring[interval]")
    price.interval = _INTERVALS[chosen]
    price.interval_count = recurring.integer("interval_count", 1, _LONGEST[chosen]) or 1
    price.trial_period_days = recurring.integer("trial_period_days")


async def _product(unit: Unit, params: Params) -> str:
    if params.has("product_data"):
        return (await make_product(unit, params.section("product_data"))).id
    if not params.has("product"):
        raise missing_param("product")
    return (await unit.store.get(Product, params.required("product"), "product")).id


async def _take_key(unit: Unit, key: str, price: Price, *, transfer: bool) -> None:
    """Give a price its lookup key, which no other price may have; `transfer` takes it away from the one that has it."""
    for holder in await unit.store.all(Price, lookup_key=key):
        if holder.id == price.id:
            continue
        if not transfer:
            raise invalid(f"A price (`{holder.id}`) already uses that lookup key.", "lookup_key")
        before = await price_document(unit.store, holder)
        holder.lookup_key = None
        await unit.store.save(holder)
        await emit_update(unit, "price.updated", before, await price_document(unit.store, holder))
    price.lookup_key = key


def _lookup_key(params: Params) -> str | None:
    key = params.text("lookup_key") or None
    if key is not None and len(key) > _LONGEST_LOOKUP_KEY:
        raise invalid(f"Lookup keys can have up to {_LONGEST_LOOKUP_KEY} characters.", "lookup_key")
    return key


def _amount(params: Params) -> int:
    if params.has("unit_amount_decimal") and not params.has("unit_amount"):
        return params.required_integer("unit_amount_decimal", 0, _DEAREST)
    if not params.has("unit_amount"):
        raise missing_param("unit_amount")
    return params.required_integer("unit_amount", 0, _DEAREST)


def _currency(given: str) -> str:
    currency = given.lower()
    if len(currency) != _CURRENCY_LENGTH or not (currency.isascii() and currency.isalpha()):
        raise invalid(f"Invalid currency: {given[:20]}.", "currency")
    return currency


ENDPOINTS = (
    Endpoint("POST", "/v1/prices", create, PriceCreateParams.__annotations__),
    Endpoint("GET", "/v1/prices", every, PriceListParams.__annotations__),
    Endpoint("GET", "/v1/prices/{id}", retrieve, PriceRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/prices/{id}", update, PriceUpdateParams.__annotations__),
)
