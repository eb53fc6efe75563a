"""A post on its way from one place to another, where it is filed, and the files that it shows."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from contentforge_blog.media import FocalPoint
from contentforge_blog.posts.filing_repository import Filing
from contentforge_blog.posts.status import Status
from contentforge_blog.posts.text import Text
from contentforge_platform.ids import TenantId


class Unreadable(Exception):
    """A file, or a part of it, is not what it should be. The message is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """A category or tag. `translations` have locale, name and slug, categories' also a description."""

    kind: Filing
    id: UUID
    parent: UUID | None = None
    created_at: datetime | None = None
    translations: Sequence[Mapping[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntry:
    """A post with all it says.

    Attributes:
        source: where it was found, for messages.
        author: e-mail address of a member of the site; None, or nobody's, is whoever imports.
        created_at: None is the moment of the import.
    """

    id: UUID
    source: str
    status: Status = Status.DRAFT
    publish_at: datetime | None = None
    created_at: datetime | None = None
    author: str | None = None
    categories: Sequence[UUID] = ()
    tags: Sequence[UUID] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaEntry:
    """A file of the library, without its content.

    Attributes:
        source: where it was found, for messages.
        extension: of what its content is; whoever brings it in looks for themselves.
        uploader: e-mail address of a member of the site; None, or nobody's, is whoever imports.
    """

    id: UUID
    source: str
    original_name: str
    extension: str = ""
    alt: str = ""
    caption: str = ""
    focal: FocalPoint | None = None
    created_at: datetime | None = None
    uploader: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to bring in, read one by one; what cannot be read tells why in its place.

    Attributes:
        media: files with their contents, each open until the next is asked for.
        home: the organization whose site it was, if that is known: addresses of its files begin with it.
    """

    posts: Iterator[PostEntry | Unreadable]
    posts_total: int
    terms: Sequence[TermEntry] = ()
    media: Iterator[tuple[MediaEntry, BinaryIO] | Unreadable] = field(default_factory=lambda: iter(()))
    media_total: int = 0
    home: TenantId | None = None


def id_of(*names: str) -> UUID:
    """An id made of names, so that what is imported twice is made once."""
    return UUID(bytes=hashlib.sha256("\x1f".join(names).encode()).digest()[:16], version=4)
