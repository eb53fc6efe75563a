"""Reserve plan units before work starts, so that a limit holds under any concurrency.

An item is whatever one unit of work is known by: the job's id for generations, the image's id for images. Reserving an
item that is held or settled already changes nothing; one that was released is reserved anew. The caller has locked (or
just made) the rows that the items are about, and takes generations before images.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import UNLIMITED, Plan
from contentforge_billing.usage import repository
from contentforge_billing.usage.errors import FamilyLimitReached, LimitReached, PaymentOverdue
from contentforge_billing.usage.overview import UsageOverview, left_of, usage_overview
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
        LimitReached: fewer than `units` are left; the transaction must not be committed.
    """
    if units < 1:
        raise ValueError("A reservation has at least one unit.")
    if not await repository.hold(session, tenant, metric, units, [item], limit=plan.limit(metric), cause=cause):
        raise await refusal(session, tenant, metric, units, plan)
    await _share(session, tenant, metric, [item], units, plan)


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
        LimitReached: fewer are left than are needed; the transaction must not be committed.
    """
    asked = list(dict.fromkeys(items))
    if not asked:
        return
    if not await repository.hold(session, tenant, metric, 1, asked, limit=plan.limit(metric), cause=cause):
        raise await refusal(session, tenant, metric, len(asked), plan)
    await _share(session, tenant, metric, asked, len(asked), plan)


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
    if not asked:
        return []
    limit = plan.limit(metric)
    alone = plan.partner is None
    if alone and await repository.hold(session, tenant, metric, 1, asked, limit=limit, cause=cause):
        return asked
    left = await _lock_left(session, tenant, metric, plan, len(asked))
    known = await repository.active(session, tenant, metric, asked)
    fresh = [item for item in asked if item not in known][:left]
    if fresh and not await repository.hold(session, tenant, metric, 1, fresh, limit=limit, cause=cause):
        fresh = []  # the month has ended between the two statements, and the new one has no room for them
    await _share(session, tenant, metric, fresh, len(fresh), plan)
    admitted = known.union(fresh)
    return [item for item in asked if item in admitted]


async def _lock_left(session: WriteSession, tenant: TenantId, metric: Metric, plan: Plan, wanted: int) -> int:
    """How many of `wanted` units there are, which stays so until the end of the transaction: own first, then family."""
    left = wanted
    if (limit := plan.limit(metric)) != UNLIMITED:
        left = min(left, limit - await repository.lock_counter(session, tenant, metric))
    if (family := plan.family_limit(metric)) is not None and family != UNLIMITED:
        left = min(left, family - await repository.lock_family(session, metric))
    return max(0, left)


async def _share(
    session: WriteSession, tenant: TenantId, metric: Metric, items: Sequence[UUID], units: int, plan: Plan
) -> None:
    """Have what the items hold count for the partner too."""
    limit = plan.family_limit(metric)
    if limit is None or not items:
        return
    if not await repository.hold_in_family(session, metric, items, limit=limit):
        overview = await usage_overview(session, tenant, plan)
        raise _refused_by_family(overview, metric, units, limit)


def _refused_by_family(overview: UsageOverview, metric: Metric, asked: int, limit: int) -> FamilyLimitReached:
    used = overview.of(metric).used_by_family
    return FamilyLimitReached(metric, limit=limit, used=used, asked=asked, resets_at=overview.period_end)


async def refusal(session: WriteSession, tenant: TenantId, metric: Metric, asked: int, plan: Plan) -> LimitReached:
    """What to raise where `asked` units were more than are left, for those who hold units along with their own rows."""
    overview = await usage_overview(session, tenant, plan)
    usage = overview.of(metric)
    if plan.paused:
        return PaymentOverdue(metric, limit=0, used=usage.used, asked=asked, resets_at=overview.period_end)
    if usage.family_limit is not None and left_of(usage.limit, usage.used) >= asked:
        return _refused_by_family(overview, metric, asked, usage.family_limit)
    return LimitReached(metric, limit=usage.limit, used=usage.used, asked=asked, resets_at=overview.period_end)
