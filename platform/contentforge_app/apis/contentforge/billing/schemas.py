"""Plans and what an organization has of its plan, as the native API shows them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from contentforge_app.apis.contentforge.usage.schemas import UsedMetric


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
    status: Literal["active"]
    subscription: None
    usage: UsedOfPlan
    period_start: datetime
    period_end: datetime
    billing_period_end: datetime
    api_calls_used: int
    api_calls_limit: int
