"""Bring one subscription to what Stripe says now, whoever asks for it, in whatever order and however often.

Take a ticket and commit; read Stripe with no transaction open; write only if no later ticket has been written. What was
read under a later ticket is not older, so the last write is never behind one that it replaces.
"""

from contextlib import suppress
from datetime import datetime

import structlog

from contentforge_billing.customers import repository as customers
from contentforge_billing.customers.service import customer_from
from contentforge_billing.gateway import CustomerGone, StripeGateway, StripeMissing, StripeSubscription
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.settings import BillingSettings
from contentforge_billing.subscriptions import repository
from contentforge_billing.subscriptions.current import is_live
from contentforge_billing.subscriptions.repository import Written
from contentforge_billing.subscriptions.rules import ENDED, OVERDUE
from contentforge_billing.subscriptions.settle import settle_plan, tell
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import TenantId

log = structlog.get_logger(__name__)


class NotAppliable(Exception):
    """What Stripe says fits nothing that we have: it is kept, and tried again later. The message says why."""


class NotYet(NotAppliable):
    """It may well fit in a moment: what was told of has overtaken what it is about."""


class Subscriptions:
    """Subscriptions of all organizations, as far as they follow Stripe's."""

    def __init__(
        self, uow: UnitOfWork, gateway: StripeGateway, catalogue: PlanCatalogue, settings: BillingSettings
    ) -> None:
        self._uow = uow
        self._gateway = gateway
        self._catalogue = catalogue
        self._grace_days = settings.grace_days

    async def refresh_all(self, tenant: TenantId, customer: str) -> None:
        """Bring all subscriptions of a customer up to date, those too that we have not heard of.

        Of a customer that is gone at Stripe, those are asked for that we know to be running: they have ended with it.

        Raises:
            NotAppliable, StripeAway, StripeRefused: as `refresh`.
        """
        try:
            found = await self._gateway.subscriptions_of(customer)
        except CustomerGone:
            found = []
        async with self._uow.read(tenant) as session:
            known = {row["stripe_id"]: row["status"] for row in await repository.every(session, tenant)}
        wanted = [*reversed(found), *(id_ for id_, status in known.items() if is_live(status) and id_ not in found)]
        for stripe_id in wanted:
            if stripe_id not in known or is_live(known[stripe_id]):
                await self._refresh_one(tenant, stripe_id)
        await self._end_surplus(tenant)

    async def refresh(self, tenant: TenantId, stripe_id: str) -> None:
        """Bring one subscription, and the organization's plan, up to date.

        Raises:
            NotAppliable: it belongs to another customer, or its price to no plan on offer; nothing was written.
            StripeAway, StripeRefused: Stripe does not tell; nothing was written.
        """
        await self._refresh_one(tenant, stripe_id)
        await self._end_surplus(tenant)

    async def _refresh_one(self, tenant: TenantId, stripe_id: str) -> None:
        async with self._uow.write(tenant) as session:
            ticket, status = await repository.take_ticket(session, tenant, stripe_id)
        if status in ENDED:
            return
        try:
            told = await self._gateway.subscription(stripe_id)
        except StripeMissing as missing:
            raise NotYet(f"Stripe has no subscription {stripe_id}.") from missing
        plan = self._plan_of(told)
        async with self._uow.write(tenant) as session:
            await self._apply(session, tenant, ticket, told, plan)

    async def _apply(
        self, session: WriteSession, tenant: TenantId, ticket: int, told: StripeSubscription, plan: str | None
    ) -> None:
        locked = await customers.lock(session, tenant)
        if locked is None or customer_from(locked).stripe_id != told.customer:
            raise NotAppliable(f"The subscription {told.id} belongs to another customer.")
        before = await repository.find(session, tenant, told.id)
        overdue_since = await self._overdue_since(session, told, before["overdue_since"] if before else None)
        written = _written(told, plan, overdue_since)
        row = await repository.write(session, tenant, told.id, ticket, written, final=ENDED)
        if row is None or before is None:
            return
        if told.trial_start is not None:
            await customers.note_trial(session, tenant, told.trial_start)
        changed = await settle_plan(session, tenant, grace_days=self._grace_days, default=self._catalogue.default.tier)
        if changed is not None or any(before[name] != row[name] for name in Written.__dataclass_fields__):
            await tell(session, tenant, row)
            log.info("subscription_changed", organization=str(tenant), subscription=told.id, status=told.status)

    async def _overdue_since(
        self, session: WriteSession, told: StripeSubscription, known: datetime | None
    ) -> datetime | None:
        """When the unpaid invoice was made; once noted, it stays until the payment is no longer overdue."""
        if told.status not in OVERDUE:
            return None
        now = await repository.now(session)
        return known or min(told.invoiced_at or now, now)

    def _plan_of(self, told: StripeSubscription) -> str | None:
        """The tier that is sold at the subscription's price; one that has ended need not be on offer any more."""
        price = told.price
        for plan in self._catalogue.all():
            if price is not None and price.lookup_key is not None and price.lookup_key == plan.stripe_lookup_key:
                return plan.tier
        if price is not None and price.tier is not None and self._catalogue.find(price.tier) is not None:
            return price.tier
        if is_live(told.status):
            raise NotAppliable(f"The price {price.id if price else None} is that of no plan on offer.")
        return None

    async def _end_surplus(self, tenant: TenantId) -> None:
        """End all but the oldest of the subscriptions that an organization has, with credit for what is left of them.

        Checkout never makes a second one; who makes one at Stripe by other ways is to have it noticed here.
        """
        async with self._uow.read(tenant) as session:
            live = [row for row in await repository.every(session, tenant) if is_live(row["status"])]
        for row in live[1:]:
            log.warning("second_subscription_ended", organization=str(tenant), subscription=row["stripe_id"])
            with suppress(StripeMissing):  # it has ended meanwhile
                await self._gateway.cancel_subscription(row["stripe_id"])
            await self._refresh_one(tenant, row["stripe_id"])


def _written(told: StripeSubscription, plan: str | None, overdue_since: datetime | None) -> Written:
    return Written(
        status=told.status,
        plan=plan,
        price_id=told.price.id if told.price is not None else None,
        started_at=told.created,
        current_period_start=told.period_start,
        current_period_end=told.period_end,
        cancel_at_period_end=told.ends_with_period,
        trial_start=told.trial_start,
        trial_end=told.trial_end,
        ended_at=told.ended_at,
        overdue_since=overdue_since,
    )
