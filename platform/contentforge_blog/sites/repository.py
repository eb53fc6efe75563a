"""SQL of sites."""

from collections.abc import Mapping
from typing import Final

import asyncpg

from contentforge_platform.database import ReadSession, SystemSession, WriteSession
from contentforge_platform.ids import TenantId

COLUMNS: Final = frozenset(
    {"title", "description", "site_url", "preview_path", "post_path", "category_path", "tag_path"}
    | {"default_locale", "locales", "registration", "revalidate_url", "revalidate_secret"}
)


# Column by column: a row as one value changes its type with every column that a later release adds.
def _settings(row: str) -> str:
    return ", ".join(f"({row}).{column}" for column in sorted(COLUMNS | {"updated_at"}))


OPEN: Final = f"""
SELECT outcome, organization_id AS tenant, slug, name, (site).organization_id AS site, {_settings("site")},
    current_setting('app.tenant') AS in_sight,
    coalesce((SELECT version FROM public_version_of($1)), 0) AS public_version
FROM open_site($1)
"""

_GET: Final = f"""
SELECT organization.id AS tenant, organization.slug, organization.name, blog_site.organization_id AS site,
    {_settings("blog_site")}
FROM organization LEFT JOIN blog_site ON blog_site.organization_id = organization.id
WHERE organization.id = $1
"""

_LOCK: Final = """
INSERT INTO blog_site (organization_id) VALUES ($1)
ON CONFLICT (organization_id) DO UPDATE SET organization_id = excluded.organization_id
"""

_USED: Final = """
SELECT locale FROM unnest($2::text[]) AS wanted (locale)
WHERE EXISTS (SELECT FROM blog_post_translation AS t WHERE t.organization_id = $1 AND t.locale = wanted.locale)
   OR EXISTS (SELECT FROM blog_category_translation AS t WHERE t.organization_id = $1 AND t.locale = wanted.locale)
   OR EXISTS (SELECT FROM blog_tag_translation AS t WHERE t.organization_id = $1 AND t.locale = wanted.locale)
ORDER BY locale
"""

_ORIGINS: Final = """
SELECT organization.slug, blog_site.site_url AS url
FROM blog_site JOIN organization ON organization.id = blog_site.organization_id WHERE blog_site.site_url IS NOT NULL
"""


async def get(session: ReadSession, tenant: TenantId) -> asyncpg.Record | None:
    return await session.fetchrow(_GET, tenant)


async def lock(session: WriteSession, tenant: TenantId) -> None:
    """Make the row of settings if there is none, and hold it."""
    await session.fetchval(_LOCK, tenant)


async def update(session: WriteSession, tenant: TenantId, values: Mapping[str, object]) -> bool:
    """Set columns, all of which are in COLUMNS; False if they were so before."""
    if not values.keys() <= COLUMNS:
        raise ValueError(f"blog_site has no {sorted(values.keys() - COLUMNS)}")
    names, places = ", ".join(values), ", ".join(f"${number}" for number in range(2, len(values) + 2))
    sql = f"""
UPDATE blog_site SET ({names}, updated_at) = ROW({places}, clock_timestamp())
WHERE organization_id = $1 AND ({names}) IS DISTINCT FROM ({places}) RETURNING 1
"""
    return await session.fetchval(sql, tenant, *values.values()) is not None


async def used_locales(session: ReadSession, tenant: TenantId, locales: list[str]) -> list[str]:
    """Those of `locales` in which something is written."""
    return [row["locale"] for row in await session.fetch(_USED, tenant, locales)]


async def origins(session: SystemSession) -> list[asyncpg.Record]:
    return await session.fetch(_ORIGINS)
