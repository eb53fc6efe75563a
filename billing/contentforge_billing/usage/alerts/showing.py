"""Which alerts were raised in the current month."""

from dataclasses import dataclass
from datetime import datetime

from contentforge_billing.metrics import Metric
from contentforge_billing.usage.alerts import repository
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """A threshold (in percent) with the figures at which it was found reached."""

    metric: Metric
    threshold: int
    used: int
    limit: int
    raised_at: datetime


async def raised(session: ReadSession, tenant: TenantId) -> list[RaisedAlert]:
    """This month's alerts, oldest first."""
    rows = await repository.raised(session, tenant)
    return [
        RaisedAlert(Metric(row["metric"]), row["threshold"], row["used"], row["most"], row["raised_at"]) for row in rows
    ]
