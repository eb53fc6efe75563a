"""Apply an event: look at what it names, as it is at Stripe now, and note that it was done."""

from typing import Final

import asyncpg
import structlog

from contentforge_billing import customers
from contentforge_billing.gateway import StripeAway, StripeRefused
from contentforge_billing.inbox import repository
from contentforge_billing.subscriptions import NotAppliable, Subscriptions
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.work import Claim, RetryLater

_AWAY: Final = "Stripe does not answer."

log = structlog.get_logger(__name__)


class StripeEventHandler:
    """Runs the work items of the inbox. What cannot be applied now is parked with its reason, and never lost."""

    def __init__(self, uow: UnitOfWork, subscriptions: Subscriptions) -> None:
        self._uow = uow
        self._subscriptions = subscriptions

    async def run(self, claim: Claim) -> None:
        async with self._uow.read(claim.tenant) as session:
            event = await repository.find(session, claim.subject)
        try:
            if event is not None and event["state"] == "received":
                await self._apply(event)
        except NotAppliable as reason:
            await self._park(claim, str(reason))
            return
        except StripeAway as away:
            raise RetryLater(_AWAY, delay=float(away.retry_after)) from away
        except StripeRefused as refusal:
            await self._park(claim, f"Stripe refuses: {refusal.reason}")
            return
        async with self._uow.write(claim.tenant) as session:
            await repository.note_applied(session, claim.subject)
            await work.finish(session, claim)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """No attempt is left for this item; the reconciler makes another when its time has come."""
        await self._park(claim, reason)

    async def _apply(self, event: asyncpg.Record) -> None:
        customer = event["customer"]
        if customer is None:
            raise NotAppliable("The event names no customer.")
        tenant = await customers.organization_of(self._uow, customer)
        if tenant is None:
            raise NotAppliable(f"No organization is the customer {customer}.")
        if event["subscription"] is not None:
            await self._subscriptions.refresh(tenant, event["subscription"])
        else:
            await self._subscriptions.refresh_all(tenant, customer)

    async def _park(self, claim: Claim, reason: str) -> None:
        log.warning("stripe_event_parked", reason=reason)
        async with self._uow.write(claim.tenant) as session:
            await repository.park(session, claim.subject, reason)
            await work.finish(session, claim)
