"""Orders as this API reads and shows them."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from contentforge_app.apis.common.fields import Body, at_most, needed_text, one_of
from contentforge_app.apis.generator.content.schemas import LONGEST_TITLE, TITLE_TOO_LONG, Content
from contentforge_app.apis.generator.doors import Refusal
from contentforge_app.apis.generator.names import TYPES, TypeName
from contentforge_content.vocabulary import ContentType

LONGEST_PROMPT: Final = 4_000
_MISSING: Final = "Please provide prompt and contentType"
_UNKNOWN: Final = f"Invalid content type. Must be one of: {', '.join(TYPES)}"

_Absent = SkipJsonSchema[None]
"""Stands for a field that is left out: it is never null."""

Status = Literal["queued", "processing", "completed", "failed"]


class GenerateRequest(Body):
    """What to write about, and in which form."""

    prompt: Annotated[str, needed_text(_MISSING, longest=LONGEST_PROMPT, too_long="Prompt is too long")] = Field(
        examples=["The future of artificial intelligence in healthcare"]
    )
    content_type: Annotated[ContentType, one_of(TYPES, _MISSING, _UNKNOWN)] = Field(alias="contentType")


def _none_if_blank(title: str | None) -> str | None:
    return title if title and title.strip() else None


class SaveRequest(BaseModel):
    """Under which title; by default the one that it has, or the beginning of the prompt."""

    title: Annotated[str | None, at_most(LONGEST_TITLE, TITLE_TOO_LONG), AfterValidator(_none_if_blank)] = Field(
        None, examples=["AI in Healthcare - Complete Outline"]
    )


class Queued(BaseModel):
    """An order that was taken."""

    message: str = Field(examples=["Content generation job queued successfully"])
    job_id: UUID = Field(alias="jobId")
    status: Literal["queued"]
    delay_seconds: float = Field(alias="delaySeconds", examples=[60])
    scheduled_for: datetime = Field(alias="scheduledFor")
    estimated_completion_time: datetime = Field(alias="estimatedCompletionTime")


class Job(BaseModel):
    """One order. What does not apply is left out."""

    job_id: UUID = Field(alias="jobId")
    status: Status
    content_type: TypeName = Field(alias="contentType")
    prompt: str
    scheduled_for: datetime = Field(alias="scheduledFor")
    created_at: datetime = Field(alias="createdAt")
    generated_content: str | _Absent = Field(None, alias="generatedContent", description="Once completed.")
    error: str | _Absent = Field(None, description="Once failed.")
    completed_at: datetime | _Absent = Field(None, alias="completedAt", description="Once completed or failed.")


class ListedJob(Job):
    """One order in the list of all."""

    id: UUID = Field(alias="_id")
    user_id: UUID = Field(alias="userId")
    updated_at: datetime = Field(alias="updatedAt")
    v: Literal[0] = Field(alias="__v")


class Saved(BaseModel):
    """What was put into the library."""

    message: str = Field(examples=["Content saved successfully"])
    content: Content


class NotCompleted(Refusal):
    """Why an order cannot be kept."""

    current_status: Status | _Absent = Field(
        None, alias="currentStatus", description="How it stands, if that is the reason."
    )
