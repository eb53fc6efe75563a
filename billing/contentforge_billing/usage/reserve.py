"""Reserve plan units before work starts, so that a limit holds under any concurrency.

An item is whatever one unit of work is known by: the job's id for generations, the image's id for images. Reserving an
item that is held or settled already changes nothing; one that was released is reserved anew. The caller has locked (or
just made) the rows that the items are about, and takes generations before images.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import repository
from contentforge_billing.usage.errors import LimitReached, PaymentOverdue
from contentforge_billing.usage.overview import usage_overview
from contentforge_billing.usage.repository import Cause
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId

_UNKNOWN: Final = Cause()


async def reserve(
    session: WriteSession,
    tenant: TenantId,
    metric: Metric,
    units: int,
    item: UUID,
    plan: Plan,
    *,
    cause: Cause = _UNKNOWN,
) -> None:
    """Hold `units` of `metric` for `item` in the current calendar month (UTC), all or nothing.

    `settle` turns the hold into usage, `release` gives it back.

    Raises:
        LimitReached: fewer than `units` are left; nothing was written.
    """
    if units < 1:
        raise ValueError("A reservation has at least one unit.")
    if not await repository.hold(session, tenant, metric, units, [item], limit=plan.limit(metric), cause=cause):
        raise await refusal(session, tenant, metric, units, plan)


async def reserve_many(
    session: WriteSession,
    tenant: TenantId,
    metric: Metric,
    items: Sequence[UUID],
    plan: Plan,
    *,
    cause: Cause = _UNKNOWN,
) -> None:
    """Hold one unit for each item, for all of them or for none.

    Raises:
        LimitReached: fewer are left than are needed; nothing was written.
    """
    asked = list(dict.fromkeys(items))
    if not asked:
        return
    if not await repository.hold(session, tenant, metric, 1, asked, limit=plan.limit(metric), cause=cause):
        raise await refusal(session, tenant, metric, len(asked), plan)


async def reserve_up_to(
    session: WriteSession,
    tenant: TenantId,
    metric: Metric,
    items: Sequence[UUID],
    plan: Plan,
    *,
    cause: Cause = _UNKNOWN,
) -> list[UUID]:
    """Hold one unit for each item, in the order given, as far as the quota reaches; the items that have their unit."""
    asked = list(dict.fromkeys(items))
    limit = plan.limit(metric)
    if not asked or await repository.hold(session, tenant, metric, 1, asked, limit=limit, cause=cause):
        return asked
    left = max(0, limit - await repository.lock_counter(session, tenant, metric))
    known = await repository.active(session, tenant, metric, asked)
    fresh = [item for item in asked if item not in known][:left]
    if fresh and not await repository.hold(session, tenant, metric, 1, fresh, limit=limit, cause=cause):
        fresh = []  # the month has ended between the two statements, and the new one has no room for them
    admitted = known.union(fresh)
    return [item for item in asked if item in admitted]


async def refusal(session: WriteSession, tenant: TenantId, metric: Metric, asked: int, plan: Plan) -> LimitReached:
    """What to raise where `asked` units were more than are left, for those who hold units along with their own rows."""
    overview = await usage_overview(session, tenant, plan)
    refusal = PaymentOverdue if plan.paused else LimitReached
    return refusal(
        metric,
        limit=plan.limit(metric),
        used=overview.of(metric).used,
        asked=asked,
        resets_at=overview.period_end,
    )
