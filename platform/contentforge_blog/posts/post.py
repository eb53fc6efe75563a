"""A post as it is read: with its author, where it is filed, and what it says in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.posts.status import Status
from contentforge_platform.ids import UserId


@dataclass(frozen=True, slots=True)
class Author:
    """Who has written it, as the organization shows them."""

    id: UserId
    name: str
    avatar: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag. `translations` have locale, name and slug, categories' also a description."""

    id: UUID
    parent: UUID | None
    translations: Sequence[Mapping[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A post in one language.

    Attributes:
        body, body_html: None where the post was read without bodies, as lists do.
        hero: the row of the hero image in the media library, if there is one and it was read.
        reading_time: minutes.
        version: the number of the newest revision.
    """

    id: UUID
    locale: str
    title: str
    slug: str
    excerpt: str
    body: str | None = None
    body_html: str | None = None
    meta_title: str | None
    meta_description: str | None
    canonical: str | None
    og_image: str | None
    schema_type: str | None
    schema_data: Mapping[str, object] | None
    hero_image_id: UUID | None
    hero: Mapping[str, object] | None = None
    reading_time: int
    version: int
    updated_at: datetime

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """From JSON that the database has built."""
        known = dict(values)
        known["id"] = UUID(str(known["id"]))
        known["updated_at"] = datetime.fromisoformat(str(known["updated_at"]))
        if (hero := known["hero_image_id"]) is not None:
            known["hero_image_id"] = UUID(str(hero))
        return cls(**known)  # type: ignore[arg-type]  # the names are the fields', the types the table's


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is published as one. `version` rises with every change."""

    id: UUID
    author: Author
    status: Status
    publish_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    translations: Sequence[Translation]
    categories: Sequence[Term]
    tags: Sequence[Term]

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """Read a row of `queries`."""
        return cls(
            id=row["id"],
            author=author_of(row),
            status=Status(row["status"]),
            publish_at=row["publish_at"],
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            translations=[Translation.of(one) for one in orjson.loads(row["translations"])],
            categories=terms_of(row["categories"]),
            tags=terms_of(row["tags"]),
        )

    def in_locale(self, locale: str) -> Translation | None:
        """What it says in a language."""
        return next((one for one in self.translations if one.locale == locale), None)


def author_of(row: asyncpg.Record) -> Author:
    """Who has written the post of a row of `queries`."""
    return Author(UserId(row["author_id"]), row["author_name"], row["author_avatar"])


def terms_of(built: str) -> list[Term]:
    """Read JSON of `queries` that says where a post is filed."""
    return [_term(one) for one in orjson.loads(built)]


def _term(values: Mapping[str, object]) -> Term:
    parent, translations = values.get("parent_id"), values["translations"]
    return Term(
        id=UUID(str(values["id"])),
        parent=None if parent is None else UUID(str(parent)),
        translations=translations if isinstance(translations, list) else [],
    )
