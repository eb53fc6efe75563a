"""SQL that changes pieces beside what jobs do to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_content.vocabulary import ContentType
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId

_INSERT = """
WITH item AS (
    INSERT INTO content_item (
        organization_id, id, user_id, content_type, position, title, text, version, word_count, created_at, updated_at
    )
    SELECT $1, $2, $3, $4, 1, $5, $6, 1, $7, moment, moment FROM clock_timestamp() AS moment
    RETURNING id, text, word_count, created_at
), version AS (
    INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
    SELECT $1, id, 1, text, 'edited', word_count, $3 FROM item
)
SELECT created_at FROM item
"""

_DESCRIBE = """
UPDATE content_item
SET title = CASE WHEN $3 THEN $4 ELSE title END, tags = coalesce($5::text[], tags), notes = coalesce($6, notes),
    content_type = coalesce($7, content_type), updated_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2
"""

_KEEP = """
UPDATE content_item SET in_library = true, title = $3, updated_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2
"""

_DELETE = "DELETE FROM content_item WHERE organization_id = $1 AND id = $2"

_SIBLINGS = """
SELECT EXISTS (SELECT 1 FROM content_item WHERE organization_id = $1 AND job_id = $2 AND id <> $3)
    OR EXISTS (SELECT 1 FROM image WHERE organization_id = $1 AND job_id = $2)
"""

_REWRITING = """
SELECT id FROM generation_job
WHERE organization_id = $1 AND target_id = $2 AND status IN ('pending', 'processing')
"""

UNCHANGED: Final = object()
"""Stands for a title that is left as it is; None takes it away."""


async def insert(
    session: WriteSession,
    tenant: TenantId,
    item: UUID,
    user: UserId,
    content_type: ContentType,
    *,
    title: str,
    text: str,
    words: int,
) -> datetime:
    """Insert a text with its first version; when that was."""
    moment: datetime = await session.fetchval(_INSERT, tenant, item, user, content_type, title, text, words)
    return moment


async def describe(
    session: WriteSession,
    tenant: TenantId,
    item: UUID,
    *,
    title: object,
    tags: Sequence[str] | None,
    notes: str | None,
    content_type: ContentType | None,
) -> None:
    """Set what is given; None leaves as it is."""
    retitle = title is not UNCHANGED
    await session.fetchval(_DESCRIBE, tenant, item, retitle, title if retitle else None, tags, notes, content_type)


async def keep(session: WriteSession, tenant: TenantId, item: UUID, title: str) -> None:
    """Put the item into the library under a title."""
    await session.fetchval(_KEEP, tenant, item, title)


async def delete(session: WriteSession, tenant: TenantId, item: UUID) -> None:
    """Delete the item with its versions."""
    await session.fetchval(_DELETE, tenant, item)


async def is_alone(session: WriteSession, tenant: TenantId, job: UUID, item: UUID) -> bool:
    """Whether the job has made nothing but this item."""
    return not await session.fetchval(_SIBLINGS, tenant, job, item)


async def rewriting(session: WriteSession, tenant: TenantId, item: UUID) -> list[asyncpg.Record]:
    """The unfinished jobs that write this item anew."""
    return await session.fetch(_REWRITING, tenant, item)
