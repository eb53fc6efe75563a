"""SQL that changes posts and their translations."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.posts.composing import Composed
from contentforge_blog.posts.status import Standing
from contentforge_blog.posts.text import COLUMNS
from contentforge_blog.search import vector_sql
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId, WorkItemId, new_id

_NOW: Final = "SELECT clock_timestamp()"

_INSERT: Final = """
INSERT INTO blog_post (organization_id, id, author_id, status, publish_at) VALUES ($1, $2, $3, $4, $5)
"""

_FIND: Final = """
SELECT id, author_id, status, publish_at, publish_item, version FROM blog_post WHERE organization_id = $1 AND id = $2
"""

_SET_STANDING: Final = """
UPDATE blog_post SET status = $3, publish_at = $4, publish_item = $5 WHERE organization_id = $1 AND id = $2
"""

_TOUCH: Final = """
UPDATE blog_post SET version = version + 1, updated_at = clock_timestamp() WHERE organization_id = $1 AND id = $2
"""

_DELETE: Final = "DELETE FROM blog_post WHERE organization_id = $1 AND id = $2"

_SHOWN: Final = ", ".join("schema_data::text AS schema_data" if name == "schema_data" else name for name in COLUMNS)
_TEXTS: Final = f"""
SELECT locale, version, {_SHOWN} FROM blog_post_translation
WHERE organization_id = $1 AND post_id = $2 ORDER BY locale
"""

_MADE: Final = ("body_html", "reading_time", "version")
_VALUES: Final = (*COLUMNS, *_MADE)
_FIRST: Final = 4  # after organization, post and locale
_PLACES: Final = [
    f"${number}::jsonb" if name == "schema_data" else f"${number}" for number, name in enumerate(_VALUES, start=_FIRST)
]
_WORDS: Final = [f"${_FIRST + len(_VALUES) + number}" for number in range(3)]
_SEARCHED: Final = vector_sql("$1", *_WORDS)

_ADD: Final = f"""
INSERT INTO blog_post_translation (organization_id, post_id, locale, {", ".join(_VALUES)}, searched, id)
VALUES ($1, $2, $3, {", ".join(_PLACES)}, {_SEARCHED}, ${_FIRST + len(_VALUES) + 3})
ON CONFLICT (organization_id, locale, slug) DO NOTHING RETURNING true
"""

_REWRITE: Final = f"""
UPDATE blog_post_translation
SET ({", ".join(_VALUES)}, searched, updated_at) = ({", ".join(_PLACES)}, {_SEARCHED}, clock_timestamp())
WHERE organization_id = $1 AND post_id = $2 AND locale = $3
"""

_REMOVE: Final = "DELETE FROM blog_post_translation WHERE organization_id = $1 AND post_id = $2 AND locale = $3"

_TAKEN: Final = """
SELECT slug FROM blog_post_translation
WHERE organization_id = $1 AND locale = $2 AND (slug = $3 OR slug ~ ('^' || $3 || '-[0-9]+$'))
"""

_KEEP_SLUG: Final = """
INSERT INTO blog_former_slug (organization_id, locale, slug, post_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id, locale, slug) DO UPDATE SET post_id = excluded.post_id, created_at = clock_timestamp()
"""

_DROP_SLUG: Final = "DELETE FROM blog_former_slug WHERE organization_id = $1 AND locale = $2 AND slug = $3"

_FORMER: Final = "SELECT locale, slug FROM blog_former_slug WHERE organization_id = $1 AND post_id = $2"

_UNKNOWN_MEDIA: Final = """
SELECT wanted.id FROM unnest($2::uuid[]) AS wanted (id)
WHERE NOT EXISTS (SELECT FROM blog_media AS media
                  WHERE media.organization_id = $1 AND media.id = wanted.id AND media.kind = 'IMAGE')
"""


async def now(session: ReadSession) -> datetime:
    """The database's clock, by which posts are published."""
    moment: datetime = await session.fetchval(_NOW)
    return moment


async def insert(session: WriteSession, tenant: TenantId, post: UUID, author: UserId, standing: Standing) -> None:
    await session.fetchval(_INSERT, tenant, post, author, standing.status.value, standing.publish_at)


async def find(session: ReadSession, tenant: TenantId, post: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, post)


async def lock(session: WriteSession, tenant: TenantId, post: UUID) -> asyncpg.Record | None:
    """The post, its row held until the transaction ends."""
    return await session.fetchrow(f"{_FIND} FOR UPDATE", tenant, post)


async def set_standing(
    session: WriteSession, tenant: TenantId, post: UUID, standing: Standing, item: WorkItemId | None
) -> None:
    """Set status, time, and the work item that publishes it."""
    await session.fetchval(_SET_STANDING, tenant, post, standing.status.value, standing.publish_at, item)


async def touch(session: WriteSession, tenant: TenantId, post: UUID) -> None:
    """Count a change."""
    await session.fetchval(_TOUCH, tenant, post)


async def delete(session: WriteSession, tenant: TenantId, post: UUID) -> None:
    await session.fetchval(_DELETE, tenant, post)


async def texts(session: ReadSession, tenant: TenantId, post: UUID) -> list[asyncpg.Record]:
    """What the post says, by locale."""
    return await session.fetch(_TEXTS, tenant, post)


async def add(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, composed: Composed, version: int
) -> bool:
    """Insert a translation. False, and nothing has happened, if its slug is taken; one in flight is waited for."""
    values = _values(composed, version)
    return await session.fetchval(_ADD, tenant, post, locale, *values, new_id()) is not None


async def rewrite(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, composed: Composed, version: int
) -> None:
    """Set all values of a translation.

    Raises:
        asyncpg.UniqueViolationError: its slug is taken; the transaction is lost.
    """
    await session.fetchval(_REWRITE, tenant, post, locale, *_values(composed, version))


async def remove(session: WriteSession, tenant: TenantId, post: UUID, locale: str) -> None:
    await session.fetchval(_REMOVE, tenant, post, locale)


async def taken(session: ReadSession, tenant: TenantId, locale: str, slug: str) -> set[str]:
    """Of `slug` and its numbered forms, those that are in use."""
    return {row["slug"] for row in await session.fetch(_TAKEN, tenant, locale, slug)}


async def keep_slug(session: WriteSession, tenant: TenantId, locale: str, slug: str, post: UUID) -> None:
    """Have a former slug lead to the post."""
    await session.fetchval(_KEEP_SLUG, tenant, locale, slug, post)


async def drop_slug(session: WriteSession, tenant: TenantId, locale: str, slug: str) -> None:
    """A slug leads to whoever has it now."""
    await session.fetchval(_DROP_SLUG, tenant, locale, slug)


async def former_slugs(session: ReadSession, tenant: TenantId, post: UUID) -> list[tuple[str, str]]:
    """Locales and slugs that have led to the post."""
    return [(row["locale"], row["slug"]) for row in await session.fetch(_FORMER, tenant, post)]


async def unknown_images(session: ReadSession, tenant: TenantId, media: Collection[UUID]) -> list[UUID]:
    """Those of `media` that are no pictures of the organization's library."""
    return [row["id"] for row in await session.fetch(_UNKNOWN_MEDIA, tenant, list(media))]


def _values(composed: Composed, version: int) -> list[object]:
    values = composed.text.values()
    data = values["schema_data"]
    values["schema_data"] = None if data is None else orjson.dumps(data).decode()
    rendered, words = composed.rendered, composed.words
    made = [rendered.html, rendered.reading_time, version]
    return [*(values[name] for name in COLUMNS), *made, words.title, words.summary, words.body]
