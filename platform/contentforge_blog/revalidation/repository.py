"""SQL of revalidation."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId

_INSERT: Final = """
INSERT INTO blog_revalidation (organization_id, id, event, locale, slugs, tags)
SELECT $1, $2, $3, $4, $5::text[], $6::text[] FROM blog_site
WHERE organization_id = $1 AND revalidate_url IS NOT NULL
RETURNING id
"""

_GET: Final = """
SELECT asked.event, asked.locale, asked.slugs, asked.tags, site.revalidate_url AS url, site.revalidate_secret AS secret
FROM blog_revalidation AS asked JOIN blog_site AS site ON site.organization_id = asked.organization_id
WHERE asked.organization_id = $1 AND asked.id = $2
"""

_DELETE: Final = "DELETE FROM blog_revalidation WHERE organization_id = $1 AND id = $2"


async def insert(
    session: WriteSession, tenant: TenantId, asked: UUID, event: str, page: tuple[str, Sequence[str]], tags: list[str]
) -> bool:
    """Whether there is anybody to tell; `page` is a language and the slugs in it."""
    locale, slugs = page
    return await session.fetchval(_INSERT, tenant, asked, event, locale, list(slugs), tags) is not None


async def get(session: ReadSession, tenant: TenantId, asked: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_GET, tenant, asked)


async def delete(session: WriteSession, tenant: TenantId, asked: UUID) -> None:
    await session.fetchval(_DELETE, tenant, asked)
