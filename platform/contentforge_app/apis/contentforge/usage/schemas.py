"""Usage as the native API shows it."""

from datetime import datetime

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
