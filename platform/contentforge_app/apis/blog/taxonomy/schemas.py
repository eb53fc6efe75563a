"""Categories and tags as this API reads and shows them."""

from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from contentforge_app.apis.blog.posts.schemas import MOST_TRANSLATIONS, Camel, Locale
from contentforge_app.apis.common.fields import refusal
from contentforge_blog.taxonomy import TermWish, TextWish
from contentforge_platform.errors import Invalid
from contentforge_platform.ids import parse_id
from contentforge_platform.text import SLUG_LENGTH

_LONGEST_NAME: Final = 100
_LONGEST_DESCRIPTION: Final = 2000
_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONGEST_NAME)]


class TextGiven(Camel):
    """A category or tag in one language; absent fields stay."""

    locale: Locale = Field(examples=["vi"])
    name: _Line | None = Field(None, examples=["Công nghệ"])
    slug: Annotated[str, StringConstraints(strip_whitespace=True, max_length=SLUG_LENGTH)] | None = Field(
        None, examples=["cong-nghe"], description="Made of the name if absent."
    )
    description: Annotated[str, StringConstraints(max_length=_LONGEST_DESCRIPTION)] | None = Field(
        None, description="Of categories; null takes it away."
    )
    delete: bool = Field(default=False, alias="_delete", description="Takes the language away.")

    def wish(self) -> TextWish:
        """What it asks for."""
        clear = "description" in self.model_fields_set and not self.description
        return TextWish(self.locale, self.name or None, self.slug or None, self.description or None, clear, self.delete)


class TermGiven(Camel):
    """A category or tag to be made or changed; a tag has no parent."""

    translations: list[TextGiven] | None = Field(None, max_length=MOST_TRANSLATIONS)
    parent_id: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="The category above it; null for none."
    )

    @model_validator(mode="after")
    def _each_language_once(self) -> Self:
        locales = [one.locale for one in self.translations or ()]
        if len(set(locales)) != len(locales):
            raise refusal("translations: each locale may be given once")
        return self

    def wish(self, *, in_tree: bool) -> TermWish:
        """What it asks for.

        Raises:
            Invalid: the parent's id is none.
        """
        texts = [one.wish() for one in self.translations or ()]
        if not in_tree or "parent_id" not in self.model_fields_set:
            return TermWish(texts)
        parent = parse_id(self.parent_id) if self.parent_id else None
        if self.parent_id and parent is None:
            raise Invalid("parentId: there is no such category", loc=("body", "parentId"))
        return TermWish(texts, moves=True, parent=parent)


class TextShown(Camel):
    """A category or tag in one language."""

    locale: str
    name: str
    slug: str
    description: str | None = Field(None, description="Of categories.")


class TermShown(Camel):
    """A category or tag."""

    id: UUID
    parent_id: UUID | None
    translations: list[TextShown]
    post_count: int
    current_translation: TextShown | None = Field(None, description="Where a language is asked for.")
    created_at: datetime
    updated_at: datetime


class Deleted(BaseModel):
    """It is done."""

    success: bool = Field(examples=[True])
