"""What a change makes stale on the public side: told once, by whoever changes something, to all who keep copies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from contentforge_blog.revalidation import ask_to_revalidate
from contentforge_blog.versions import raise_version
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId


@dataclass(frozen=True, slots=True)
class PublicChange:
    """Something that readers see has changed.

    Attributes:
        event: what happened, as `post.published`, `post.updated`, `post.unpublished`, `post.deleted`,
            `category.changed`, `tag.changed`, `media.changed`, `author.changed` or `site.changed`.
        locales: the languages in which it shows.
        slugs: of the pages concerned, by language; former slugs too, if they led somewhere until now.
        tags: names of what changed: `post:{id}`, `category:{id}`, `tag:{id}`.
    """

    event: str
    locales: frozenset[str]
    slugs: Mapping[str, Collection[str]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteChanged:
    """Effect: what is kept of this site's public side must be made anew."""

    tenant: TenantId
    change: PublicChange


async def announce(session: WriteSession, tenant: TenantId, change: PublicChange) -> None:
    """Have copies of the public side dropped after the commit, and the site's web server told."""
    await raise_version(session, tenant)
    session.after_commit(SiteChanged(tenant, change))
    calls = [(locale, sorted(change.slugs.get(locale, ()))) for locale in sorted(change.locales)]
    await ask_to_revalidate(session, tenant, change.event, calls, change.tags)
