"""Usage by day: a figure for each day and metric, the days without any included."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contentforge_billing.metrics import Metric
from contentforge_billing.usage.history import repository
from contentforge_platform.database import ReadSession
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import TenantId

LONGEST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Span:
    """Days in UTC, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Day:
    """Units of one metric: of work that has succeeded, and of work that has not ended."""

    day: date
    metric: Metric
    settled: int
    held: int


async def this_month(session: ReadSession) -> Span:
    """The current month up to today, by the database's clock."""
    today = await repository.today(session)
    return Span(today.replace(day=1), today)


def check_span(span: Span) -> Span:
    """The span, if it is one.

    Raises:
        Invalid: it ends before it begins, or is longer than 366 days.
    """
    if span.last < span.first:
        raise Invalid("The last day is before the first one", loc=("query", "to"))
    if (span.last - span.first).days >= LONGEST_DAYS:
        raise Invalid(f"At most {LONGEST_DAYS} days at once", loc=("query", "from"))
    return span


async def by_day(session: ReadSession, tenant: TenantId, span: Span) -> list[Day]:
    """Every day of the span with every metric, oldest first."""
    rows = await repository.days(session, tenant, span.first, span.last)
    found = {(row["day"], row["metric"]): (int(row["settled"]), int(row["held"])) for row in rows}
    length = (span.last - span.first).days + 1
    days = [span.first + timedelta(days=passed) for passed in range(length)]
    return [Day(day, metric, *found.get((day, metric.value), (0, 0))) for day in days for metric in Metric]
