"""/v1/payment_methods: looking at a card. They come from the hosted pages, or from Stripe's test tokens."""

from stripe.params import PaymentMethodRetrieveParams

from contentforge_billing.sandbox.cards.record import PaymentMethod, method_document
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.rest import Call, Endpoint


async def retrieve(call: Call) -> Document:
    return await method_document(call.unit.store, await call.unit.store.get(PaymentMethod, call.id))


ENDPOINTS = (Endpoint("GET", "/v1/payment_methods/{id}", retrieve, PaymentMethodRetrieveParams.__annotations__),)
