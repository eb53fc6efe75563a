"""Usage as the native API shows it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class UsedMetric(BaseModel):
    """One metric's figures."""

    name: str = Field(examples=["generations"])
    label: str = Field(examples=["Generations"])
    used: int = Field(examples=[3], description="Finished work and work in progress.")
    limit: int = Field(examples=[10], description="Units in the month; -1 is unlimited.")


class Usage(BaseModel):
    """This month's usage of the organization."""

    plan: str = Field(examples=["free"])
    period_start: datetime = Field(examples=["2026-02-01T00:00:00Z"])
    period_end: datetime = Field(examples=["2026-03-01T00:00:00Z"])
    metrics: list[UsedMetric]


class UsedDay(BaseModel):
    """One metric on one day (UTC)."""

    day: date = Field(examples=["2026-02-14"])
    metric: str = Field(examples=["generations"])
    used: int = Field(description="Finished work and work in progress, by the day on which it was ordered.")
    settled: int = Field(description="Finished work.")
    held: int = Field(description="Work in progress.")


class DailyUsage(BaseModel):
    """Every day of the span with every metric."""

    first: date = Field(alias="from", examples=["2026-02-01"])
    last: date = Field(alias="to", examples=["2026-02-14"])
    days: list[UsedDay]


class UsageShare(BaseModel):
    """What one member, API key or provisioned organization has used."""

    kind: Literal["member", "api_key", "provisioned", "unknown"]
    id: UUID | None
    name: str
    detail: str | None = Field(description="The person's address, or the beginning of the key.")
    used: dict[str, int] = Field(examples=[{"generations": 12, "images": 3}])


class UsageByCause(BaseModel):
    """Who used what, whoever used most of all first."""

    first: date = Field(alias="from", examples=["2026-02-01"])
    last: date = Field(alias="to", examples=["2026-02-14"])
    members: list[UsageShare]


class UsageAlert(BaseModel):
    """A threshold that was reached this month."""

    metric: str = Field(examples=["generations"])
    threshold: int = Field(examples=[80], description="Percent of the limit.")
    used: int
    limit: int
    raised_at: datetime
