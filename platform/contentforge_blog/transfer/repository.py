"""SQL of bringing posts in and taking them along."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_blog.posts.filing_repository import Filing
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_COUNT: Final = "SELECT count(*) FROM blog_post WHERE organization_id = $1"

_AFTER: Final = """
SELECT post.id, post.created_at FROM blog_post AS post
WHERE post.organization_id = $1 AND (post.created_at, post.id) > ($2, $3)
ORDER BY post.created_at, post.id LIMIT $4
"""

_MEDIA: Final = """
SELECT file.id, file.uploader_id, file.original_name, file.object_key, file.alt, file.caption, file.focal_x,
    file.focal_y, file.created_at
FROM blog_media AS file
WHERE file.organization_id = $1 AND file.status <> 'failed' AND (file.created_at, file.id) > ($2, $3)
ORDER BY file.created_at, file.id LIMIT $4
"""

_MEDIA_COUNT: Final = "SELECT count(*) FROM blog_media WHERE organization_id = $1 AND status <> 'failed'"

_EMAILS: Final = """
SELECT member.user_id, account.email, account.email_normalized
FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
WHERE member.organization_id = $1
"""

_TERMS: Final = """
SELECT term.id, {parent} AS parent, term.created_at FROM blog_{kind} AS term WHERE term.organization_id = $1
ORDER BY term.created_at, term.id
"""

_NAMES: Final = """
SELECT {kind}_id AS term, locale, name, slug{description} FROM blog_{kind}_translation
WHERE organization_id = $1 ORDER BY locale
"""

_PUT_CATEGORY: Final = """
INSERT INTO blog_category (organization_id, id, parent_id, created_at)
VALUES ($1, $2, $3, coalesce($4, clock_timestamp())) ON CONFLICT DO NOTHING RETURNING true
"""

_PUT_TAG: Final = """
INSERT INTO blog_tag (organization_id, id, created_at) VALUES ($1, $2, coalesce($3, clock_timestamp()))
ON CONFLICT DO NOTHING RETURNING true
"""

_PUT_CATEGORY_NAME: Final = """
INSERT INTO blog_category_translation (organization_id, category_id, locale, name, slug, description)
VALUES ($1, $2, $3, $4, $5, $6)
"""

_PUT_TAG_NAME: Final = """
INSERT INTO blog_tag_translation (organization_id, tag_id, locale, name, slug) VALUES ($1, $2, $3, $4, $5)
"""

_BY_SLUG: Final = (
    "SELECT {kind}_id FROM blog_{kind}_translation WHERE organization_id = $1 AND locale = $2 AND slug = $3"
)

_EXISTS: Final = "SELECT EXISTS (SELECT FROM blog_post WHERE organization_id = $1 AND id = $2)"

_DATE: Final = """
UPDATE blog_post SET created_at = coalesce($3, created_at), publish_at = coalesce($4, publish_at)
WHERE organization_id = $1 AND id = $2
"""


async def count(session: ReadSession, tenant: TenantId) -> int:
    """How many posts there are."""
    return int(await session.fetchval(_COUNT, tenant))


async def after(
    session: ReadSession, tenant: TenantId, moment: datetime, post: UUID, limit: int
) -> list[asyncpg.Record]:
    """The posts that follow one, the oldest first."""
    return await session.fetch(_AFTER, tenant, moment, post, limit)


async def count_media(session: ReadSession, tenant: TenantId) -> int:
    """How many files there are that can be shown."""
    return int(await session.fetchval(_MEDIA_COUNT, tenant))


async def media_after(
    session: ReadSession, tenant: TenantId, moment: datetime, media: UUID, limit: int
) -> list[asyncpg.Record]:
    """The files that follow one, the oldest first."""
    return await session.fetch(_MEDIA, tenant, moment, media, limit)


async def emails(session: ReadSession, tenant: TenantId) -> list[asyncpg.Record]:
    """Addresses of all who are or were members."""
    return await session.fetch(_EMAILS, tenant)


async def terms(session: ReadSession, tenant: TenantId, kind: Filing) -> list[asyncpg.Record]:
    """Categories or tags, the oldest first."""
    parent = "term.parent_id" if kind is Filing.CATEGORY else "NULL::uuid"
    return await session.fetch(_TERMS.format(kind=kind, parent=parent), tenant)


async def names(session: ReadSession, tenant: TenantId, kind: Filing) -> list[asyncpg.Record]:
    """What they are called."""
    description = ", description" if kind is Filing.CATEGORY else ""
    return await session.fetch(_NAMES.format(kind=kind, description=description), tenant)


async def put_term(
    session: WriteSession, tenant: TenantId, kind: Filing, term: UUID, parent: UUID | None, moment: datetime | None
) -> bool:
    """Insert a category or tag; False if it is there."""
    if kind is Filing.CATEGORY:
        return bool(await session.fetchval(_PUT_CATEGORY, tenant, term, parent, moment))
    return bool(await session.fetchval(_PUT_TAG, tenant, term, moment))


async def put_name(
    session: WriteSession, tenant: TenantId, kind: Filing, term: UUID, values: Sequence[str | None]
) -> None:
    """Insert a translation: locale, name, slug, description."""
    if kind is Filing.CATEGORY:
        await session.fetchval(_PUT_CATEGORY_NAME, tenant, term, *values)
    else:
        await session.fetchval(_PUT_TAG_NAME, tenant, term, *values[:3])


async def term_by_slug(session: ReadSession, tenant: TenantId, kind: Filing, locale: str, slug: str) -> UUID | None:
    """Which category or tag has a slug."""
    found: UUID | None = await session.fetchval(_BY_SLUG.format(kind=kind), tenant, locale, slug)
    return found


async def exists(session: ReadSession, tenant: TenantId, post: UUID) -> bool:
    """Whether the site has the post."""
    return bool(await session.fetchval(_EXISTS, tenant, post))


async def date(
    session: WriteSession, tenant: TenantId, post: UUID, created_at: datetime | None, publish_at: datetime | None
) -> None:
    """Set times that were long before; None leaves as it is."""
    await session.fetchval(_DATE, tenant, post, created_at, publish_at)


def by_address(rows: Sequence[asyncpg.Record]) -> dict[str, UserId]:
    """Whose an address is, of rows of `emails`."""
    return {row["email_normalized"]: UserId(row["user_id"]) for row in rows}
