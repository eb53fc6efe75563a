"""/v1/customers, and what customers pay with."""

from stripe.params import (
    CustomerCreateParams,
    CustomerListParams,
    CustomerRetrieveParams,
    CustomerUpdateParams,
    PaymentMethodAttachParams,
    PaymentMethodListParams,
)

from contentforge_billing.sandbox.cards import PaymentMethod, attach, method_document, named, refuse_stranger
from contentforge_billing.sandbox.customers.record import (
    Customer,
    customer_document,
    customer_or_rest,
    new_customer,
    save_customer,
)
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid, no_such
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.moments import now
from contentforge_billing.sandbox.rest import Call, Endpoint, Params, page_of
from contentforge_billing.sandbox.unit import Unit

_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


async def create(call: Call) -> Document:
    unit, params = call.unit, call.params
    test_clock = params.some("test_clock")
    customer = new_customer(await now(unit.store, test_clock), test_clock)
    _read(params, customer)
    await unit.store.add(customer)
    await _read_method(unit, params, customer)
    await unit.store.save(customer)
    document = await customer_document(unit.store, customer)
    await emit(unit, "customer.created", document, test_clock)
    return document


async def retrieve(call: Call) -> Document:
    found = await customer_or_rest(call.unit.store, call.id)
    if found is None:
        raise no_such(Customer.kind, call.id, "id")
    return found


async def update(call: Call) -> Document:
    customer = await call.unit.store.get(Customer, call.id)
    before = await customer_document(call.unit.store, customer)
    _read(call.params, customer)
    await _read_method(call.unit, call.params, customer)
    return await save_customer(call.unit, before, customer)


async def every(call: Call) -> Document:
    matching: dict[str, object | None] = {
        "email": call.params.some("email"),
        "test_clock": call.params.some("test_clock"),
    }
    return await page_of(call, Customer, customer_document, matching)


async def attach_method(call: Call) -> Document:
    """POST /v1/payment_methods/{id}/attach."""
    customer = await call.unit.store.get(Customer, call.params.required("customer"), "customer")
    method = await named(call.unit, call.id, "id")
    if method.customer is not None:
        raise invalid("This payment method has already been attached to a customer.")
    await attach(call.unit, method, customer.id, customer.test_clock)
    return await method_document(call.unit.store, method)


async def methods(call: Call) -> Document:
    """GET /v1/customers/{id}/payment_methods."""
    customer = await call.unit.store.get(Customer, call.id)
    return await page_of(call, PaymentMethod, method_document, {"customer": customer.id})


async def methods_of(call: Call) -> Document:
    """GET /v1/payment_methods: the same, with the customer as a parameter."""
    call.params.some("type")  # there are only cards
    customer = await call.unit.store.get(Customer, call.params.required("customer"), "customer")
    return await page_of(call, PaymentMethod, method_document, {"customer": customer.id})


def _read(params: Params, customer: Customer) -> None:
    if params.has("email"):
        customer.email = params.text("email") or None
    if params.has("name"):
        customer.name = params.text("name") or None
    if params.has("description"):
        customer.description = params.text("description") or None
    if params.has("phone"):
        customer.phone = params.text("phone") or None
    if params.has("preferred_locales"):
        customer.preferred_locales = params.texts("preferred_locales")
    if params.has("address"):
        address = params.section("address")
        customer.address = {part: address.text(part) for part in _ADDRESS}
    if (balance := params.integer("balance", least=-(10**12))) is not None:
        customer.balance = balance
    customer.metadata = params.metadata(customer.metadata)


async def _read_method(unit: Unit, params: Params, customer: Customer) -> None:
    """`payment_method` attaches a card; `invoice_settings[default_payment_method]` makes it the one that pays."""
    attached: dict[str, PaymentMethod] = {}
    if name := params.some("payment_method"):
        method = await named(unit, name, "payment_method")
        refuse_stranger(method, customer.id, "payment_method")
        await attach(unit, method, customer.id, customer.test_clock)
        attached[name] = method
    settings = params.section("invoice_settings")
    if settings.has("default_payment_method"):
        given = settings.text("default_payment_method")
        customer.default_payment_method = await _default(unit, given, attached, customer) if given else None


async def _default(unit: Unit, given: str, attached: dict[str, PaymentMethod], customer: Customer) -> str:
    param = "invoice_settings[default_payment_method]"
    method = attached.get(given) or await named(unit, given, param)
    if method.customer is None:
        await attach(unit, method, customer.id, customer.test_clock)
    refuse_stranger(method, customer.id, param)
    return method.id


ENDPOINTS = (
    Endpoint("POST", "/v1/customers", create, CustomerCreateParams.__annotations__),
    Endpoint("GET", "/v1/customers", every, CustomerListParams.__annotations__),
    Endpoint("GET", "/v1/customers/{id}", retrieve, CustomerRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/customers/{id}", update, CustomerUpdateParams.__annotations__),
    Endpoint(
        "GET", "/v1/customers/{id}/payment_methods", methods, ("limit", "starting_after", "ending_before", "type")
    ),
    Endpoint("GET", "/v1/payment_methods", methods_of, PaymentMethodListParams.__annotations__),
    Endpoint("POST", "/v1/payment_methods/{id}/attach", attach_method, PaymentMethodAttachParams.__annotations__),
)
