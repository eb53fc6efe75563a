"""Make a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from contentforge_blog import turns
from contentforge_blog.posts import repository, saving
from contentforge_blog.posts.audited import POST
from contentforge_blog.posts.composing import Composed, Composition
from contentforge_blog.posts.filing import Places, file
from contentforge_blog.posts.hand import Hand
from contentforge_blog.posts.moving import decided, settle
from contentforge_blog.posts.rules import check
from contentforge_blog.posts.status import Standing, Status, Wish
from contentforge_blog.posts.telling import Outside, outside_of, tell
from contentforge_blog.posts.text import Text
from contentforge_blog.sites import Site, check_locale
from contentforge_blog.turns import Texts
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId
from contentforge_tenants import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A post to come: what it says by locale, where it is filed, how it is to stand."""

    id: UUID
    texts: Mapping[str, Text]
    places: Places = field(default_factory=Places)
    wish: Wish = field(default_factory=Wish)


def prepare(site: Site, draft: Draft) -> Composition:
    """What is to be composed before the post can be made.

    Raises:
        Invalid: a text breaks a rule, or the site does not have its language.
    """
    for locale, text in draft.texts.items():
        check_locale(site, locale, loc=("body", "translations", "locale"))
        check(text, locale)
    return composition(site, draft.id, draft.texts)


def composition(site: Site, post: UUID, texts: Mapping[str, Text]) -> Composition:
    """Texts of a post, to be composed as its site has it."""
    own = None if site.url is None else urlsplit(site.url).netloc
    return Composition(texts, prefix=f"p{post.hex[:8]}", own_host=own)


async def create(
    session: WriteSession, tenant: TenantId, hand: Hand, draft: Draft, composed: Mapping[str, Composed]
) -> None:
    """Make the post, whose author is the hand.

    Raises:
        MayNotPublish: it is to be published or scheduled by somebody who may not.
        SlugTaken: a slug that was asked for is another post's.
        UnknownReference: there is no such category, tag or image.
    """
    standing = await decided(session, None, hand, draft.wish)
    await saving.check_images(session, tenant, draft.texts.values())
    await turns.beside_others(session, tenant, Texts.POSTS)
    unscheduled = Standing(Status.DRAFT) if standing.status is Status.SCHEDULED else standing
    await repository.insert(session, tenant, draft.id, hand.user, unscheduled)
    slugs = {
        locale: await saving.add(session, tenant, draft.id, locale, composed[locale], hand.user)
        for locale in sorted(composed)  # in one order everywhere, so that nobody waits in a circle for slugs
    }
    await file(session, tenant, draft.id, draft.places)
    if standing.status is Status.SCHEDULED:
        await settle(session, tenant, draft.id, None, standing)
    await tell(
        session,
        tenant,
        draft.id,
        Outside(published=False),
        await outside_of(session, tenant, draft.id, standing.status),
    )
    titles = {locale: text.title for locale, text in draft.texts.items()}
    new = told(standing) | {"author_id": hand.user, "titles": titles, "slugs": slugs}
    await audit.record(session, tenant, hand.actor, audit.Action.CREATE, POST, draft.id, new=new)


def told(standing: Standing) -> dict[str, str | datetime | None]:
    """How a post stands, for the audit log."""
    return {"status": standing.status.value, "publish_at": standing.publish_at}
