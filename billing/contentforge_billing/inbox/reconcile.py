"""Find what was missed. With the webhook's endpoint down for good, this alone brings everything to the right state.

Three ways, each bounded in a run and going on in the next: Stripe's own list of events is read from where it was read
last; events that could not be applied are tried again; and customers with a page open or a subscription running are
compared with Stripe's from time to time, whatever events say.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from contentforge_billing.gateway import StripeGateway, StripeMissing
from contentforge_billing.inbox import repository
from contentforge_billing.inbox.kinds import ACTED_ON, STRIPE_EVENT
from contentforge_billing.inbox.repository import Cursor
from contentforge_billing.inbox.take import Inbox
from contentforge_billing.settings import BillingSettings
from contentforge_billing.subscriptions import NotAppliable, Subscriptions
from contentforge_billing.subscriptions.rules import ENDED
from contentforge_platform import work
from contentforge_platform.clock import utcnow
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from contentforge_platform.work import NO_TENANT, NewItem

_LOOK_BACK_SECONDS: Final = 86_400.0
_OVERLAP: Final = timedelta(minutes=10)  # an event may appear in the list a while after it happened
_MOST_PAGES: Final = 20
_MOST_RETRIES: Final = 200
_MOST_CUSTOMERS: Final = 50
_OPEN_PAGE_SECONDS: Final = 60.0
_KEEP_DAYS: Final = 30

log = structlog.get_logger(__name__)


class Reconciler:
    """A duty of the scheduler; any number may run at once."""

    def __init__(
        self,
        uow: UnitOfWork,
        gateway: StripeGateway,
        inbox: Inbox,
        subscriptions: Subscriptions,
        settings: BillingSettings,
    ) -> None:
        self._uow = uow
        self._gateway = gateway
        self._inbox = inbox
        self._subscriptions = subscriptions
        self._running_seconds = settings.recheck_hours * 3600
        self._open_seconds = min(_OPEN_PAGE_SECONDS, self._running_seconds)

    async def run(self) -> None:
        """One round. While Stripe is away, what needs no Stripe is done all the same.

        Raises:
            StripeAway, StripeRefused: no answer, or none for this key. So the duty counts as failed, and is seen.
        """
        await self._retry()
        await self._read_list()
        await self._compare()

    async def forget(self) -> None:
        """Delete a batch of events that ended long ago; Stripe tells of none that is older than its own 30 days."""
        async with self._uow.system() as session:
            await repository.forget_old(session, days=_KEEP_DAYS)

    async def _read_list(self) -> None:
        async with self._uow.write(None) as session:
            cursor = await repository.cursor(session, look_back_seconds=_LOOK_BACK_SECONDS)
        reading_to = cursor.reading_to or utcnow() - _OVERLAP
        after = cursor.last_seen
        for _ in range(_MOST_PAGES):
            try:
                notices, more = await self._gateway.notices(cursor.read_to, ACTED_ON, after=after)
            except StripeMissing:  # the event at which to go on has become too old: read again from where all is known
                await self._note(cursor, cursor.read_to, None)
                raise
            if taken := await self._inbox.take(notices):
                log.info("missed_events_taken", events=taken)
            after = notices[-1].id if notices and more else None
            await self._note(cursor, reading_to, after)
            if after is None:
                return

    async def _note(self, cursor: Cursor, reading_to: datetime, after: str | None) -> None:
        """Where the next run goes on; once the list is read to its end, what was its beginning."""
        async with self._uow.write(None) as session:
            if after is None:
                read_to = max(cursor.read_to, reading_to)
                await repository.move_cursor(session, read_to=read_to, reading_to=None, last_seen=None)
            else:
                await repository.move_cursor(session, read_to=None, reading_to=reading_to, last_seen=after)

    async def _retry(self) -> None:
        async with self._uow.write(NO_TENANT) as session:
            due = await repository.take_due(session, _MOST_RETRIES)
            await work.enqueue(session, NO_TENANT, STRIPE_EVENT, [NewItem(event) for event in due])

    async def _compare(self) -> None:
        async with self._uow.system() as session:
            found = await repository.customers_to_check(
                session,
                running_seconds=self._running_seconds,
                open_seconds=self._open_seconds,
                limit=_MOST_CUSTOMERS,
                ended=ENDED,
            )
        for tenant, customer in found:
            await self._compare_one(tenant, customer)

    async def _compare_one(self, tenant: TenantId, customer: str) -> None:
        async with self._uow.write(tenant) as session:
            await repository.note_checked(session, tenant)  # first, so that one that fails does not hold up the others
        try:
            await self._subscriptions.refresh_all(tenant, customer)
        except NotAppliable as reason:
            log.warning("subscription_not_applicable", organization=str(tenant), reason=str(reason))
