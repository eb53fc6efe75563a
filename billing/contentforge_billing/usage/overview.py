"""What an organization has used of its plan in the current month."""

from dataclasses import dataclass
from datetime import datetime

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import repository
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class MetricUsage:
    """One metric's figures, in units; `limit` -1 is unlimited."""

    name: Metric
    label: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class UsageOverview:
    """The current calendar month from `period_start` to before `period_end` (midnight UTC), with every metric."""

    period_start: datetime
    period_end: datetime
    metrics: tuple[MetricUsage, ...]

    def of(self, metric: Metric) -> MetricUsage:
        """The figures of one metric."""
        return next(usage for usage in self.metrics if usage.name is metric)


async def usage_overview(session: ReadSession, tenant: TenantId, plan: Plan) -> UsageOverview:
    """This month's usage against `plan`.

    `used` is what is settled and what is held by unfinished work: the same sum that decides whether more is admitted,
    so that nobody is refused with units in sight. It falls again when work fails or is cancelled.
    """
    rows = await repository.standing(session, tenant)
    start, end = repository.bounds(rows[0])
    taken = {row["metric"]: row["taken"] for row in rows}
    return UsageOverview(
        start,
        end,
        tuple(MetricUsage(metric, metric.label, taken.get(metric, 0), plan.limit(metric)) for metric in Metric),
    )
