"""Templates as the native API reads and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from contentforge_content.prompts.placeholders import MAX_OVERRIDE, PLACEHOLDERS
from contentforge_content.prompts.template import DEFAULT_STYLE, DEFAULT_TONE
from contentforge_content.vocabulary import ContentType

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Voice = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
_Description = Annotated[str, StringConstraints(max_length=1000)]
_Override = Annotated[
    str,
    Field(
        max_length=MAX_OVERRIDE,
        description="Replaces the built-in instruction. Placeholders: "
        + ", ".join(f"`${{{name}}}` ({meaning})" for name, meaning in PLACEHOLDERS.items())
        + ".",
    ),
]
_Types = Annotated[list[ContentType], Field(max_length=20, description="Types it is meant for; empty means all.")]


class CreateTemplate(BaseModel):
    """A template to be made."""

    name: _Name = Field(examples=["Our shop's voice"])
    description: _Description | None = None
    tone: _Voice = Field(DEFAULT_TONE, examples=["playful"])
    style: _Voice = Field(DEFAULT_STYLE, examples=["concise"])
    content_types: _Types | None = None
    prompt_override: _Override | None = None


class ChangeTemplate(BaseModel):
    """What is to be changed; absent fields stay. Null clears `description` and `prompt_override`."""

    name: _Name | None = None
    description: _Description | None = None
    tone: _Voice | None = None
    style: _Voice | None = None
    content_types: _Types | None = None
    prompt_override: _Override | None = None


class Template(BaseModel):
    """A way of writing."""

    id: UUID
    user_id: UUID | None = Field(description="Whose it is; null for the system's.")
    name: str = Field(examples=["Professional"])
    description: str | None
    tone: str = Field(examples=["professional"])
    style: str = Field(examples=["detailed"])
    content_types: list[ContentType]
    prompt_override: str | None
    is_system: bool
    is_default: bool
    created_at: datetime
    updated_at: datetime
