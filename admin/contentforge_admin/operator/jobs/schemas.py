"""Jobs in the operator's API."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_content.vocabulary import JobStatus


class OperatorJob(BaseModel):
    """How a job stands; what was asked and written is its organization's alone."""

    id: UUID
    organization_id: UUID
    organization_slug: str | None
    user_id: UUID
    status: JobStatus
    error_message: str | None = Field(description="As its organization reads it, without what looks like a secret.")
    source_type: str = Field(examples=["url"])
    content_types: list[str]
    provider: str | None
    model: str | None
    open_items: int = Field(description="What has not ended: its texts together, and each image.")
    run_at: datetime
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


class OperatorWorkItem(BaseModel):
    """One item of work; those that ended are kept for a week."""

    id: UUID
    subject_id: UUID = Field(description="The job, or one of its images.")
    kind: str = Field(examples=["generation"])
    queue: str = Field(examples=["generation"])
    state: str = Field(examples=["scheduled"])
    attempt: int
    max_attempts: int
    last_error: str | None = Field(description="Without what looks like a secret.")
    leased_by: str | None = Field(description="The worker that has it, or had it last.")
    lease_until: datetime | None
    run_at: datetime
    created_at: datetime
    finished_at: datetime | None


class OperatorJobDetail(OperatorJob):
    """A job with every item of work that belongs to it, oldest first."""

    work: list[OperatorWorkItem]
