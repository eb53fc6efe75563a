"""Note an intention to subscribe, in one transaction with no call: what it takes from Stripe follows from the row."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from contentforge_billing.checkout import repository
from contentforge_billing.checkout.addresses import Addresses
from contentforge_billing.checkout.errors import AlreadySubscribed, CheckoutOver, NothingToPay
from contentforge_billing.customers import repository as customers
from contentforge_billing.plans import Plan, PlanCatalogue
from contentforge_billing.subscriptions import current
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, new_id


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom Stripe writes to, and what it calls the customer."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """What somebody wants to subscribe to, and where they want to be sent back to."""

    plan: Plan
    addresses: Addresses


def order_plan(catalogue: PlanCatalogue, tier: str) -> Plan:
    """The plan that somebody wants to buy.

    Raises:
        UnknownPlan: there is none of this tier (422).
        NothingToPay: it is free (400).
    """
    plan = catalogue.get(tier)
    if plan.price_monthly_cents == 0 or plan.stripe_lookup_key is None:
        raise NothingToPay(plan)
    return plan


async def place(session: WriteSession, tenant: TenantId, buyer: Buyer, order: CheckoutOrder) -> UUID:
    """The checkout of an order: the present one if that is the same order, else a new one that takes its place.

    Raises:
        AlreadySubscribed: the organization has a subscription (400).
    """
    await customers.insert(session, tenant, buyer.email, buyer.name)
    await customers.lock(session, tenant)
    if await current(session, tenant) is not None:
        raise AlreadySubscribed
    wanted = (order.plan.tier, order.addresses.success, order.addresses.cancel)
    present = await repository.present(session, tenant)
    if present is not None:
        if _wanted(present) == wanted:
            return UUID(str(present["id"]))
        await repository.move(session, tenant, present["id"], "leaving", only_from=("opening", "open"))
    return await _insert(session, tenant, wanted)


async def again(session: WriteSession, tenant: TenantId, ended: asyncpg.Record) -> UUID:
    """A checkout of the same order as one that has ended; the present one, if somebody has begun it already.

    Raises:
        CheckoutOver: the present one is of another order (409).
    """
    await customers.lock(session, tenant)
    present = await repository.present(session, tenant)
    if present is None:
        return await _insert(session, tenant, _wanted(ended))
    if _wanted(present) != _wanted(ended):
        raise CheckoutOver
    return UUID(str(present["id"]))


async def renew(session: WriteSession, tenant: TenantId, row: asyncpg.Record, status: str) -> UUID:
    """Note how a page ended, and give its place to a checkout of the same order: at no moment there is none of the two.

    Raises:
        CheckoutOver: as `again`.
    """
    await customers.lock(session, tenant)
    await repository.move(session, tenant, row["id"], status, only_from=("opening", "open", "leaving"))
    return await again(session, tenant, row)


async def successor(session: ReadSession, tenant: TenantId, ended: asyncpg.Record) -> UUID:
    """The checkout with which somebody else has gone on from one that has ended.

    Raises:
        CheckoutOver: there is none, or it is of another order (409).
    """
    present = await repository.present(session, tenant)
    if present is None or _wanted(present) != _wanted(ended):
        raise CheckoutOver
    return UUID(str(present["id"]))


async def afresh(session: WriteSession, tenant: TenantId, left: asyncpg.Record) -> UUID:
    """A checkout of the same order for another customer; what was begun for the former one is left behind.

    Raises:
        CheckoutOver: as `again`.
    """
    await customers.lock(session, tenant)
    await repository.leave(session, tenant, until=left["created_at"])
    return await again(session, tenant, left)


async def _insert(session: WriteSession, tenant: TenantId, wanted: tuple[str, str, str]) -> UUID:
    checkout = new_id()
    await repository.insert(session, tenant, checkout, *wanted)
    return checkout


def _wanted(row: asyncpg.Record) -> tuple[str, str, str]:
    return row["plan"], row["success_url"], row["cancel_url"]
