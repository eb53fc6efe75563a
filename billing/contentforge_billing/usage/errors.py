"""How the ledger refuses."""

from datetime import datetime

from contentforge_billing.metrics import Metric
from contentforge_platform.clock import to_iso_z
from contentforge_platform.errors import Forbidden


class LimitReached(Forbidden):
    """The organization's plan has fewer units of `metric` left in this month than are asked for.

    Attributes:
        left: units that could still be reserved.
        resets_at: when the next month starts, at which all units are there again.
    """

    code = "limit_reached"

    def __init__(self, metric: Metric, *, limit: int, used: int, asked: int, resets_at: datetime) -> None:
        left = max(0, limit - used)
        remainder = f" {left} left, {asked} needed." if left else ""
        super().__init__(
            f"Monthly {metric.value} limit of {limit} {'exceeded' if left else 'reached'}.{remainder}",
            metric=metric.value,
            limit=limit,
            used=used,
            left=left,
            resets_at=to_iso_z(resets_at),
        )
        self.metric = metric
        self.left = left
        self.resets_at = resets_at
