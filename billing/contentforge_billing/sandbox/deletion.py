"""DELETE /v1/customers/{id}: the end of a customer, and of all that was theirs to use.

It stands above customers, checkout and subscriptions, since it ends each of them.
"""

from stripe.params import CustomerDeleteParams

from contentforge_billing.sandbox.checkout.finish import expire
from contentforge_billing.sandbox.checkout.record import Session
from contentforge_billing.sandbox.customers import Customer, DeletedCustomer, customer_document
from contentforge_billing.sandbox.documents import Document, deleted
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.rest import Call, Endpoint
from contentforge_billing.sandbox.subscriptions import REQUESTED, Subscription, end
from contentforge_billing.sandbox.unit import Unit


async def delete(call: Call) -> Document:
    """Subscriptions end at once, without credit; their invoices and events stay, as at Stripe.

    Raises:
        StripeProblem: there is no such customer, or no longer (404).
    """
    unit = call.unit
    customer = await unit.store.get(Customer, call.id)
    await _end_all(unit, customer)
    # Read again: what has ended may have changed it.
    document = await customer_document(unit.store, await unit.store.get(Customer, call.id))
    rest = DeletedCustomer(id=customer.id, created=customer.created, test_clock=customer.test_clock)
    await unit.store.save(rest)
    await emit(unit, "customer.deleted", document, customer.test_clock)
    return deleted(Customer.kind, customer.id)


async def _end_all(unit: Unit, customer: Customer) -> None:
    for subscription in await unit.store.all(Subscription, customer=customer.id):
        if not subscription.has_ended:
            await end(unit, subscription, REQUESTED)
    for session in await unit.store.all(Session, customer=customer.id, status="open"):
        await expire(unit, session.id)


ENDPOINTS = (Endpoint("DELETE", "/v1/customers/{id}", delete, CustomerDeleteParams.__annotations__),)
