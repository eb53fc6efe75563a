"""SQL of texts and their versions."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

MOST_VERSIONS: Final = 50

COLUMNS = """
id, job_id, user_id, content_type, title, text, generated_text, version, word_count, provider, model, created_at,
updated_at
"""

_FIND = f"SELECT {COLUMNS} FROM content_item WHERE organization_id = $1 AND id = $2"

_WRITE = f"""
WITH item AS (
    UPDATE content_item
    SET text = $3, version = version + 1, word_count = $4, updated_at = clock_timestamp()
    WHERE organization_id = $1 AND id = $2 RETURNING {COLUMNS}
), version AS (
    INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
    SELECT $1, id, version, text, $5, word_count, $6 FROM item
)
SELECT {COLUMNS} FROM item
"""

# A text that is edited again and again keeps its newest versions, and whatever was generated.
_TRIM = """
DELETE FROM content_version
WHERE organization_id = $1 AND item_id = $2 AND origin <> 'generated' AND version <= (
    SELECT version FROM content_item WHERE organization_id = $1 AND id = $2
) - $3
"""

# What was written before the first text was generated stays the newest version; going back finds the generated one.
_GENERATED = """
WITH new AS (
    SELECT * FROM unnest($2::uuid[], $3::text[], $4::int[]) AS new (id, text, word_count)
), item AS (
    UPDATE content_item
    SET text = CASE WHEN $7 THEN new.text ELSE coalesce(content_item.text, new.text) END, generated_text = new.text,
        word_count = CASE WHEN $7 OR content_item.text IS NULL THEN new.word_count ELSE content_item.word_count END,
        version = content_item.version + CASE WHEN $7 OR coalesce(content_item.text, new.text) = new.text
                                              THEN 1 ELSE 2 END,
        provider = $5, model = $6, updated_at = clock_timestamp()
    FROM new WHERE organization_id = $1 AND content_item.id = new.id
    RETURNING content_item.id, content_item.version, content_item.text, content_item.word_count, content_item.user_id,
        new.text AS generated, new.word_count AS generated_words, content_item.text <> new.text AS edited
), kept AS (
    INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
    SELECT $1, id, version, text, 'edited', word_count, user_id FROM item WHERE edited
)
INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
SELECT $1, id, CASE WHEN edited THEN version - 1 ELSE version END, generated, 'generated', generated_words, user_id
FROM item RETURNING true
"""

_VERSIONS = """
SELECT version, text, origin, word_count, created_by, created_at FROM content_version
WHERE organization_id = $1 AND item_id = $2 ORDER BY version DESC LIMIT 100
"""


async def find(session: ReadSession, tenant: TenantId, item: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_FIND, tenant, item)


async def lock(session: WriteSession, tenant: TenantId, item: UUID) -> asyncpg.Record | None:
    """The item, its row held until the transaction ends."""
    return await session.fetchrow(f"{_FIND} FOR NO KEY UPDATE", tenant, item)


async def write(
    session: WriteSession, tenant: TenantId, item: UUID, text: str, words: int, origin: str, user: UserId
) -> asyncpg.Record | None:
    """Set a person's text as the next version; beyond the newest 50, edited versions are forgotten."""
    row = await session.fetchrow(_WRITE, tenant, item, text, words, origin, user)
    if row is not None and row["version"] > MOST_VERSIONS:
        await session.fetchval(_TRIM, tenant, item, MOST_VERSIONS)
    return row


async def keep_generated(
    session: WriteSession,
    tenant: TenantId,
    texts: Mapping[UUID, tuple[str, int]],
    wrote: tuple[str, str],
    *,
    anew: bool,
) -> bool:
    """Set generated texts (with their word counts) as the next version of each item; False if all items are gone.

    `wrote` is the provider and model that ran. What a person wrote while the job was under way wins, unless the job was
    to write the item `anew`.
    """
    written = list(texts), [text for text, _ in texts.values()], [words for _, words in texts.values()]
    return await session.fetchval(_GENERATED, tenant, *written, *wrote, anew) is not None


async def versions(session: ReadSession, tenant: TenantId, item: UUID) -> list[asyncpg.Record]:
    """The newest 100, newest first."""
    return await session.fetch(_VERSIONS, tenant, item)
