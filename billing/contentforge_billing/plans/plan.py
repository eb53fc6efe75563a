"""One plan, as the plan file describes it."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import override

from contentforge_billing.metrics import Metric

UNLIMITED: Final = -1
_LARGEST: Final = 1_000_000_000  # the counters are 32 bits wide

Tier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Limit = Annotated[int, Field(ge=UNLIMITED, le=_LARGEST)]


class Feature(StrEnum):
    """What a plan opens or keeps shut, beyond numbers."""

    API_ACCESS = "api_access"
    BULK = "bulk"

    @property
    def label(self) -> str:
        """The name that people read within a sentence."""
        return {Feature.API_ACCESS: "API access", Feature.BULK: "bulk generation"}[self]


class Plan(BaseModel):
    """What a tier costs a month (in minor units of its currency), and what it holds for a calendar month.

    A limit of -1 is none. `provisioned_per_day` is how many accounts its holder may make for others in a day (UTC).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    tier: Tier
    name: Text
    price_monthly_cents: int = Field(ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
    generations_limit: Limit
    images_limit: Limit
    api_access: bool
    bulk: bool
    trial_days: int = Field(default=0, ge=0, le=730)
    generations_per_minute: int = Field(ge=1, le=_LARGEST)
    provisioned_per_day: Limit = UNLIMITED
    features: tuple[Text, ...] = ()
    stripe_lookup_key: Text | None = None

    @property
    def paused(self) -> bool:
        """Whether nothing new is made on it, since its payment is overdue."""
        return False

    @property
    def partner(self) -> "Plan | None":
        """The plan of the partner, in whose period everything counts too."""
        return None

    def family_limit(self, metric: Metric) -> int | None:
        """Units of `metric` in a calendar month for the partner and all that it has provisioned; None without one."""
        return None if self.partner is None else self.partner.limit(metric)

    def limit(self, metric: Metric) -> int:
        """Units of `metric` in a calendar month; -1 is no limit."""
        return {Metric.GENERATIONS: self.generations_limit, Metric.IMAGES: self.images_limit}[metric]

    def includes(self, feature: Feature) -> bool:
        """Whether the plan opens `feature`."""
        return {Feature.API_ACCESS: self.api_access, Feature.BULK: self.bulk}[feature]


class PausedPlan(Plan):
    """A plan whose payment is overdue beyond the grace period: it opens what it did, but nothing new is made on it."""

    @property
    @override
    def paused(self) -> bool:
        return True

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The same plan, at rest."""
        return cls(**dict(plan))

    @override
    def limit(self, metric: Metric) -> int:
        return 0


class ChildPlan(Plan):
    """The plan of an organization that a partner has provisioned: the lesser of its own and the partner's."""

    at_rest: bool
    above: Plan

    @property
    @override
    def paused(self) -> bool:
        return self.at_rest

    @property
    @override
    def partner(self) -> Plan:
        return self.above

    @classmethod
    def of(cls, plan: Plan, above: Plan) -> Self:
        """`plan` below a partner who has `above`; whichever payment is overdue, nothing new is made."""
        return cls(**dict(plan), at_rest=plan.paused or above.paused, above=above)

    @override
    def limit(self, metric: Metric) -> int:
        return 0 if self.paused else super().limit(metric)
