"""Texts as this API reads and shows them."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.common.fields import Body, needed_text, one_of
from contentforge_app.apis.writer.names import AS_SCHEMA, TYPES, TypeName
from contentforge_content.vocabulary import ContentType

_LONGEST_TOPIC: Final = 500
_UNKNOWN_TYPE: Final = "Invalid content type"

_Topic = Annotated[
    str, needed_text("Topic is required", longest=_LONGEST_TOPIC, too_long="Topic cannot exceed 500 characters")
]
_Content = Annotated[str, needed_text("Content cannot be empty")]

Status = Literal["queued", "processing", "completed", "failed"]


class CreateRequest(Body):
    """What to write about, and in which form."""

    topic: _Topic = Field(examples=["TypeScript programming language basics"])
    content_type: Annotated[ContentType, one_of(TYPES, _UNKNOWN_TYPE, _UNKNOWN_TYPE)] = Field(
        alias="contentType", json_schema_extra=AS_SCHEMA
    )


class UpdateRequest(BaseModel):
    """What is to change; what is left out stays. The text may come under either name."""

    topic: _Topic | None = None
    generated_content: _Content | None = Field(None, alias="generatedContent")
    content: _Content | None = None


class Content(BaseModel):
    """One text. Before it is there its texts are null; one written by hand has no job."""

    id: UUID
    topic: str
    content_type: TypeName = Field(alias="contentType")
    prompt: str
    generated_content: str | None = Field(alias="generatedContent", description="The current text.")
    content: str | None = Field(description="The same.")
    job_id: str | None = Field(alias="jobId")
    job_status: Status = Field(alias="jobStatus")
    created_at: datetime = Field(alias="createdAt")
    updated_at: datetime = Field(alias="updatedAt")


class OrderedContent(BaseModel):
    """A text that was ordered."""

    id: UUID
    topic: str
    content_type: TypeName = Field(alias="contentType")
    job_id: str = Field(alias="jobId")
    job_status: Status = Field(alias="jobStatus")
    created_at: datetime = Field(alias="createdAt")


class Ordered(BaseModel):
    """An order that was taken."""

    content: OrderedContent
    job_id: str = Field(alias="jobId")
    expected_delay: str = Field(alias="expectedDelay", examples=["1 minute"])


class Created(BaseModel):
    """The answer to an order."""

    success: Literal[True]
    message: str
    data: Ordered


class One(BaseModel):
    """One text."""

    content: Content


class Single(BaseModel):
    """The answer to reading one text."""

    success: Literal[True]
    data: One


class Changed(Single):
    """The answer to a change."""

    message: str


class Page(BaseModel):
    """One page of the list, newest first."""

    content: list[Content]
    total: int
    page: int
    total_pages: int = Field(alias="totalPages")


class Listed(BaseModel):
    """The answer to listing."""

    success: Literal[True]
    data: Page


class JobState(BaseModel):
    """How a job stands, in the words of its queue."""

    state: Literal["delayed", "waiting", "active", "completed", "failed"]
    progress: Literal[0, 50, 100]
    failed_reason: str | None = Field(alias="failedReason")


class JobContent(BaseModel):
    """The text of a job."""

    id: UUID
    job_status: Status = Field(alias="jobStatus")
    generated_content: str | None = Field(alias="generatedContent")


class JobReport(BaseModel):
    """A job and its text."""

    job_id: str = Field(alias="jobId")
    job_status: JobState = Field(alias="jobStatus")
    content: JobContent


class Reported(BaseModel):
    """The answer to asking after a job."""

    success: Literal[True]
    data: JobReport
