"""A post as its readers see it: named in all its languages, with its text in at most one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.posts.post import Author, Post, Term, Translation, author_of, terms_of
from contentforge_blog.posts.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """What a page about the post needs, or a line of a list.

    Attributes:
        names: locale, title and slug in each language that the post has, by locale.
        text: what it says in the language that was asked for; without bodies where a list was read.
    """

    id: UUID
    author: Author
    status: Status
    publish_at: datetime | None
    names: Sequence[Mapping[str, str]]
    text: Translation | None
    categories: Sequence[Term]
    tags: Sequence[Term]

    @classmethod
    def of(cls, row: asyncpg.Record, text: Mapping[str, str] | None) -> Self:
        """Read a row of `public`; `text` names the column of each field of the text, if there is one in the row."""
        return cls(
            id=row["id"],
            author=author_of(row),
            status=Status(row["status"]),
            publish_at=row["publish_at"],
            names=orjson.loads(row["translations"]),
            text=None if text is None else _text(row, text),
            categories=terms_of(row["categories"]),
            tags=terms_of(row["tags"]),
        )

    @classmethod
    def in_locale(cls, post: Post, locale: str) -> Self:
        """View a post that was read as a whole."""
        return cls(
            id=post.id,
            author=post.author,
            status=post.status,
            publish_at=post.publish_at,
            names=[{"locale": one.locale, "title": one.title, "slug": one.slug} for one in post.translations],
            text=post.in_locale(locale),
            categories=post.categories,
            tags=post.tags,
        )


def _text(row: asyncpg.Record, columns: Mapping[str, str]) -> Translation:
    known = {name: row[column] for name, column in columns.items()}
    for name in ("schema_data", "hero"):  # JSON, which the driver gives as text
        if known[name] is not None:
            known[name] = orjson.loads(known[name])
    return Translation(**known)
