"""Bring an organization's plan to what its subscriptions give, in the transaction that has changed one of them."""

from datetime import timedelta

import asyncpg

from contentforge_billing import overrides
from contentforge_billing.standing import Standing
from contentforge_billing.subscriptions import repository
from contentforge_billing.subscriptions.rules import Facts, Moment, standing
from contentforge_platform import events
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId
from contentforge_tenants import organizations

EVENT_KIND = "subscription"


async def settle_plan(session: WriteSession, tenant: TenantId, *, grace_days: int, default: str) -> Standing | None:
    """Record what follows from all subscriptions now; the standing, if it is another one than before.

    An operator's override goes before all of them. The customer's row is locked, if there is one; the organization's
    keeps apart who finds none.
    """
    await organizations.lock_plan(session, tenant)
    override = await overrides.in_force(session, tenant)
    if override is not None:
        given = Standing(override.tier)
        return given if await organizations.set_plan(session, tenant, given.word) else None
    moment = Moment(await repository.now(session), timedelta(days=grace_days))
    rows = await repository.every(session, tenant)
    result = standing(map(_facts, rows), moment, default=default)
    return result if await organizations.set_plan(session, tenant, result.word) else None


async def tell(session: WriteSession, tenant: TenantId, row: asyncpg.Record) -> None:
    """Record a live event about a subscription, for all who work in the organization."""
    organization = await organizations.get(session, tenant)
    held = Standing.read(organization.plan)
    sequence = await repository.count_event(session, tenant, row["id"])
    data = {
        "plan": held.tier,
        "read_only": held.paused,
        "subscription_plan": row["plan"],
        "cancel_at_period_end": row["cancel_at_period_end"],
    }
    await events.record(session, LiveEvent(tenant, None, EVENT_KIND, row["id"], sequence, row["status"], data))


async def overdue_row(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    """The subscription whose payment is overdue, if there is one."""
    rows = await repository.every(session, tenant)
    return next((row for row in rows if row["overdue_since"] is not None), None)


def _facts(row: asyncpg.Record) -> Facts:
    return Facts(row["status"], row["plan"], row["started_at"], row["overdue_since"])
