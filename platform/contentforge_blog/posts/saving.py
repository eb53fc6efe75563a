"""Store translations: slugs chosen and guarded, a revision for each, former slugs of published posts kept."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.posts import repository
from contentforge_blog.posts.composing import Composed
from contentforge_blog.posts.errors import SlugTaken, UnknownReference
from contentforge_blog.posts.rules import RESERVED
from contentforge_blog.posts.text import Text
from contentforge_blog.revisions import repository as revisions
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.text import SLUG_LENGTH, slugify

# So often somebody else may take a slug that was free a moment ago.
_TRIES: Final = 20
_LONGEST_STEM: Final = SLUG_LENGTH - len("-99999")


async def check_images(session: ReadSession, tenant: TenantId, texts: Iterable[Text]) -> None:
    """See to it that hero images are pictures of the library.

    Raises:
        UnknownReference: one is not.
    """
    wanted = {text.hero_image_id for text in texts if text.hero_image_id is not None}
    if wanted and (unknown := await repository.unknown_images(session, tenant, wanted)):
        told = ", ".join(sorted(map(str, unknown)))
        raise UnknownReference(f"heroImageId: there is no image {told}", loc=("body", "heroImageId"))


async def add(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, composed: Composed, user: UserId
) -> str:
    """Insert a translation; the slug comes back, which is made of the title if none is given.

    Such a slug is numbered where it is taken (-2, -3), also if somebody takes it at the same moment.

    Raises:
        SlugTaken: the given slug is another post's.
    """
    version = await revisions.next_version(session, tenant, post, locale)
    given = composed.text.slug
    stem = given or slugify(composed.text.title, post.hex[:8])[:_LONGEST_STEM].rstrip("-")
    for _ in range(1 if given else _TRIES):
        slug = given or _free(stem, await repository.taken(session, tenant, locale, stem))
        named = replace(composed, text=replace(composed.text, slug=slug))
        if await repository.add(session, tenant, post, locale, named, version):
            await repository.drop_slug(session, tenant, locale, slug)
            await _revise(session, tenant, post, locale, named, user)
            return slug
    raise SlugTaken(locale, stem)


async def rewrite(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, composed: Composed, user: UserId
) -> None:
    """Store a translation that is there already anew.

    Raises:
        SlugTaken: its slug is another post's.
    """
    version = await _revise(session, tenant, post, locale, composed, user)
    try:
        await repository.rewrite(session, tenant, post, locale, composed, version)
    except asyncpg.UniqueViolationError:
        raise SlugTaken(locale, composed.text.slug) from None


async def move_slug(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, slugs: tuple[str, str], *, keep: bool
) -> None:
    """Have the second of two slugs lead to nobody else, and with `keep` the first one to the post from now on."""
    former, now = slugs
    await repository.drop_slug(session, tenant, locale, now)
    if keep:
        await repository.keep_slug(session, tenant, locale, former, post)


async def _revise(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, composed: Composed, user: UserId
) -> int:
    data = orjson.dumps(composed.text.values(), default=str).decode()
    return await revisions.insert(session, tenant, post, locale, data, composed.rendered.html, user)


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken and stem not in RESERVED:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
