"""What an organization has used of its plan in the current month."""

from dataclasses import dataclass
from datetime import datetime
from math import inf

from contentforge_billing.metrics import Metric
from contentforge_billing.plans import UNLIMITED, Plan
from contentforge_billing.usage import repository
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class MetricUsage:
    """One metric's figures, in units; a limit of -1 is unlimited.

    Attributes:
        used_by_family: what the partner has used with all that it has provisioned.
        family_limit: what the partner may use; None for who belongs to nobody.
    """

    name: Metric
    label: str
    used: int
    limit: int
    used_by_family: int = 0
    family_limit: int | None = None

    @property
    def remaining(self) -> int:
        """What may still be reserved now; -1 where nothing limits it."""
        own = left_of(self.limit, self.used)
        family = inf if self.family_limit is None else left_of(self.family_limit, self.used_by_family)
        left = min(own, family)
        return UNLIMITED if left == inf else int(left)


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
    shared = {} if plan.partner is None else await repository.taken_by_family(session)
    return UsageOverview(
        start,
        end,
        tuple(
            MetricUsage(
                name=metric,
                label=metric.label,
                used=taken.get(metric, 0),
                limit=plan.limit(metric),
                used_by_family=shared.get(metric, 0),
                family_limit=plan.family_limit(metric),
            )
            for metric in Metric
        ),
    )


def left_of(limit: int, used: int) -> float:
    """Units left of a limit; infinite where it is none."""
    return inf if limit == UNLIMITED else max(0, limit - used)
