"""The library as this API reads and shows it."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.common.fields import Body, needed_text, one_of
from contentforge_app.apis.generator.auth.schemas import MISSING
from contentforge_app.apis.generator.names import AS_SCHEMA, TYPES, TypeName
from contentforge_content.vocabulary import ContentType

LONGEST_TITLE: Final = 4_000
TITLE_TOO_LONG: Final = "Title is too long"

_Title = Annotated[str, needed_text(MISSING, longest=LONGEST_TITLE, too_long=TITLE_TOO_LONG)]
_Body = Annotated[str, needed_text(MISSING)]
_Type = Annotated[ContentType, one_of(TYPES, MISSING, "Invalid content type")]


class CreateContent(Body):
    """A text that a person brings along."""

    title: _Title = Field(examples=["Premium Wireless Headphones"])
    body: _Body = Field(description="Markdown.", examples=["Crystal-clear audio."])
    type: _Type = Field(json_schema_extra=AS_SCHEMA)


class UpdateContent(BaseModel):
    """What is to change; what is left out stays."""

    title: _Title | None = None
    body: _Body | None = None
    type: _Type | None = Field(None, json_schema_extra=AS_SCHEMA)


class Content(BaseModel):
    """One text of the library."""

    id: UUID = Field(alias="_id")
    user_id: UUID = Field(alias="userId")
    title: str
    type: TypeName
    body: str
    created_at: datetime = Field(alias="createdAt")
    updated_at: datetime = Field(alias="updatedAt")
    v: Literal[0] = Field(alias="__v")


class Removed(BaseModel):
    """Which text was removed."""

    id: UUID
