"""SQL of revisions."""

from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id

# Whoever writes holds the post's row: numbers have no gaps, also where a language comes back.
_NEXT: Final = """
SELECT coalesce(max(version), 0) + 1 FROM blog_revision WHERE organization_id = $1 AND post_id = $2 AND locale = $3
"""

_INSERT: Final = f"""
INSERT INTO blog_revision (organization_id, post_id, locale, id, data, body_html, created_by, version)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, ({_NEXT})) RETURNING version
"""

_LISTING: Final = """
SELECT revision.id, revision.post_id, revision.locale, revision.version, revision.data::text AS data,
    revision.created_at, revision.created_by, member.name
FROM blog_revision AS revision LEFT JOIN membership AS member
    ON member.organization_id = revision.organization_id AND member.user_id = revision.created_by
WHERE revision.organization_id = $1 AND revision.post_id = $2 AND revision.locale = $3
  AND ($4::integer IS NULL OR revision.version < $4)
ORDER BY revision.version DESC LIMIT $5
"""

_DATA: Final = """
SELECT data::text FROM blog_revision WHERE organization_id = $1 AND post_id = $2 AND locale = $3 AND version = $4
"""


async def next_version(session: WriteSession, tenant: TenantId, post: UUID, locale: str) -> int:
    """The number that the next revision will have."""
    version: int = await session.fetchval(_NEXT, tenant, post, locale)
    return version


async def insert(
    session: WriteSession, tenant: TenantId, post: UUID, locale: str, data: str, body_html: str, user: UserId | None
) -> int:
    """Number and keep a translation as JSON; the caller holds the post's row. The number comes back."""
    version: int = await session.fetchval(_INSERT, tenant, post, locale, new_id(), data, body_html, user)
    return version


async def listing(
    session: ReadSession, tenant: TenantId, post: UUID, locale: str, *, before: int | None, limit: int
) -> list[asyncpg.Record]:
    """The newest first, or those before a version."""
    return await session.fetch(_LISTING, tenant, post, locale, before, limit)


async def data(session: ReadSession, tenant: TenantId, post: UUID, locale: str, version: int) -> str | None:
    """What a revision says, as JSON."""
    found: str | None = await session.fetchval(_DATA, tenant, post, locale, version)
    return found
