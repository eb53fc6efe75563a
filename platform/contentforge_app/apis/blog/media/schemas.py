"""The media library as this API reads and shows it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.blog.listing import Meta
from contentforge_platform.http.text import Text

_Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Point(BaseModel):
    """What must stay in a cropped picture: fractions of width and height, from the upper left."""

    x: _Fraction
    y: _Fraction


class ChangeMedia(BaseModel):
    """What is to change; what is absent stays. `focalPoint: null` crops around the middle again."""

    alt: Text | None = Field(None, examples=["New alt text"])
    caption: Text | None = Field(None, examples=["New caption"])
    focal_point: Point | None = Field(None, alias="focalPoint")


class MediaSeen(BaseModel):
    """A file of the library, as readers see it beside a post."""

    id: UUID
    filename: str
    original_name: str = Field(alias="originalName")
    mime_type: str = Field(alias="mimeType")
    size: int = Field(description="In bytes.")
    type: str = Field(examples=["IMAGE"])
    url: str
    thumbnail_url: str | None = Field(alias="thumbnailUrl")
    width: int | None
    height: int | None
    variants: dict[str, str] = Field(description="sm, md, lg and webp of a picture; empty for films and drawings.")
    alt: str
    caption: str
    focal_point: Point | None = Field(alias="focalPoint")
    created_at: datetime = Field(alias="createdAt")


class MediaShown(MediaSeen):
    """A file of the library."""

    status: str = Field(description="processing, ready or failed: whether the variants are made.")
    error_message: str | None = Field(alias="errorMessage")
    uploader_id: UUID = Field(alias="uploaderId")
    used_in: int = Field(alias="usedIn", description="How many posts show it.")
    updated_at: datetime = Field(alias="updatedAt")


class MediaPage(BaseModel):
    """One page of the library."""

    data: list[MediaShown]
    meta: Meta


class Deleted(BaseModel):
    """It is done."""

    success: bool = Field(examples=[True])
