"""What an organization may do at this moment, told as a whole: features, limits, and whether payment is in order."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contentforge_billing.plans import Feature, Plan
from contentforge_billing.settings import BillingMode, BillingSettings
from contentforge_billing.subscriptions import Access, current
from contentforge_billing.usage import UsageOverview, usage_overview
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class Allowance:
    """A plan with what is left of it.

    Attributes:
        state: `active`; `grace` while a payment is overdue and all is open still; `read_only` once nothing new is made.
        grace_ends_at: when the first becomes the second; None unless payment is overdue.
    """

    plan: Plan
    state: Access
    grace_ends_at: datetime | None
    usage: UsageOverview
    features: dict[Feature, bool]


async def allowance(session: ReadSession, tenant: TenantId, plan: Plan, settings: BillingSettings) -> Allowance:
    """What the organization may do on `plan`, which is the one that holds for it now."""
    overdue = None
    if settings.mode is not BillingMode.OFF and (subscription := await current(session, tenant)) is not None:
        overdue = subscription.overdue_since
    return Allowance(
        plan=plan,
        state=_state(plan, overdue),
        grace_ends_at=None if overdue is None else overdue + timedelta(days=settings.grace_days),
        usage=await usage_overview(session, tenant, plan),
        features={feature: plan.includes(feature) for feature in Feature},
    )


def _state(plan: Plan, overdue: datetime | None) -> Access:
    if plan.paused:
        return Access.READ_ONLY
    return Access.FULL if overdue is None else Access.GRACE
