"""Texts as this API reads and shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from contentforge_app.apis.cgms.names import TYPES, TypeName
from contentforge_app.apis.common.fields import Body, needed_text, one_of
from contentforge_content.vocabulary import ContentType

_LONGEST_PROMPT: Final = 1_000
_LONGEST_TITLE: Final = 200
_LONGEST_NOTES: Final = 1_000
_LONGEST_TAG: Final = 50
_MOST_TAGS: Final = 20
_LONGEST_MODEL: Final = 100
_PROVIDERS: Final[Mapping[str, str]] = {name: name for name in ("openai", "gemini")}

_Title = Annotated[str, StringConstraints(max_length=_LONGEST_TITLE)]
_Notes = Annotated[str, StringConstraints(max_length=_LONGEST_NOTES)]
_Tags = Annotated[list[Annotated[str, StringConstraints(max_length=_LONGEST_TAG)]], Field(max_length=_MOST_TAGS)]
# No model on offer has a longer name: what is cut off cannot make it another one.
_Model = Annotated[str, AfterValidator(lambda name: name[:_LONGEST_MODEL])]
_Provider = Annotated[str, one_of(_PROVIDERS, "Invalid provider", "Invalid provider")]
_MODEL_NOTE: Final = "One that is not on offer falls back to the operator's default; the text tells what ran."

Status = Literal["queued", "processing", "completed", "failed"]


class RegenerateRequest(Body):
    """Who shall write the text anew."""

    provider: _Provider | None = Field(None, description=_MODEL_NOTE)
    model: _Model | None = Field(None, description=_MODEL_NOTE)


class GenerateRequest(RegenerateRequest):
    """What to write, and in which form."""

    prompt: Annotated[
        str,
        needed_text(
            "Prompt is required", longest=_LONGEST_PROMPT, too_long="Prompt must be at most 1000 characters long"
        ),
    ] = Field(examples=["A copper kettle that whistles at the boil."])
    content_type: Annotated[ContentType, one_of(TYPES, "Content type is required", "Invalid content type")] = Field(
        alias="contentType"
    )
    title: _Title | None = None


class DescribeRequest(BaseModel):
    """What people add to a text; what is left out stays, an empty text or list clears."""

    title: _Title | None = None
    tags: _Tags | None = None
    notes: _Notes | None = None


class Queued(BaseModel):
    """An order that was taken."""

    job_id: UUID = Field(alias="jobId")
    content_id: UUID = Field(alias="contentId")


class QueuedWithDelay(Queued):
    """An order that was taken, and when it will be written."""

    expected_delay_ms: int = Field(alias="expectedDelayMs", examples=[60000])
    expected_completion: datetime = Field(alias="expectedCompletion", description="Not before then.")


class Described(BaseModel):
    """A text without what was asked and what was written. Texts that are not there are empty."""

    id: UUID
    mongo_id: UUID = Field(alias="_id", description="The same.")
    user_id: UUID = Field(alias="userId")
    content_type: TypeName = Field(alias="contentType")
    title: str
    tags: list[str]
    notes: str
    status: Status
    job_id: str = Field(alias="jobId", description="Empty for one written by hand.")
    content_error: str = Field(alias="contentError")
    provider: str = Field(description="What ran.")
    model: str
    created_at: datetime = Field(alias="createdAt")
    updated_at: datetime = Field(alias="updatedAt")


class Content(Described):
    """One text, whole."""

    prompt: str
    generated_content: str = Field(alias="generatedContent")
    output: str = Field(description="The same.")


class Standing(Described):
    """How the job of a text stands."""

    content_id: UUID = Field(alias="contentId")
    error: str


class Ordered(BaseModel):
    """The answer to an order."""

    success: Literal[True]
    message: str
    data: QueuedWithDelay


class OrderedAnew(BaseModel):
    """The answer to having a text written anew."""

    success: Literal[True]
    message: str
    data: Queued


class Single(BaseModel):
    """The answer to reading or changing one text."""

    success: Literal[True]
    message: str
    data: Content


class Reported(BaseModel):
    """The answer to asking after a job."""

    success: Literal[True]
    message: str
    data: Standing


class Meta(BaseModel):
    """Which page it is, of how many."""

    page: int
    limit: int
    total: int
    pages: int


class Listed(BaseModel):
    """One page of the list, newest first."""

    success: Literal[True]
    message: str
    meta: Meta
    data: list[Content]
