"""SQL of texts and their versions."""

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


async def versions(session: ReadSession, tenant: TenantId, item: UUID) -> list[asyncpg.Record]:
    """The newest 100, newest first."""
    return await session.fetch(_VERSIONS, tenant, item)
