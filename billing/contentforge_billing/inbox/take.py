"""Take an event in: verify, note it once, leave the rest to a worker."""

from collections.abc import Iterable, Sequence

import orjson
import structlog

from contentforge_billing.gateway import StripeNotice
from contentforge_billing.gateway.notices import NoNotice, notice_from
from contentforge_billing.inbox import repository
from contentforge_billing.inbox.kinds import ACTED_ON, STRIPE_EVENT
from contentforge_billing.inbox.signature import verify
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BadRequest
from contentforge_platform.work import NO_TENANT, NewItem

log = structlog.get_logger(__name__)


class NotAnEvent(BadRequest):
    """The body is signed, but no event that we could act on."""

    code = "not_an_event"


class Inbox:
    """Takes events in, from the webhook and from Stripe's own list alike."""

    def __init__(self, uow: UnitOfWork, secrets: Sequence[str], *, live: bool) -> None:
        """`live` is whether our key moves real money: events of the other kind are not ours."""
        if not secrets:
            raise ValueError("Without a secret, nobody could tell Stripe's events from anybody's.")
        self._uow = uow
        self._secrets = tuple(secrets)
        self._live = live

    async def deliver(self, body: bytes, signature: str | None) -> None:
        """Take in what the webhook brings; once this returns, the event is not lost.

        Raises:
            BadSignature, NotAnEvent: 400, and nothing was noted.
        """
        verify(body, signature, self._secrets)
        try:
            notice = notice_from(orjson.loads(body))
        except (orjson.JSONDecodeError, NoNotice) as error:
            raise NotAnEvent("This is not an event.") from error
        if notice.live is not self._live:
            raise NotAnEvent("This event is of the other mode: live and test do not mix.")
        await self.take([notice])

    async def take(self, notices: Iterable[StripeNotice]) -> int:
        """Note those that are new and of our mode, each with a work item; how many they were."""
        async with self._uow.write(NO_TENANT) as session:
            taken = [await _take(session, notice) for notice in notices if notice.live is self._live]
        return sum(taken)


async def _take(session: WriteSession, notice: StripeNotice) -> bool:
    acted_on = notice.type in ACTED_ON
    event = await repository.take(session, notice, acted_on=acted_on)
    if event is not None and acted_on:
        await work.enqueue(session, NO_TENANT, STRIPE_EVENT, [NewItem(event)])
    return event is not None
