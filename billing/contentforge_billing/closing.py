"""What is being paid for is not deleted: the subscription is cancelled first, and runs out."""

from datetime import datetime

from contentforge_billing import subscriptions
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import closing
from contentforge_tenants.audit import Actor, Trail


class SubscriptionRuns(Conflict):
    """A subscription goes on and costs money."""

    code = "subscription_runs"

    def __init__(self) -> None:
        super().__init__("Cancel the subscription first: it would go on being paid for.")


async def close_organization(
    session: WriteSession, tenant: TenantId, actor: Actor, user: UserId, *, days: int
) -> datetime:
    """As `closing.close_organization`, unless a subscription runs.

    Raises:
        SubscriptionRuns: 409.
        PersonalStays, HasCustomers: as there.
    """
    await _require_unpaid(session, tenant)
    return await closing.close_organization(session, tenant, actor, user, days=days)


async def close_account(session: WriteSession, trail: Trail, user: UserId, *, days: int) -> datetime:
    """Have an account deleted with all organizations that nobody else is in; when that is.

    Raises:
        SubscriptionRuns: one of them has a subscription that runs (409).
        HandOnFirst, HasCustomers: as `closing.owned_alone`.
    """
    going = await closing.owned_alone(session, user)
    for one in going:
        async with session.within(one.id):
            await _require_unpaid(session, one.id)
    return await closing.close_account(session, trail, user, going, days=days)


async def _require_unpaid(session: ReadSession, tenant: TenantId) -> None:
    subscription = await subscriptions.current(session, tenant)
    if subscription is not None and not subscription.cancel_at_period_end:
        raise SubscriptionRuns
