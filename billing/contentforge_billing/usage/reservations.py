"""What is reserved at this moment over all organizations: units that work holds and has neither used nor given back."""

from dataclasses import dataclass

from contentforge_billing.metrics import Metric
from contentforge_billing.usage import repository
from contentforge_platform.database import SystemSession


@dataclass(frozen=True, slots=True)
class Reservations:
    """The open reservations of one metric: how many units they hold, and for how long the oldest one has been open."""

    metric: Metric
    units: int
    oldest_seconds: float


async def reservations(session: SystemSession) -> list[Reservations]:
    """One entry for each metric. What a partner's ledger repeats of its organizations is not counted again."""
    rows = {row["metric"]: row for row in await repository.reserved(session)}
    found = []
    for metric in Metric:
        row = rows.get(metric.value)
        found.append(Reservations(metric, row["units"], row["oldest_seconds"]) if row else Reservations(metric, 0, 0.0))
    return found
