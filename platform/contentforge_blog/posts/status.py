"""How a post stands, and who may move it where: a table of edges, each with what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contentforge_platform.errors import Invalid
from contentforge_tenants.access import Permission


class Status(StrEnum):
    DRAFT = "DRAFT"
    REVIEW = "REVIEW"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"


SEEN: Final = frozenset({Status.SCHEDULED, Status.PUBLISHED})
"""What readers see, or will see: who names such a status must be allowed to publish, even where it is so already."""

_WRITE: Final = Permission.BLOG_POSTS_WRITE_OWN
_PUBLISH: Final = Permission.BLOG_POSTS_PUBLISH

# From where (None: a new post) to where. What readers see, will see or see no longer is for those who may publish; an
# edge from a status to itself is another time.
EDGES: Final[Mapping[tuple[Status | None, Status], Permission]] = MappingProxyType(
    {
        (None, Status.DRAFT): _WRITE,
        (None, Status.REVIEW): _WRITE,
        (None, Status.SCHEDULED): _PUBLISH,
        (None, Status.PUBLISHED): _PUBLISH,
        (Status.DRAFT, Status.DRAFT): _WRITE,
        (Status.DRAFT, Status.REVIEW): _WRITE,
        (Status.DRAFT, Status.SCHEDULED): _PUBLISH,
        (Status.DRAFT, Status.PUBLISHED): _PUBLISH,
        (Status.REVIEW, Status.DRAFT): _WRITE,
        (Status.REVIEW, Status.REVIEW): _WRITE,
        (Status.REVIEW, Status.SCHEDULED): _PUBLISH,
        (Status.REVIEW, Status.PUBLISHED): _PUBLISH,
        (Status.SCHEDULED, Status.DRAFT): _PUBLISH,
        (Status.SCHEDULED, Status.REVIEW): _PUBLISH,
        (Status.SCHEDULED, Status.SCHEDULED): _PUBLISH,
        (Status.SCHEDULED, Status.PUBLISHED): _PUBLISH,
        (Status.PUBLISHED, Status.DRAFT): _PUBLISH,
        (Status.PUBLISHED, Status.REVIEW): _PUBLISH,
        (Status.PUBLISHED, Status.SCHEDULED): _PUBLISH,
        (Status.PUBLISHED, Status.PUBLISHED): _PUBLISH,
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Status and time of a post. The time of a draft is what its author has in mind, and binds nobody."""

    status: Status
    publish_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks of a post's standing.

    Attributes:
        status: None leaves it.
        publish_at: means something only if `dated`; None is then no time at all.
    """

    status: Status | None = None
    publish_at: datetime | None = None
    dated: bool = False


def needed(before: Standing | None, after: Standing) -> Permission:
    """What a move needs."""
    return _WRITE if before == after else EDGES[None if before is None else before.status, after.status]


def resolve(before: Standing | None, wish: Wish, now: datetime) -> Standing:
    """How the post is to stand. `now` is the database's.

    A time to come schedules, whether the word is SCHEDULED or PUBLISHED; one that has passed publishes now. Of a post
    that is published already it is a correction of its date.

    Raises:
        Invalid: it is to be scheduled without a time.
    """
    if before is not None and wish.status is None and not wish.dated:
        return before
    former = before or Standing(Status.DRAFT)
    match wish.status or former.status:
        case Status.SCHEDULED:
            return _scheduled(wish.publish_at if wish.dated else former.publish_at, now)
        case Status.PUBLISHED:
            return _published(former, wish.publish_at, now)
        case unseen:
            kept = None if former.status in SEEN else former.publish_at
            return Standing(unseen, wish.publish_at if wish.dated else kept)


def _scheduled(when: datetime | None, now: datetime) -> Standing:
    if when is None:
        raise Invalid("publishAt is required to schedule a post", loc=("body", "publishAt"))
    return Standing(Status.SCHEDULED, when) if when > now else Standing(Status.PUBLISHED, now)


def _published(former: Standing, when: datetime | None, now: datetime) -> Standing:
    already = former.status is Status.PUBLISHED
    if when is None:
        return former if already else Standing(Status.PUBLISHED, now)
    if when > now:
        return Standing(Status.SCHEDULED, when)
    return Standing(Status.PUBLISHED, when if already else now)
