"""The subscription that an organization has now, for people and for those who decide whether there may be another."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from contentforge_billing.subscriptions import repository
from contentforge_billing.subscriptions.rules import ENDED
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription; `plan` is its tier, `status` Stripe's own word."""

    id: UUID
    stripe_id: str
    plan: str
    status: str
    current_period_start: datetime | None
    current_period_end: datetime | None
    cancel_at_period_end: bool
    trial_start: datetime | None
    trial_end: datetime | None
    overdue_since: datetime | None
    created_at: datetime
    updated_at: datetime


def is_live(status: str | None) -> bool:
    """Whether a subscription of this status may still cost money: there must be no other beside it."""
    return status is not None and status not in ENDED


async def current(session: ReadSession, tenant: TenantId) -> Subscription | None:
    """The oldest that has not ended; None if all have."""
    rows = await repository.every(session, tenant)
    return next((_subscription(row) for row in rows if is_live(row["status"])), None)


def _subscription(row: asyncpg.Record) -> Subscription:
    return Subscription(**{name: row[name] for name in Subscription.__dataclass_fields__})
