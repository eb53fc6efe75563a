"""Bring a checkout to an open page at Stripe, so that at no moment two pages can be paid for one organization.

All of it may be repeated: who comes second finds what the first has done, and goes on from there. Stripe is called with
no transaction open. What an outage interrupts, the next call ends.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from contentforge_billing import customers
from contentforge_billing.checkout import repository
from contentforge_billing.checkout.errors import AlreadySubscribed, GaveWay, NotOnSale
from contentforge_billing.checkout.order import afresh, renew, successor
from contentforge_billing.gateway import (
    CheckoutSession,
    CustomerGone,
    CustomerState,
    StripeAway,
    StripeBusy,
    StripeGateway,
    StripeRefused,
)
from contentforge_billing.gateway.gateway import CheckoutRequest
from contentforge_billing.plans import PlanCatalogue
from contentforge_billing.subscriptions import NotAppliable, Subscriptions, current
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId

_SECONDS: Final = 9.0
_PAUSE_SECONDS: Final = 0.2
_PRESENT: Final = ("opening", "open")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """Where to pay."""

    session_id: str
    url: str


class Checkout:
    """Opens pages, for all organizations."""

    def __init__(
        self, uow: UnitOfWork, gateway: StripeGateway, catalogue: PlanCatalogue, subscriptions: Subscriptions
    ) -> None:
        self._uow = uow
        self._gateway = gateway
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._under_way: dict[UUID, asyncio.Task[OpenCheckout]] = {}

    async def open(self, tenant: TenantId, checkout: UUID) -> OpenCheckout:
        """The page of a checkout that `place` has noted; within 10 s, or not at all.

        Who asks for the same one at the same time waits for the same answer.

        Raises:
            AlreadySubscribed: somebody has paid meanwhile (400).
            CheckoutOver: another checkout has taken its place, or it was closed in another way (409).
            StripeAway, StripeRefused, NotOnSale: 503; calling again goes on from where this ended.
        """
        task = self._under_way.get(checkout)
        if task is None:
            task = self._under_way[checkout] = asyncio.create_task(self._in_time(tenant, checkout))
            task.add_done_callback(partial(self._done, checkout))
        return await asyncio.shield(task)

    def _done(self, checkout: UUID, task: "asyncio.Task[OpenCheckout]") -> None:
        del self._under_way[checkout]
        if not task.cancelled() and (error := task.exception()) is not None:  # read, though all who asked may be gone
            log.info("checkout_not_opened", reason=type(error).__name__)

    async def _in_time(self, tenant: TenantId, checkout: UUID) -> OpenCheckout:
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._open(tenant, checkout)
        except TimeoutError as late:
            raise StripeAway from late

    async def _open(self, tenant: TenantId, checkout: UUID) -> OpenCheckout:
        while True:
            row = await self._row(tenant, checkout)
            if row["state"] not in _PRESENT:
                checkout = await self._successor(tenant, row)
                continue
            try:
                came_to = await self._step(tenant, row)
            except StripeBusy:
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            except GaveWay:
                continue
            if isinstance(came_to, OpenCheckout):
                return came_to
            checkout = came_to

    async def _successor(self, tenant: TenantId, row: asyncpg.Record) -> UUID:
        """With what another process, which found the same page ended, has gone on."""
        async with self._uow.read(tenant) as session:
            return await successor(session, tenant, row)

    async def _step(self, tenant: TenantId, row: asyncpg.Record) -> OpenCheckout | UUID:
        """The page of a checkout, or the checkout with which to go on in its place."""
        customer = await customers.ensure(self._uow, self._gateway, tenant)
        try:
            await self._close_others(tenant, customer)
            page = await self._page(tenant, row, customer)
        except CustomerGone:
            return await self._for_another(tenant, row, gone=customer)
        if page.status == "open" and page.url is not None:
            return OpenCheckout(page.id, page.url)
        if page.status == "complete":
            await self._ended(tenant, row["id"], page)
        return await self._renewed(tenant, row, page.status)

    async def _for_another(self, tenant: TenantId, row: asyncpg.Record, *, gone: str) -> UUID:
        """Have another customer made for one that is gone, once what that one had has ended; its checkout."""
        await self._refuse_second(tenant, gone)
        await customers.ensure(self._uow, self._gateway, tenant, replacing=gone)
        log.info("customer_replaced", organization=str(tenant), gone=gone)
        async with self._uow.write(tenant) as session:
            return await afresh(session, tenant, row)

    async def _renewed(self, tenant: TenantId, row: asyncpg.Record, status: str) -> UUID:
        """A checkout of the same order in place of one whose page has ended, e.g. a day old, without a subscription."""
        async with self._uow.write(tenant) as session:
            return await renew(session, tenant, row, status)

    async def _page(self, tenant: TenantId, row: asyncpg.Record, customer: str) -> CheckoutSession:
        if row["stripe_id"] is None:
            await self._refuse_second(tenant, customer)
            return await self._opened(tenant, await self._decided(tenant, row), customer)
        page = await self._gateway.session(row["stripe_id"])
        # Stripe may go on calling a page open on which nobody can pay any more.
        if page.status == "open" and await self._gateway.customer_state(customer) is not CustomerState.PRESENT:
            raise CustomerGone("customer")
        return page

    async def _opened(self, tenant: TenantId, row: asyncpg.Record, customer: str) -> CheckoutSession:
        """Have the page made, or find the one that was made although its answer was lost."""
        pages = await self._gateway.open_sessions(customer) if row["attempt"] else []
        page = next((page for page in pages if page.checkout == str(row["id"])), None)
        if page is None:
            page = await self._created(tenant, row, customer)
        async with self._uow.write(tenant) as session:
            await repository.opened(session, tenant, row["id"], page)
        return page

    async def _created(self, tenant: TenantId, row: asyncpg.Record, customer: str) -> CheckoutSession:
        request = CheckoutRequest(
            cause=row["id"],
            attempt=row["attempt"],
            tenant=tenant,
            customer=customer,
            price=row["price_id"],
            trial_days=row["trial_days"],
            success_url=row["success_url"],
            cancel_url=row["cancel_url"],
        )
        try:
            return await self._gateway.create_session(request)
        except StripeAway as away:
            if away.kept:  # the same key would only bring the same failure again
                async with self._uow.write(tenant) as session:
                    await repository.next_attempt(session, tenant, row["id"], row["attempt"])
            raise
        except CustomerGone:  # another customer's checkout takes its place, at one stroke
            raise
        except StripeRefused:  # as it is, it will never be opened: the next call begins another
            await self._move(tenant, row["id"], "expired")
            raise

    async def _decided(self, tenant: TenantId, row: asyncpg.Record) -> asyncpg.Record:
        """The row with price and trial, which all who open this page agree on."""
        if row["price_id"] is not None:
            return row
        plan = self._catalogue.find(row["plan"])
        price = await self._gateway.price_of(plan.stripe_lookup_key) if plan and plan.stripe_lookup_key else None
        if plan is None or price is None:
            log.error("plan_not_on_sale", plan=row["plan"], advice="contentforge billing sync --apply")
            raise NotOnSale(row["plan"])
        async with self._uow.write(tenant) as session:
            customer = await customers.find(session, tenant)
            trial_days = 0 if customer is None or customer.had_trial else plan.trial_days
            decided = await repository.decide(session, tenant, row["id"], price.id, trial_days)
        if decided is None:
            raise GaveWay
        return decided

    async def _close_others(self, tenant: TenantId, customer: str) -> None:
        """Close the pages of checkouts whose place was taken; one that was paid meanwhile is a subscription."""
        async with self._uow.read(tenant) as session:
            leaving = await repository.leaving(session, tenant)
        for row in leaving:
            if row["stripe_id"] is None and row["price_id"] is None:  # nobody can have asked for its page
                await self._move(tenant, row["id"], "expired")
                continue
            page = await self._known(tenant, row, customer)
            if page.status == "open":
                page = await self._expired(page.id)
            await self._ended(tenant, row["id"], page)

    async def _known(self, tenant: TenantId, row: asyncpg.Record, customer: str) -> CheckoutSession:
        """The page of a checkout. Asking for it once more tells whether somebody else has just had it made."""
        if row["stripe_id"] is None:
            return await self._opened(tenant, row, customer)
        return await self._gateway.session(row["stripe_id"])

    async def _expired(self, page_id: str) -> CheckoutSession:
        try:
            return await self._gateway.expire_session(page_id)
        except StripeRefused:  # it is no longer open: which way did it go?
            return await self._gateway.session(page_id)

    async def _ended(self, tenant: TenantId, checkout: UUID, page: CheckoutSession) -> None:
        """Note how a page ended; the subscription that was bought on it is brought in at once."""
        if page.status == "complete" and page.subscription is not None:
            await self._brought_in(self._subscriptions.refresh(tenant, page.subscription))
        await self._move(tenant, checkout, page.status)
        if page.status == "complete":
            await self._refuse_known(tenant)

    async def _refuse_second(self, tenant: TenantId, customer: str) -> None:
        """Ask Stripe itself, where a webhook may not have told us yet."""
        await self._brought_in(self._subscriptions.refresh_all(tenant, customer))
        await self._refuse_known(tenant)

    async def _brought_in(self, refreshing: Awaitable[None]) -> None:
        """Wait for a refresh; a subscription that runs and fits no plan of ours is one all the same."""
        try:
            await refreshing
        except NotAppliable as reason:
            log.warning("subscription_not_applicable", reason=str(reason))
            raise AlreadySubscribed from reason

    async def _refuse_known(self, tenant: TenantId) -> None:
        async with self._uow.read(tenant) as session:
            if await current(session, tenant) is not None:
                raise AlreadySubscribed

    async def _move(self, tenant: TenantId, checkout: UUID, state: str) -> None:
        async with self._uow.write(tenant) as session:
            await repository.move(session, tenant, checkout, state, only_from=(*_PRESENT, "leaving"))

    async def _row(self, tenant: TenantId, checkout: UUID) -> asyncpg.Record:
        async with self._uow.read(tenant) as session:
            row = await repository.find(session, tenant, checkout)
        if row is None:
            raise LookupError("A checkout of this organization has vanished.")
        return row
