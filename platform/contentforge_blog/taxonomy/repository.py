"""SQL of categories and tags. The two kinds differ in the names of tables and in two columns."""

from typing import Final
from uuid import UUID

import asyncpg

from contentforge_blog.taxonomy.terms import Kind, TermText
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId

_DESCRIBED: Final = ", 'description', said.description"

_TERMS: Final = """
SELECT term.id, {parent} AS parent_id, term.created_at, term.updated_at,
    (SELECT coalesce(json_agg(json_build_object('locale', said.locale, 'name', said.name, 'slug', said.slug{described})
        ORDER BY said.locale), '[]')
     FROM blog_{kind}_translation AS said
     WHERE said.organization_id = term.organization_id AND said.{kind}_id = term.id)::text AS translations,
    (SELECT count(*) FROM blog_post_{kind} AS filed {published}
     WHERE filed.organization_id = term.organization_id AND filed.{kind}_id = term.id) AS posts
FROM blog_{kind} AS term WHERE term.organization_id = $1 {condition} ORDER BY term.created_at, term.id
"""
_PUBLISHED: Final = """
JOIN blog_post AS post ON post.organization_id = filed.organization_id AND post.id = filed.post_id
    AND post.status = 'PUBLISHED'
"""

_TREE: Final = "SELECT id, parent_id FROM blog_category WHERE organization_id = $1"
_LOCK: Final = "SELECT id FROM blog_{kind} WHERE organization_id = $1 AND id = $2 FOR UPDATE"

_INSERT_TEXT: Final = """
INSERT INTO blog_{kind}_translation (organization_id, {kind}_id, locale, name, slug{column})
VALUES ($1, $2, $3, $4, $5{value}) ON CONFLICT (organization_id, locale, slug) DO NOTHING RETURNING 1
"""
_DELETE_TEXT: Final = (
    "DELETE FROM blog_{kind}_translation WHERE organization_id = $1 AND {kind}_id = $2 AND locale = $3"
)

# Where readers see it: the pages of published posts that are filed there.
_PAGES: Final = """
SELECT said.locale, said.slug FROM blog_post_{kind} AS filed {published}
JOIN blog_post_translation AS said ON said.organization_id = $1 AND said.post_id = post.id
WHERE filed.organization_id = $1 AND filed.{kind}_id = $2
"""


async def terms(
    session: ReadSession, tenant: TenantId, kind: Kind, *, published_only: bool, only: UUID | None = None
) -> list[asyncpg.Record]:
    """All, oldest first, or one of them; counted are published posts, or all."""
    condition = "" if only is None else "AND term.id = $2"
    values = () if only is None else (only,)
    return await session.fetch(_select(kind, condition, published_only=published_only), tenant, *values)


async def by_slug(session: ReadSession, tenant: TenantId, kind: Kind, locale: str, slug: str) -> asyncpg.Record | None:
    """One by its slug in a language, with its published posts counted."""
    name = kind.value.name
    condition = (
        f"AND term.id = (SELECT found.{name}_id FROM blog_{name}_translation AS found"
        " WHERE found.organization_id = $1 AND found.locale = $2 AND found.slug = $3)"
    )
    return await session.fetchrow(_select(kind, condition, published_only=True), tenant, locale, slug)


async def tree(session: ReadSession, tenant: TenantId) -> dict[UUID, UUID | None]:
    """All categories with their parents."""
    return {row["id"]: row["parent_id"] for row in await session.fetch(_TREE, tenant)}


async def lock(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID) -> bool:
    return await session.fetchval(_LOCK.format(kind=kind.value.name), tenant, term) is not None


async def insert(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID, parent: UUID | None) -> None:
    name = kind.value.name
    if kind.value.in_tree:
        await session.fetchval(
            f"INSERT INTO blog_{name} (organization_id, id, parent_id) VALUES ($1, $2, $3)", tenant, term, parent
        )
    else:
        await session.fetchval(f"INSERT INTO blog_{name} (organization_id, id) VALUES ($1, $2)", tenant, term)


async def move(session: WriteSession, tenant: TenantId, category: UUID, parent: UUID | None) -> None:
    await session.fetchval(
        "UPDATE blog_category SET parent_id = $3 WHERE organization_id = $1 AND id = $2", tenant, category, parent
    )


async def touch(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID) -> None:
    await session.fetchval(
        f"UPDATE blog_{kind.value.name} SET updated_at = clock_timestamp() WHERE organization_id = $1 AND id = $2",
        tenant,
        term,
    )


async def write_text(
    session: WriteSession, tenant: TenantId, kind: Kind, term: UUID, locale: str, text: TermText
) -> bool:
    """Put a text in place of the former one of its language; False if another has its slug, and there is none then."""
    await delete_text(session, tenant, kind, term, locale)
    column, value = (", description", ", $6") if kind.value.in_tree else ("", "")
    sql = _INSERT_TEXT.format(kind=kind.value.name, column=column, value=value)
    more = (text.description,) if kind.value.in_tree else ()
    return await session.fetchval(sql, tenant, term, locale, text.name, text.slug, *more) is not None


async def delete_text(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID, locale: str) -> None:
    await session.fetchval(_DELETE_TEXT.format(kind=kind.value.name), tenant, term, locale)


async def delete(session: WriteSession, tenant: TenantId, kind: Kind, term: UUID) -> None:
    """Delete it with its texts; posts are not filed there any more."""
    await session.fetchval(f"DELETE FROM blog_{kind.value.name} WHERE organization_id = $1 AND id = $2", tenant, term)


async def pages(session: ReadSession, tenant: TenantId, kind: Kind, term: UUID) -> list[asyncpg.Record]:
    """Language and slug of the published pages that show it."""
    return await session.fetch(_PAGES.format(kind=kind.value.name, published=_PUBLISHED), tenant, term)


def _select(kind: Kind, condition: str, *, published_only: bool) -> str:
    in_tree = kind.value.in_tree
    return _TERMS.format(
        kind=kind.value.name,
        parent="term.parent_id" if in_tree else "NULL::uuid",
        described=_DESCRIBED if in_tree else "",
        published=_PUBLISHED if published_only else "",
        condition=condition,
    )
