"""SQL of the media library."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.media.keys import FocalPoint
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId

_COLUMNS: Final = """
id, uploader_id, filename, original_name, mime_type, kind, size_bytes, width, height, object_key,
variants::text AS variants, status, error_message, alt, caption, focal_x, focal_y, created_at, updated_at
"""

_INSERT: Final = f"""
INSERT INTO blog_media (organization_id, id, uploader_id, filename, original_name, mime_type, kind, size_bytes, width,
    height, object_key, variants, status, alt, caption, folded, focal_x, focal_y, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $15, $16, $17, $18,
    coalesce($19, clock_timestamp()))
RETURNING {_COLUMNS}
"""

_ONE: Final = f"SELECT {_COLUMNS} FROM blog_media WHERE organization_id = $1 AND id = $2"
_LOCKED: Final = f"{_ONE} FOR NO KEY UPDATE"

_ASKED: Final = """
organization_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR strpos(folded, $3) > 0)
"""
_PAGE: Final = f"""
SELECT {_COLUMNS} FROM blog_media WHERE {_ASKED} ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5
"""
_COUNT: Final = f"SELECT count(*) FROM blog_media WHERE {_ASKED}"

_CHANGE: Final = f"""
UPDATE blog_media SET alt = $3, caption = $4, folded = $5, focal_x = $6, focal_y = $7, variants = $8::jsonb,
    updated_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2 RETURNING {_COLUMNS}
"""

# What was made for another focal point meanwhile is not what is wanted any more.
_READY: Final = """
UPDATE blog_media SET status = 'ready', error_message = NULL
WHERE organization_id = $1 AND id = $2 AND variants = $3::jsonb RETURNING 1
"""

_FAILED: Final = """
UPDATE blog_media SET status = 'failed', error_message = $3
WHERE organization_id = $1 AND id = $2 AND status = 'processing'
"""

_STATUS: Final = "SELECT status FROM blog_media WHERE organization_id = $1 AND id = $2"

_DELETE: Final = "DELETE FROM blog_media WHERE organization_id = $1 AND id = $2"

_FREE: Final = """
UPDATE blog_post_translation SET hero_image_id = NULL WHERE organization_id = $1 AND hero_image_id = $2
"""

# A post shows a file as its hero image, or by its address in the text.
_SHOWN: Final = """
SELECT hero_image_id AS media, post_id FROM blog_post_translation
WHERE organization_id = $1 AND hero_image_id = ANY($2::uuid[])
UNION
SELECT found[1]::uuid, post_id FROM blog_post_translation, regexp_matches(
    body || ' ' || coalesce(og_image, ''), '/media/' || $1::text || '/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/',
    'g'
) AS found
WHERE organization_id = $1 AND strpos(body || coalesce(og_image, ''), '/media/' || $1::text) > 0
    AND found[1]::uuid = ANY($2::uuid[])
"""
_USES: Final = f"SELECT media, count(*) AS posts FROM ({_SHOWN}) AS shown GROUP BY media"

# Where readers see it: the pages of published posts.
_PAGES: Final = f"""
SELECT text.locale, text.slug FROM ({_SHOWN}) AS shown
JOIN blog_post AS post ON post.organization_id = $1 AND post.id = shown.post_id AND post.status = 'PUBLISHED'
JOIN blog_post_translation AS text ON text.organization_id = $1 AND text.post_id = post.id
"""


async def insert(session: WriteSession, tenant: TenantId, values: Sequence[object]) -> asyncpg.Record:
    """Insert a file by the columns from `id` on."""
    row = await session.fetchrow(_INSERT, tenant, *values)
    if row is None:
        raise LookupError("An insertion that returns its row has returned none.")
    return row


async def find(session: ReadSession, tenant: TenantId, media: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_ONE, tenant, media)


async def lock(session: WriteSession, tenant: TenantId, media: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_LOCKED, tenant, media)


async def status(session: ReadSession, tenant: TenantId, media: UUID) -> str | None:
    found: str | None = await session.fetchval(_STATUS, tenant, media)
    return found


async def page(
    session: ReadSession, tenant: TenantId, kind: str | None, sought: str | None, *, limit: int, offset: int
) -> list[asyncpg.Record]:
    return await session.fetch(_PAGE, tenant, kind, sought, limit, offset)


async def count(session: ReadSession, tenant: TenantId, kind: str | None, sought: str | None) -> int:
    return int(await session.fetchval(_COUNT, tenant, kind, sought))


async def change(
    session: WriteSession,
    tenant: TenantId,
    media: UUID,
    texts: tuple[str, str, str],
    focal: FocalPoint | None,
    variants: Mapping[str, str],
) -> asyncpg.Record | None:
    """Set alternative text, caption and what searches look in; focal point and variants."""
    point = (None, None) if focal is None else (focal.x, focal.y)
    return await session.fetchrow(_CHANGE, tenant, media, *texts, *point, as_json(variants))


async def ready(session: WriteSession, tenant: TenantId, media: UUID, variants: Mapping[str, str]) -> bool:
    """False if these are not the variants that are wanted, or the file is gone."""
    return await session.fetchval(_READY, tenant, media, as_json(variants)) is not None


async def failed(session: WriteSession, tenant: TenantId, media: UUID, reason: str) -> None:
    await session.fetchval(_FAILED, tenant, media, reason)


async def delete(session: WriteSession, tenant: TenantId, media: UUID) -> None:
    """Delete the row; posts whose hero image it was have none then."""
    await session.fetchval(_FREE, tenant, media)
    await session.fetchval(_DELETE, tenant, media)


async def uses(session: ReadSession, tenant: TenantId, media: Sequence[UUID]) -> dict[UUID, int]:
    """How many posts show each file."""
    rows = await session.fetch(_USES, tenant, list(media)) if media else []
    return {row["media"]: row["posts"] for row in rows}


async def pages(session: ReadSession, tenant: TenantId, media: UUID) -> list[asyncpg.Record]:
    """Language and slug of the published pages that show a file."""
    return await session.fetch(_PAGES, tenant, [media])


def as_json(variants: Mapping[str, str]) -> str:
    """Variants as the column holds them."""
    return orjson.dumps(dict(variants)).decode()
