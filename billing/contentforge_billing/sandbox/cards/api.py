"""/v1/payment_methods: looking at cards. They come from the hosted pages, or from Stripe's test tokens."""

from stripe.params import PaymentMethodListParams, PaymentMethodRetrieveParams

from contentforge_billing.sandbox.cards.record import PaymentMethod, method_document
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.rest import Call, Endpoint, page_of


async def retrieve(call: Call) -> Document:
    return await method_document(call.unit.store, await call.unit.store.get(PaymentMethod, call.id))


async def every(call: Call) -> Document:
    call.params.some("type")  # there are only cards
    return await page_of(call, PaymentMethod, method_document, {"customer": call.params.required("customer")})


ENDPOINTS = (
    Endpoint("GET", "/v1/payment_methods", every, PaymentMethodListParams.__annotations__),
    Endpoint("GET", "/v1/payment_methods/{id}", retrieve, PaymentMethodRetrieveParams.__annotations__),
)
