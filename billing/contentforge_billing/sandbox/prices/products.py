"""/v1/products."""

import re
from typing import Final

from stripe.params import ProductCreateParams, ProductListParams, ProductRetrieveParams, ProductUpdateParams

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import StripeProblem, invalid
from contentforge_billing.sandbox.events import emit, emit_update
from contentforge_billing.sandbox.moments import real_now
from contentforge_billing.sandbox.prices.record import Price, Product, product_document
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.unit import Unit

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


async def create(call: Call) -> Document:
    product = await make_product(call.unit, call.params)
    return await product_document(call.unit.store, product)


async def make_product(unit: Unit, params: Params) -> Product:
    """A product with the id that is asked for, or with one of its own."""
    wanted = params.some("id")
    if wanted is not None and not _ID.fullmatch(wanted):
        raise invalid("Ids are letters, digits, `-` and `_`, up to 200 of them.", "id")
    if wanted is not None and await unit.store.find(Product, wanted) is not None:
        raise StripeProblem(
            400, "invalid_request_error", "Product already exists.", code="resource_already_exists", param="id"
        )
    moment = real_now()
    product = Product(id=wanted or fresh_id(Product), created=moment, updated=moment, name=params.required("name"))
    _read(params, product)
    await unit.store.add(product)
    await emit(unit, "product.created", await product_document(unit.store, product))
    return product


async def retrieve(call: Call) -> Document:
    return await product_document(call.unit.store, await call.unit.store.get(Product, call.id))


async def update(call: Call) -> Document:
    unit, params = call.unit, call.params
    product = await unit.store.get(Product, call.id)
    before = await product_document(unit.store, product)
    product.name = params.some("name") or product.name
    _read(params, product)
    if params.has("default_price"):
        wanted = params.text("default_price")
        product.default_price = (await unit.store.get(Price, wanted, "default_price")).id if wanted else None
    product.updated = real_now()
    await unit.store.save(product)
    document = await product_document(unit.store, product)
    await emit_update(unit, "product.updated", before, document)
    return document


async def every(call: Call) -> Document:
    params = call.params
    ids: list[dict[str, object]] | None = [{"id": one} for one in params.texts("ids")] or None
    matching: dict[str, object | None] = {"active": params.flag("active"), "url": params.some("url")}
    return await page_of(call, Product, product_document, matching, ids)


def _read(params: Params, product: Product) -> None:
    if (active := params.flag("active")) is not None:
        product.active = active
    if params.has("description"):
        product.description = params.text("description") or None
    if params.has("images"):
        product.images = params.texts("images")
    if params.has("marketing_features"):
        product.marketing_features = [one.required("name") for one in params.sections("marketing_features")]
    if params.has("statement_descriptor"):
        product.statement_descriptor = params.text("statement_descriptor") or None
    if params.has("tax_code"):
        product.tax_code = params.text("tax_code") or None
    if params.has("unit_label"):
        product.unit_label = params.text("unit_label") or None
    if params.has("url"):
        product.url = params.text("url") or None
    product.metadata = params.metadata(product.metadata)


ENDPOINTS = (
    Endpoint("POST", "/v1/products", create, ProductCreateParams.__annotations__),
    Endpoint("GET", "/v1/products", every, ProductListParams.__annotations__),
    Endpoint("GET", "/v1/products/{id}", retrieve, ProductRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/products/{id}", update, ProductUpdateParams.__annotations__),
)
