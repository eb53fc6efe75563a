"""Orders, jobs and texts as the native API reads and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from contentforge_app.apis.contentforge.images.schemas import Image
from contentforge_content.jobs import tagging

NativeType = Literal["title", "description", "meta_description", "keywords", "bullet_points"]
MOST_AT_ONCE = 100
MOST_IMAGES = 50
_LONGEST_TEXT = 100_000
_LONGEST_URL = 2048


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


_Name = Annotated[Annotated[str, StringConstraints(max_length=100)] | None, BeforeValidator(_none_if_blank)]
_Url = Annotated[str, StringConstraints(max_length=_LONGEST_URL)]
_TemplateId = Annotated[
    str | None,
    BeforeValidator(_none_if_blank),
    Field(description="Template to write with; by default the system's Professional."),
]
_Types = Annotated[list[NativeType], Field(max_length=20, description="Texts to write; none named means all five.")]


class Asked(BaseModel):
    """What single and bulk orders have in common."""

    template_id: _TemplateId = None
    content_types: _Types | None = None
    csv_data: str | None = Field(
        None, description="CSV text; one row is one product.", examples=["name,price\nMug,12.50 EUR"]
    )
    provider: _Name = Field(
        None, description="One that is not on offer falls back to the default.", examples=["openai"]
    )
    model: _Name = Field(None, description="Likewise.")


class GenerateRequest(Asked):
    """An order of texts for one product."""

    source_type: Literal["url", "csv", "manual"]
    source_url: _Url | None = Field(None, examples=["https://shop.example.com/mug"], description="For `url`.")
    source_data: dict[str, Any] | None = Field(
        None,
        description="Facts: name, price, category, features, description. Needed for `manual`; with `url` they win "
        "over the page.",
        examples=[{"name": "Mug", "price": "12.50 EUR", "features": ["dishwasher-safe"]}],
    )
    image_urls: list[_Url] = Field([], max_length=MOST_IMAGES, description="Images to optimise; each costs one image.")
    page_images: bool = Field(
        default=False, description="Also take the page's product images, at most 5, as far as the quota reaches."
    )


class BulkRequest(Asked):
    """An order of texts for many products, from `urls` or from `csv_data`."""

    urls: list[_Url] | None = Field(
        None, max_length=MOST_AT_ONCE, min_length=1, examples=[["https://shop.example.com/mug"]]
    )


class RegenerateRequest(BaseModel):
    """Who shall write the text anew."""

    provider: _Name = None
    model: _Name = None


class EditRequest(BaseModel):
    """A person's own text."""

    content: str = Field(min_length=1, max_length=_LONGEST_TEXT, examples=["A mug that keeps its colour."])


def _cleaned_if_text(value: object) -> object:
    return tagging.cleaned(value) if isinstance(value, str) else value


Tag = Annotated[str, BeforeValidator(_cleaned_if_text), StringConstraints(max_length=tagging.LONGEST_TAG)]
Tags = Annotated[list[Tag], Field(max_length=tagging.MOST_TAGS), AfterValidator(tagging.distinct)]
"""Blanks around and within are folded, blank ones are left out, and each is kept once, whatever its case."""


class TagRequest(BaseModel):
    """All tags of a job; others are taken away."""

    tags: Tags = Field(examples=[["Spring sale", "checked"]])


class TagManyRequest(BaseModel):
    """Which tags to take from jobs, and which to add then."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE, description="The jobs.")
    add: Tags = Field([], examples=[["Spring sale"]])
    remove: Tags = Field([], examples=[["draft"]])

    @model_validator(mode="after")
    def _asks_for_something(self) -> "TagManyRequest":
        if not (self.add or self.remove):
            raise ValueError("name a tag to add or to remove")
        return self


class Tagged(BaseModel):
    """A job whose tags are others than before."""

    id: UUID
    tags: list[str] = Field(examples=[["Spring sale"]], description="All that it has now.")


class TaggedMany(BaseModel):
    """What a change of many has done."""

    changed: list[Tagged] = Field(description="Jobs that had these tags already, or lacked them, are not among them.")


class TagInUse(BaseModel):
    """A tag that jobs have."""

    tag: str = Field(examples=["Spring sale"], description="As most of them spell it.")
    jobs: int = Field(description="How many have it.", examples=[12])


class ContentItem(BaseModel):
    """One text."""

    id: UUID
    job_id: UUID
    content_type: str = Field(examples=["title"])
    content: str
    word_count: int
    version: int
    created_at: datetime


class ContentVersion(BaseModel):
    """A text as it was."""

    version: int
    content: str
    word_count: int
    origin: Literal["generated", "edited", "rollback"]
    created_by: UUID | None
    created_at: datetime


class Job(BaseModel):
    """A generation job with its texts and images."""

    id: UUID
    user_id: UUID
    source_type: str = Field(examples=["url"], description="url, csv, manual, or prompt for jobs of other APIs.")
    source_url: str | None
    source_data: dict[str, Any]
    template_id: UUID | None
    content_types: list[str] = Field(examples=[["title", "description"]], description="What was ordered.")
    tags: list[str] = Field(examples=[["Spring sale"]], description="People's own words for it.")
    content_types_done: int = Field(description="How many of them are written.")
    run_at: datetime = Field(description="It waits until then at least.")
    status: str = Field(examples=["completed"], description="pending, processing, completed, failed or cancelled.")
    provider: str | None = Field(description="What ran.", examples=["local"])
    model: str | None
    error_message: str | None
    content_items: list[ContentItem]
    image_items: list[Image]
    created_at: datetime
    completed_at: datetime | None


class Jobs(BaseModel):
    """Jobs of one order, in its sequence."""

    jobs: list[Job]
