"""Go back to what a translation said before."""

from collections.abc import Collection
from uuid import UUID

from contentforge_blog.posts import repository
from contentforge_blog.posts.change import Change
from contentforge_blog.posts.errors import RevisionNotFound, TranslationNotFound
from contentforge_blog.posts.text import COLUMNS, TextChange
from contentforge_blog.revisions import values_at
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId


async def change_back(
    session: ReadSession,
    tenant: TenantId,
    post: UUID,
    locale: str,
    version: int,
    expected: Collection[int] | None = None,
) -> Change:
    """The change that makes a translation say what it said in a version. Its slug stays, a lost hero image is left out.

    Raises:
        TranslationNotFound, RevisionNotFound: there is no such translation, or version of it.
    """
    if locale not in {row["locale"] for row in await repository.texts(session, tenant, post)}:
        raise TranslationNotFound
    found = await values_at(session, tenant, post, locale, version)
    if found is None:
        raise RevisionNotFound
    values = {name: found[name] for name in COLUMNS if name in found and name != "slug"}
    hero = values.get("hero_image_id")
    if hero is not None and await repository.unknown_images(session, tenant, [UUID(str(hero))]):
        values["hero_image_id"] = None
    return Change(texts=[TextChange(locale, values, always=True)], expected=expected)
