"""Health in the operator's API."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field


class HealthStatus(StrEnum):
    OK = "ok"
    WARN = "warn"


class OperatorCheck(BaseModel):
    """One figure against its bound."""

    name: str = Field(examples=["queue_generation"])
    status: HealthStatus
    value: float
    bound: float = Field(description="The most that is well; of processes the least.")
    unit: str = Field(examples=["seconds"])
    detail: str | None


class OperatorQueue(BaseModel):
    """Work of one kind that has not ended."""

    queue: str
    kind: str
    scheduled: int = Field(description="Its time has not come.")
    waiting: int = Field(description="Due; its organization has as much under way as it may.")
    ready: int = Field(description="A worker may take it.")
    running: int
    oldest_seconds: float = Field(description="For how long the oldest one has been ready.")


class OperatorProcess(BaseModel):
    """A process of the installation."""

    id: UUID
    role: str = Field(examples=["worker media"])
    host: str
    pid: int
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool = Field(description="It gave a sign within the last 35 seconds.")


class OperatorDuty(BaseModel):
    """What the scheduler does again and again."""

    name: str = Field(examples=["sweep"])
    every_seconds: float
    done_at: datetime | None
    failed_at: datetime | None
    failure: str | None = Field(description="The kind of its last failure; the log tells more.")


class OperatorInboxLag(BaseModel):
    """Stripe's events that were not applied."""

    waiting: int
    parked: int


class OperatorDatabase(BaseModel):
    """The database."""

    version: str
    size_bytes: int
    connections: int
    most_connections: int
    revision: str | None
    expected_revision: str


class OperatorHealth(BaseModel):
    """How the installation is doing; `warn` if any check is."""

    status: HealthStatus
    version: str = Field(description="Of the process that answers.")
    checks: list[OperatorCheck]
    queues: list[OperatorQueue]
    unpublished_events: int
    inbox: OperatorInboxLag
    processes: list[OperatorProcess]
    duties: list[OperatorDuty]
    database: OperatorDatabase
