"""The library as this API reads and shows it."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from contentforge_app.apis.common.fields import Body, needed_text, one_of
from contentforge_app.apis.generator.auth.schemas import MISSING
from contentforge_app.apis.generator.names import TYPES, TypeName
from contentforge_content.vocabulary import ContentType

LONGEST_TITLE: Final = 4_000
TITLE_TOO_LONG: Final = "Title is too long"
_UNKNOWN: Final = "Invalid content type"

_Title = Annotated[str, needed_text(MISSING, longest=LONGEST_TITLE, too_long=TITLE_TOO_LONG)]
_Body = Annotated[str, needed_text(MISSING)]
_Type = Annotated[ContentType, one_of(TYPES, MISSING, _UNKNOWN)]
_NewType = Annotated[ContentType, one_of(TYPES, _UNKNOWN, _UNKNOWN)]


class CreateContent(Body):
    """A text that a person brings along."""

    title: _Title = Field(examples=["Premium Wireless Headphones"])
    body: _Body = Field(description="Markdown.", examples=["Crystal-clear audio."])
    type: _Type


class UpdateContent(BaseModel):
    """What is to change; what is left out stays."""

    title: _Title | None = None
    body: _Body | None = None
    type: _NewType | None = None


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
