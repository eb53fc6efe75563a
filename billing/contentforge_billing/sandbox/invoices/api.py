"""/v1/invoices: looking at them. They are made by subscriptions."""

from stripe.params import InvoiceListParams, InvoiceRetrieveParams

from contentforge_billing.sandbox.customers import named_customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.invoices.record import Invoice
from contentforge_billing.sandbox.invoices.shape import invoice_document
from contentforge_billing.sandbox.rest import Call, Endpoint, page_of

_STATUSES = ("draft", "open", "paid", "uncollectible", "void")


async def retrieve(call: Call) -> Document:
    return await invoice_document(call.unit.store, await call.unit.store.get(Invoice, call.id))


async def every(call: Call) -> Document:
    params = call.params
    matching: dict[str, object | None] = {
        "customer": await named_customer(call.unit.store, params),
        "subscription": params.some("subscription"),
        "status": params.choice("status", _STATUSES),
    }
    return await page_of(call, Invoice, invoice_document, matching)


ENDPOINTS = (
    Endpoint("GET", "/v1/invoices", every, InvoiceListParams.__annotations__),
    Endpoint("GET", "/v1/invoices/{id}", retrieve, InvoiceRetrieveParams.__annotations__),
)
