"""Which posts a list is to show, and in which version a post must be, read from the request."""

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import Header, Query

from contentforge_blog.posts.queries import PostFilter
from contentforge_blog.posts.status import Status
from contentforge_platform.errors import Invalid
from contentforge_platform.http.text import Text
from contentforge_platform.ids import parse_id

_NOTHING: Final = UUID(int=0)
_STRONG_TAG: Final = re.compile(r'(W/)?"([^"]*)"')
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag that was read; 412 if the post has changed since."),
]


async def asked_filter(
    status: Annotated[Text | None, Query(description="DRAFT, REVIEW, SCHEDULED or PUBLISHED.")] = None,
    search: Annotated[Text | None, Query(description="Words of title, excerpt or body.")] = None,
    category_id: Annotated[Text | None, Query(alias="categoryId")] = None,
    tag_id: Annotated[Text | None, Query(alias="tagId")] = None,
    author_id: Annotated[Text | None, Query(alias="authorId")] = None,
) -> PostFilter:
    """The filter; empty parameters are as good as none, ids that are none find nothing.

    Raises:
        Invalid: a status that there is none of.
    """
    return PostFilter(
        status=_status(status) if status else None,
        category=_id(category_id),
        tag=_id(tag_id),
        author=_id(author_id),
        search=search,
    )


def expected_versions(if_match: str | None) -> frozenset[int] | None:
    """The versions that `If-Match` names; None without the header, or for `*`. Weak tags match nothing (RFC 9110)."""
    if if_match is None or if_match.strip() == "*":
        return None
    tags = _STRONG_TAG.findall(if_match)
    return frozenset(int(tag) for weak, tag in tags if not weak and tag.isascii() and tag.isdigit() and len(tag) < 10)  # noqa: PLR2004 - digits of a version


def _status(name: str) -> Status:
    try:
        return Status(name.upper())
    except ValueError:
        raise Invalid("status must be DRAFT, REVIEW, SCHEDULED or PUBLISHED", loc=("query", "status")) from None


def _id(text: str | None) -> UUID | None:
    return (parse_id(text) or _NOTHING) if text else None
