"""Every kind of object with its prefix and shape, for what is found by id alone: expansion."""

from collections.abc import Awaitable, Callable
from typing import Final

from contentforge_billing.sandbox.cards import PaymentMethod, method_document
from contentforge_billing.sandbox.checkout.record import Session
from contentforge_billing.sandbox.checkout.shape import line_items_document, session_document
from contentforge_billing.sandbox.clocks.api import clock_document
from contentforge_billing.sandbox.customers import customer_or_rest
from contentforge_billing.sandbox.documents import Document, listing
from contentforge_billing.sandbox.invoices import Invoice, invoice_document
from contentforge_billing.sandbox.moments import TestClock
from contentforge_billing.sandbox.portal.record import Configuration, configuration_document
from contentforge_billing.sandbox.prices import Price, Product, price_document, product_document
from contentforge_billing.sandbox.rest import Expander
from contentforge_billing.sandbox.subscriptions import Subscription, subscription_document
from contentforge_billing.sandbox.unit import Unit

Finder = Callable[[Unit, str], Awaitable[Document | None]]


async def _customer(unit: Unit, object_id: str) -> Document | None:
    return await customer_or_rest(unit.store, object_id)


async def _product(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Product, object_id)
    return await product_document(unit.store, found) if found else None


async def _price(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Price, object_id)
    return await price_document(unit.store, found) if found else None


async def _subscription(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Subscription, object_id)
    return await subscription_document(unit.store, found) if found else None


async def _invoice(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Invoice, object_id)
    return await invoice_document(unit.store, found) if found else None


async def _method(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(PaymentMethod, object_id)
    return await method_document(unit.store, found) if found else None


async def _session(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Session, object_id)
    return await session_document(unit.store, found) if found else None


async def _clock(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(TestClock, object_id)
    return await clock_document(unit.store, found) if found else None


async def _configuration(unit: Unit, object_id: str) -> Document | None:
    found = await unit.store.find(Configuration, object_id)
    return await configuration_document(unit.store, found) if found else None


async def _subscriptions_of(unit: Unit, customer_id: str) -> Document:
    living = [one for one in await unit.store.all(Subscription, customer=customer_id) if not one.has_ended]
    data = [await subscription_document(unit.store, one) for one in living]
    return listing(f"/v1/customers/{customer_id}/subscriptions", data, has_more=False)


_FINDERS: Final[tuple[Finder, ...]] = (
    _customer,
    _product,
    _price,
    _subscription,
    _invoice,
    _method,
    _session,
    _clock,
    _configuration,
)


async def _find(unit: Unit, object_id: str) -> Document | None:
    for finder in _FINDERS:
        found = await finder(unit, object_id)
        if found is not None:
            return found
    return None


def expander() -> Expander:
    hidden = {("checkout.session", "line_items"): line_items_document, ("customer", "subscriptions"): _subscriptions_of}
    return Expander(_find, dict(hidden))
