"""Find an organization's customer, or have Stripe make it, once however many ask."""

from dataclasses import dataclass

import asyncpg

from contentforge_billing.customers import repository
from contentforge_billing.gateway import StripeGateway
from contentforge_platform.database import ReadSession, UnitOfWork
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Customer:
    """An organization as a customer; `stripe_id` is None while Stripe knows nothing of it."""

    email: str
    name: str
    stripe_id: str | None
    had_trial: bool


async def find(session: ReadSession, tenant: TenantId) -> Customer | None:
    """The customer that stands for an organization, if it has ever gone to pay."""
    row = await repository.find(session, tenant)
    return None if row is None else customer_from(row)


async def ensure(uow: UnitOfWork, gateway: StripeGateway, tenant: TenantId, *, replacing: str | None = None) -> str:
    """The id at Stripe of an organization whose row there is; Stripe makes one customer for it, whoever asks how often.

    `replacing` is a customer that is gone at Stripe: if it is still the organization's, another is made in its place.

    Raises:
        StripeAway, StripeRefused: Stripe does not make it now.
    """
    async with uow.read(tenant) as session:
        customer = await find(session, tenant)
    if customer is None:
        raise LookupError("The organization has no customer's row yet.")
    if customer.stripe_id is not None and customer.stripe_id != replacing:
        return customer.stripe_id
    made = await gateway.create_customer(tenant, email=customer.email, name=customer.name, replaces=replacing)
    async with uow.write(tenant) as session:
        return await repository.note_stripe_id(session, tenant, made, replaces=replacing)


async def organization_of(uow: UnitOfWork, stripe_id: str) -> TenantId | None:
    """The organization that a customer at Stripe stands for."""
    async with uow.system() as session:
        return await repository.organization_of(session, stripe_id)


def customer_from(row: asyncpg.Record) -> Customer:
    """The customer of a row."""
    return Customer(row["email"], row["name"], row["stripe_id"], row["trial_used_at"] is not None)
