"""How the ledger refuses."""

from datetime import datetime

from typing_extensions import override

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
        super().__init__(
            self._sentence(metric, limit, left, asked),
            metric=metric.value,
            limit=limit,
            used=used,
            left=left,
            resets_at=to_iso_z(resets_at),
        )
        self.metric = metric
        self.left = left
        self.resets_at = resets_at

    def _sentence(self, metric: Metric, limit: int, left: int, asked: int) -> str:
        remainder = f" {left} left, {asked} needed." if left else ""
        return f"Monthly {metric.value} limit of {limit} {'exceeded' if left else 'reached'}.{remainder}"


class PaymentOverdue(LimitReached):
    """The plan's payment is overdue beyond the grace period: until it is paid, nothing new is made."""

    code = "payment_overdue"

    @override
    def _sentence(self, metric: Metric, limit: int, left: int, asked: int) -> str:
        return f"The payment of your plan is overdue, so its limit of {metric.value} is {limit} until it is paid."


class FamilyLimitReached(LimitReached):
    """The organization has units left, but the partner that it belongs to has fewer than are asked for."""

    code = "family_limit_reached"

    @override
    def _sentence(self, metric: Metric, limit: int, left: int, asked: int) -> str:
        remainder = f" {left} left, {asked} needed." if left else ""
        reached = "exceeded" if left else "reached"
        return f"Monthly {metric.value} limit of {limit} of the plan that your account belongs to {reached}.{remainder}"
