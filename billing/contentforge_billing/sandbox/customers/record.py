"""Who pays."""

from typing import ClassVar, Final

from pydantic import Field

from contentforge_billing.sandbox.documents import Document, deleted
from contentforge_billing.sandbox.events import emit_update
from contentforge_billing.sandbox.ids import random_text
from contentforge_billing.sandbox.rest import Params
from contentforge_billing.sandbox.storage import Described, Record, Store, fresh_id
from contentforge_billing.sandbox.unit import Unit

_PREFIX_LENGTH: Final = 8


class Customer(Described):
    """`balance` in minor units: below zero it is credit, and pays for invoices to come."""

    kind: ClassVar[str] = "customer"
    prefix: ClassVar[str] = "cus"
    length: ClassVar[int] = 14

    email: str | None = None
    name: str | None = None
    description: str | None = None
    phone: str | None = None
    address: dict[str, str | None] | None = None
    balance: int = 0
    currency: str | None = None
    delinquent: bool = False
    invoice_prefix: str
    next_invoice_sequence: int = 1
    default_payment_method: str | None = None
    preferred_locales: list[str] = Field(default_factory=list)


class DeletedCustomer(Record):
    """What is left of a customer: it can be looked at, and is found by nothing that wants a customer."""

    kind: ClassVar[str] = "customer.deleted"
    prefix: ClassVar[str] = "cus"


def new_customer(created: int, test_clock: str | None) -> Customer:
    return Customer(
        id=fresh_id(Customer),
        created=created,
        test_clock=test_clock,
        invoice_prefix=random_text(_PREFIX_LENGTH).upper(),
    )


async def customer_document(_: Store, customer: Customer) -> Document:
    return {
        "id": customer.id,
        "object": customer.kind,
        "address": customer.address,
        "balance": customer.balance,
        "created": customer.created,
        "currency": customer.currency,
        "default_source": None,
        "delinquent": customer.delinquent,
        "description": customer.description,
        "discount": None,
        "email": customer.email,
        "invoice_prefix": customer.invoice_prefix,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": customer.default_payment_method,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": dict(customer.metadata),
        "name": customer.name,
        "next_invoice_sequence": customer.next_invoice_sequence,
        "phone": customer.phone,
        "preferred_locales": list(customer.preferred_locales),
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": customer.test_clock,
    }


async def customer_or_rest(store: Store, customer_id: str) -> Document | None:
    """A customer's document, or what is told of one that was deleted; None if there never was one."""
    if customer := await store.find(Customer, customer_id):
        return await customer_document(store, customer)
    rest = await store.find(DeletedCustomer, customer_id)
    return None if rest is None else deleted(Customer.kind, rest.id)


async def named_customer(store: Store, params: Params) -> str | None:
    """The customer to whom a list is to be narrowed, if to any.

    Raises:
        StripeProblem: there is none of that id, or no longer (400).
    """
    given = params.some("customer")
    return None if given is None else (await store.get(Customer, given, "customer")).id


async def save_customer(unit: Unit, before: Document, customer: Customer) -> Document:
    """Keep a change, and tell of it."""
    await unit.store.save(customer)
    document = await customer_document(unit.store, customer)
    await emit_update(unit, "customer.updated", before, document, customer.test_clock)
    return document
