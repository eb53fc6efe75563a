"""Stripe's events as operators see them, and applying one once more."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_billing.inbox.kinds import ACTED_ON, STRIPE_EVENT
from contentforge_billing.inbox.repository import UNNOTICED_SECONDS
from contentforge_platform import work
from contentforge_platform.database import SystemSession, WriteSession
from contentforge_platform.database.keyset import Position, Stretch, older
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId
from contentforge_platform.observability.redaction import redact_text
from contentforge_platform.work import NO_TENANT, NewItem

_PAGE: Final = f"""
SELECT event.id, event.stripe_id, event.type, event.customer, event.subscription, customer.organization_id,
    event.state, event.reason, event.tries, event.happened_at, event.received_at, event.next_try_at, event.ended_at
FROM stripe_event AS event LEFT JOIN billing_customer AS customer ON customer.stripe_id = event.customer
WHERE {older("event.received_at", "event.id", 3)} AND ($1::text IS NULL OR event.state = $1)
  AND ($2::text IS NULL OR event.type = $2)
ORDER BY event.received_at DESC, event.id DESC LIMIT $5
"""

# Whoever comes second waits here, and then finds it received.
_LOCK: Final = "SELECT id, stripe_id, type, state FROM stripe_event WHERE id = $1 FOR NO KEY UPDATE"

_RECEIVE: Final = """
UPDATE stripe_event SET state = 'received', reason = NULL, ended_at = NULL,
    next_try_at = clock_timestamp() + make_interval(secs => $2)
WHERE id = $1
"""


class EventState(StrEnum):
    """How an event fares; the last two are ends."""

    RECEIVED = "received"
    PARKED = "parked"
    APPLIED = "applied"
    IGNORED = "ignored"


class NotReplayable(Conflict):
    """Nothing would come of it. The message says why."""

    code = "event_not_replayable"


@dataclass(frozen=True, slots=True)
class OverseenEvent:
    """An event of Stripe's. `reason` is why it could not be applied, or need not be."""

    id: UUID
    stripe_id: str
    type: str
    customer: str | None
    subscription: str | None
    organization_id: TenantId | None
    state: EventState
    reason: str | None
    tries: int
    happened_at: datetime
    received_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None

    @property
    def place(self) -> Position:
        return Position(self.received_at, self.id)


@dataclass(frozen=True, slots=True)
class Replayed:
    """An event that is to be applied once more, and the state in which it was."""

    stripe_id: str
    type: str
    state: EventState


async def listing(
    session: SystemSession, stretch: Stretch, *, state: EventState | None = None, type_: str | None = None
) -> list[OverseenEvent]:
    """A stretch of the inbox, received last first, and one event beyond it."""
    return [_event(row) for row in await session.fetch(_PAGE, state, type_, *stretch.parameters)]


async def replay(session: WriteSession, event: UUID) -> Replayed:
    """Have a worker look once more at what the event names, as it is at Stripe then. `NO_TENANT` is in sight.

    Raises:
        NotFound: there is no such event, or it was forgotten 30 days after its end.
        NotReplayable: it waits to be applied anyway, or nothing follows from its type.
    """
    row = await session.fetchrow(_LOCK, event)
    if row is None:
        raise NotFound("Event not found.")
    if row["state"] == EventState.RECEIVED:
        raise NotReplayable("This event is waiting to be applied.")
    if row["type"] not in ACTED_ON:
        raise NotReplayable(f"Nothing follows from events of the type {row['type']}.")
    await session.fetchval(_RECEIVE, event, UNNOTICED_SECONDS)
    await work.enqueue(session, NO_TENANT, STRIPE_EVENT, [NewItem(event)])
    return Replayed(row["stripe_id"], row["type"], EventState(row["state"]))


def _event(row: asyncpg.Record) -> OverseenEvent:
    values = {name: row[name] for name in OverseenEvent.__dataclass_fields__}
    values["state"] = EventState(row["state"])
    values["reason"] = None if row["reason"] is None else redact_text(row["reason"])
    return OverseenEvent(**values)
