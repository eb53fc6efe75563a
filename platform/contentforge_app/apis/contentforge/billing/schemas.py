"""Plans and what an organization has of its plan, as the native API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.contentforge.usage.schemas import UsedMetric
from contentforge_platform.errors import Invalid


class PlanTier(BaseModel):
    """One plan on offer."""

    tier: str = Field(examples=["pro"])
    name: str = Field(examples=["Pro"])
    price_monthly_cents: int = Field(examples=[1900])
    currency: str = Field(examples=["usd"])
    generations_limit: int = Field(examples=[200], description="A month; -1 is unlimited.")
    images_limit: int = Field(examples=[100], description="A month; -1 is unlimited.")
    api_access: bool
    trial_days: int
    features: list[str]


class Subscription(BaseModel):
    """What is subscribed to."""

    id: UUID
    plan: str = Field(examples=["pro"])
    status: str = Field(examples=["active"], description="As Stripe calls it, e.g. `trialing` or `past_due`.")
    current_period_start: datetime | None
    current_period_end: datetime | None
    cancel_at_period_end: bool = Field(description="It ends with the period, and is open until then.")
    trial_start: datetime | None
    trial_end: datetime | None
    created_at: datetime
    updated_at: datetime


class CheckoutRequest(BaseModel):
    """What to buy, by the tier of the plan; `tier` is the same as `plan`."""

    plan: str | None = Field(None, examples=["pro"])
    tier: str | None = None
    success_url: str | None = Field(None, description="Where to go after payment: on this host, or an allowed origin.")
    cancel_url: str | None = Field(None, description="Where to go after turning back; likewise.")

    @property
    def tier_named(self) -> str:
        """The tier.

        Raises:
            Invalid: none is named (422).
        """
        named = self.plan if self.plan is not None else self.tier
        if named is None:
            raise Invalid("Name the plan to buy.", loc=("body", "plan"))
        return named


class CheckoutPage(BaseModel):
    """Where to pay; both addresses are the same."""

    checkout_url: str
    url: str
    session_id: str


class PortalPage(BaseModel):
    """Where to manage what was bought; both addresses are the same."""

    portal_url: str
    url: str


class Limit(BaseModel):
    """How much of something may be made in a month."""

    name: str = Field(examples=["generations"])
    label: str = Field(examples=["Generations"])
    used: int = Field(examples=[3])
    limit: int = Field(examples=[10], description="-1 is unlimited.")
    remaining: int = Field(examples=[7], description="-1 is unlimited.")
    resets_at: datetime


class Entitlements(BaseModel):
    """What the organization may do now."""

    plan: str = Field(examples=["pro"])
    plan_name: str = Field(examples=["Pro"])
    state: str = Field(examples=["active"], description="`active`, `grace` (payment is overdue) or `read_only`.")
    grace_ends_at: datetime | None = Field(description="When overdue payment makes everything read-only.")
    features: dict[str, bool] = Field(examples=[{"api_access": True, "bulk": True}])
    limits: list[Limit]
    generations_per_minute: int = Field(examples=[60])


class UsedOfPlan(BaseModel):
    """This month's figures."""

    generations_used: int
    generations_limit: int
    images_used: int
    images_limit: int
    metrics: list[UsedMetric]


class Overview(BaseModel):
    """Plan, subscription and usage at one glance."""

    current_plan: str = Field(examples=["free"])
    plan: str
    plan_name: str = Field(examples=["Free"])
    status: str = Field(examples=["active"])
    subscription: Subscription | None
    usage: UsedOfPlan
    period_start: datetime
    period_end: datetime
    billing_period_end: datetime
    api_calls_used: int
    api_calls_limit: int
