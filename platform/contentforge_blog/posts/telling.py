"""Tell whoever keeps copies of the public side what a change to a post has made stale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final
from uuid import UUID

from contentforge_blog.changes import PublicChange, announce
from contentforge_blog.posts import repository
from contentforge_blog.posts.filing import Places, places_of
from contentforge_blog.posts.status import Status
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId

_EVENTS: Final = {
    (False, True): "post.published",
    (True, True): "post.updated",
    (True, False): "post.unpublished",
}


@dataclass(frozen=True, slots=True)
class Outside:
    """What a post shows to the outside at one moment; nothing at all unless it is published."""

    published: bool
    slugs: Mapping[str, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)


async def outside_of(session: ReadSession, tenant: TenantId, post: UUID, status: Status) -> Outside:
    """What the post shows now."""
    if status is not Status.PUBLISHED:
        return Outside(published=False)
    texts = await repository.texts(session, tenant, post)
    slugs = {row["locale"]: row["slug"] for row in texts}
    return Outside(published=True, slugs=slugs, places=await places_of(session, tenant, post))


async def tell(
    session: WriteSession,
    tenant: TenantId,
    post: UUID,
    before: Outside,
    after: Outside,
    former: Iterable[tuple[str, str]] | None = None,
) -> None:
    """Have stale copies dropped, if readers could see the post before, or can now.

    `former` are locales and slugs that have led to a post which is deleted by now.
    """
    if not (before.published or after.published):
        return
    deleted = former is not None
    led = former if former is not None else await repository.former_slugs(session, tenant, post)
    slugs: dict[str, set[str]] = {}
    for locale, slug in chain(before.slugs.items(), after.slugs.items(), led):
        slugs.setdefault(locale, set()).add(slug)
    names = before.places.names() | after.places.names()
    event = "post.deleted" if deleted else _EVENTS[before.published, after.published]
    await announce(session, tenant, PublicChange(event, frozenset(slugs), slugs, (f"post:{post}", *sorted(names))))
