"""Apply an event: look at what it names, as it is at Stripe now, and note that it was done."""

import random
from typing import Final

import asyncpg
import structlog

from contentforge_billing import customers
from contentforge_billing.gateway import CustomerState, StripeAway, StripeGateway, StripeRefused
from contentforge_billing.inbox import repository
from contentforge_billing.inbox.kinds import STRIPE_EVENT
from contentforge_billing.subscriptions import NotAppliable, NotYet, Subscriptions
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.work import Claim, NewItem, RetryLater

_AWAY: Final = "Stripe does not answer."
_DELETED: Final = "The customer was deleted at Stripe."
_SOON_SECONDS: Final = ((0.3, 1.0), (2.0, 5.0))
"""How long after the first and second try an event that came too early is tried again; its sweep adds up to 2 s."""

log = structlog.get_logger(__name__)


class StripeEventHandler:
    """Runs the work items of the inbox. What cannot be applied now is parked with its reason, and never lost."""

    def __init__(self, uow: UnitOfWork, gateway: StripeGateway, subscriptions: Subscriptions) -> None:
        self._uow = uow
        self._gateway = gateway
        self._subscriptions = subscriptions

    async def run(self, claim: Claim) -> None:
        async with self._uow.read(claim.tenant) as session:
            event = await repository.find(session, claim.subject)
        ignored = None
        try:
            if event is not None and event["ended_at"] is None:
                ignored = await self._apply(event)
        except NotAppliable as reason:
            await self._park(claim, str(reason), soon=isinstance(reason, NotYet))
            return
        except StripeAway as away:
            raise RetryLater(_AWAY, delay=float(away.retry_after)) from away
        except StripeRefused as refusal:
            await self._park(claim, f"Stripe refuses: {refusal.reason}")
            return
        async with self._uow.write(claim.tenant) as session:
            if ignored is None:
                await repository.note_applied(session, claim.subject)
            else:
                await repository.note_ignored(session, claim.subject, ignored)
            await work.finish(session, claim)

    async def give_up(self, claim: Claim, reason: str) -> None:
        """No attempt is left for this item; the reconciler makes another when its time has come."""
        await self._park(claim, reason)

    async def _apply(self, event: asyncpg.Record) -> str | None:
        """Do what follows from an event; or the reason why nothing ever will."""
        customer = event["customer"]
        if customer is None:
            raise NotAppliable("The event names no customer.")
        tenant = await customers.organization_of(self._uow, customer)
        if tenant is None:
            # Another customer is made for an organization only after all that the former one had has ended.
            if await self._gateway.customer_state(customer) is CustomerState.DELETED:
                return _DELETED
            raise NotYet(f"No organization is the customer {customer}.")
        if event["subscription"] is not None:
            await self._subscriptions.refresh(tenant, event["subscription"])
        else:
            await self._subscriptions.refresh_all(tenant, customer)
        return None

    async def _park(self, claim: Claim, reason: str, *, soon: bool = False) -> None:
        """Put an event aside for the reconciler; with `soon`, an item of its own comes before it, twice."""
        log.warning("stripe_event_parked", reason=reason)
        async with self._uow.write(claim.tenant) as session:
            tries = await repository.park(session, claim.subject, reason)
            if soon and tries is not None and tries <= len(_SOON_SECONDS):
                delay = random.uniform(*_SOON_SECONDS[tries - 1])  # noqa: S311 - spreading retries needs no secrecy
                await work.enqueue(session, claim.tenant, STRIPE_EVENT, [NewItem(claim.subject, delay)])
            await work.finish(session, claim)
