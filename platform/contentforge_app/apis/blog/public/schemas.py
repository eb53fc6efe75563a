"""Posts as readers are shown them, for the documentation of the routes."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from contentforge_app.apis.blog.listing import Meta
from contentforge_app.apis.blog.media.schemas import MediaSeen
from contentforge_app.apis.blog.posts.schemas import AuthorShown, Camel, CategoryShown, TagShown
from contentforge_blog.posts.status import Status


class Heading(Camel):
    """A language in which there is a text, and where."""

    locale: str
    title: str
    slug: str


class CurrentTranslation(Heading):
    """The text in one language, without its body."""

    excerpt: str
    meta_title: str | None
    meta_description: str | None
    canonical: str | None
    og_image: str | None
    schema_type: str | None
    schema_data: dict[str, Any] | None
    hero_image: MediaSeen | None
    reading_time: int = Field(description="Minutes.")
    updated_at: datetime


class CurrentText(CurrentTranslation):
    """The text in one language."""

    body: str = Field(description="Markdown.")
    body_html: str = Field(description="Sanitised.")


class _Seen(Camel):
    id: str
    status: Status
    publish_at: datetime | None
    author: AuthorShown
    translations: list[Heading]
    categories: list[CategoryShown]
    tags: list[TagShown]


class PublicItem(_Seen):
    """A published post among others."""

    current_translation: CurrentTranslation | None = Field(None, description="Where a language is asked for.")


class PreviewedPost(_Seen):
    """A post of any status, to who holds a link to it."""

    current_translation: CurrentText


class PublicPost(PreviewedPost):
    """A published post."""

    json_ld: dict[str, Any] = Field(description="For a page to show; escape `<` in it there.")


class PublicPage(BaseModel):
    """A page of published posts."""

    data: list[PublicItem]
    meta: Meta


class MovedPost(BaseModel):
    """Where the post is found now."""

    statusCode: int = Field(examples=[308])  # noqa: N815 - the API's name
    message: str
    locale: str
    slug: str
