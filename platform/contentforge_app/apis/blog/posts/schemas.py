"""Posts as this API reads and shows them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from typing_extensions import override

from contentforge_app.apis.blog.listing import Meta
from contentforge_app.apis.blog.media.schemas import MediaSeen
from contentforge_app.apis.common.fields import refusal
from contentforge_blog.posts.status import Status
from contentforge_blog.posts.text import TextChange
from contentforge_blog.rendering import LONGEST_BODY
from contentforge_platform.text import SLUG_LENGTH

MOST_TRANSLATIONS: Final = 50
_LONGEST_URL: Final = 2000
# What null means where a text cannot be absent; elsewhere it clears.
_EMPTY: Final = {"excerpt": "", "body": ""}
_KEPT_IF_NULL: Final = frozenset({"title", "slug"})


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise refusal("publishAt is beyond all calendars") from None


def _line(longest: int) -> Any:  # noqa: ANN401 - a type made of a number
    return Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=longest)] | None,
        BeforeValidator(_none_if_blank),
    ]


_Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Moment = Annotated[datetime | None, BeforeValidator(_none_if_blank), AfterValidator(_in_utc)]
_Id = Annotated[str, StringConstraints(max_length=100)]
Locale = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=2, max_length=35)]


class Camel(BaseModel):
    """Fields go by the names of the document."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class _Written(Camel):
    """What may be said of a translation. Null clears a field."""

    locale: Locale = Field(examples=["en"], description="One of the site's.")
    slug: _line(SLUG_LENGTH) = Field(  # type: ignore[valid-type]  # a type made of a number
        None, examples=["post-title"], description="a-z, 0-9 and hyphens; made of the title if absent."
    )
    excerpt: _line(1000) = Field(None, examples=["Short description"])  # type: ignore[valid-type]  # as above
    body: Annotated[str, StringConstraints(max_length=LONGEST_BODY)] | None = Field(
        None, examples=["# Markdown Content\n\nText paragraph..."], description="Markdown; raw HTML is shown as text."
    )
    meta_title: _line(200) = None  # type: ignore[valid-type]  # as above
    meta_description: _line(500) = None  # type: ignore[valid-type]  # as above
    canonical: _line(_LONGEST_URL) = Field(None, description="An http or https address.")  # type: ignore[valid-type]
    og_image: _line(_LONGEST_URL) = Field(None, description="An http or https address.")  # type: ignore[valid-type]
    schema_type: _line(100) = Field(None, examples=["Article"])  # type: ignore[valid-type]  # as above
    schema_data: dict[str, Any] | None = Field(None, description="Goes into the post's JSON-LD.")
    hero_image_id: _line(100) = Field(None, description="An image of the media library.")  # type: ignore[valid-type]

    def change(self) -> TextChange:
        """What it asks for."""
        given = self.model_dump(exclude={"locale", "delete"}, exclude_unset=True)
        values = {
            name: _EMPTY.get(name) if value is None else value
            for name, value in given.items()
            if value is not None or name not in _KEPT_IF_NULL
        }
        return TextChange(self.locale, values)


class NewTranslation(_Written):
    """A translation to come."""

    title: _Title = Field(examples=["Post Title"])


class ChangedTranslation(_Written):
    """What is to become of a translation; absent fields stay."""

    title: _Title | None = None
    delete: bool = Field(default=False, alias="_delete", description="Takes the translation away.")

    @override
    def change(self) -> TextChange:
        """What it asks for."""
        return TextChange(self.locale, delete=True) if self.delete else super().change()


class _Filed(Camel):
    category_ids: list[_Id] | None = Field(None, max_length=50, description="All categories; others are taken away.")
    tag_ids: list[_Id] | None = Field(None, max_length=100, description="All tags; others are taken away.")
    status: Status | None = Field(None, description="PUBLISHED and SCHEDULED are for editors.")
    publish_at: _Moment = Field(None, examples=["2026-01-20T10:00:00Z"], description="In the future it schedules.")


def _each_once(translations: list[Any]) -> None:
    locales = [one.locale for one in translations]
    if len(set(locales)) != len(locales):
        raise refusal("translations: each locale may be given once")


class CreatePost(_Filed):
    """A post to be made."""

    translations: list[NewTranslation] = Field(min_length=1, max_length=MOST_TRANSLATIONS)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _each_once(self.translations)
        return self


class ChangePost(_Filed):
    """What is to be changed; absent fields, and absent translations, stay."""

    translations: list[ChangedTranslation] | None = Field(None, max_length=MOST_TRANSLATIONS)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _each_once(self.translations or [])
        return self


class PublishPost(Camel):
    """When to publish."""

    publish_at: _Moment = Field(
        None, examples=["2026-01-20T10:00:00Z"], description="In the future it schedules; else, or absent, it is now."
    )


class AuthorShown(Camel):
    """Who has written it, as the site shows them."""

    id: str
    name: str
    avatar: str | None


class TermTranslation(Camel):
    """A tag in one language."""

    locale: str
    name: str
    slug: str


class CategoryTranslation(TermTranslation):
    """A category in one language."""

    description: str | None


class CategoryShown(Camel):
    """A category in which a post is filed."""

    id: str
    parent_id: str | None
    translations: list[CategoryTranslation]


class TagShown(Camel):
    """A tag that a post bears."""

    id: str
    translations: list[TermTranslation]


class TranslationListed(Camel):
    """A translation as lists show it."""

    id: str
    locale: str
    title: str
    slug: str
    excerpt: str
    meta_title: str | None
    meta_description: str | None
    canonical: str | None
    og_image: str | None
    schema_type: str | None
    schema_data: dict[str, Any] | None
    hero_image_id: str | None
    reading_time: int = Field(description="Minutes.")
    version: int = Field(description="Of the newest revision.")
    updated_at: datetime


class TranslationWhole(TranslationListed):
    """A translation with its body."""

    body: str
    body_html: str = Field(description="Sanitised.")
    hero_image: MediaSeen | None


class PostListed(Camel):
    """A post as the staff's lists show it."""

    id: str
    author_id: str
    status: Status
    publish_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int = Field(description="Rises with every change; the ETag.")
    translations: list[TranslationListed]
    author: AuthorShown
    categories: list[CategoryShown]
    tags: list[TagShown]


class PostWhole(PostListed):
    """A post as the staff sees it."""

    translations: list[TranslationWhole]  # type: ignore[assignment]  # more of the same


class PostPage(Camel):
    """A page of posts."""

    data: list[PostListed]
    meta: Meta


class Deleted(BaseModel):
    """It is gone."""

    success: bool


class Creator(Camel):
    """Who has written a revision."""

    id: str
    name: str


class RevisionShown(Camel):
    """A translation as it was saved."""

    id: str
    post_id: str
    locale: str
    version: int
    data: dict[str, Any]
    created_at: datetime
    created_by: Creator | None


class PreviewToken(BaseModel):
    """A link to an unpublished post, good for 7 days."""

    token: str
    url: str = Field(examples=["http://localhost:3000/preview/cf_preview_..."])
