"""Read published posts. Every statement here says so itself: no other part of the public side reads posts."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from contentforge_blog.feeds.sitemap import Listed
from contentforge_blog.posts.errors import PostNotFound
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.queries import AUTHOR, BRIEF, HERO, POST, json_object, translations_sql
from contentforge_blog.search import asked
from contentforge_blog.sites import Counts
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

_PUBLISHED: Final = "post.organization_id = $1 AND post.status = 'PUBLISHED'"
_NEWEST: Final = "post.publish_at DESC, post.id DESC"

# The page is cut before its posts are put together. Its size stands in the statement: planned once for all (see
# `UnitOfWork.read`), a page of unknown size is taken for a tenth of the site, and all of it is sorted for ten posts.
_PAGE: Final = f"""
SELECT {POST}, {translations_sql(json_object(BRIEF, HERO))} FROM (
    SELECT post.* FROM blog_post AS post WHERE {_PUBLISHED}{{condition}} ORDER BY {_NEWEST} {{cut}}
) AS post {AUTHOR} ORDER BY {_NEWEST}
"""
_COUNT: Final = f"SELECT count(*) FROM blog_post AS post WHERE {_PUBLISHED}{{condition}}"

# The function ranks and cuts (decision 075).
_FOUND: Final = f"""
SELECT {POST}, {translations_sql(json_object(BRIEF, HERO))} FROM (
    SELECT post.*, found.place FROM search_published($2, $3, $4, $5, $6, $7) AS found
    JOIN blog_post AS post ON post.id = found.post_id WHERE {_PUBLISHED}
) AS post {AUTHOR} ORDER BY post.place
"""

# Bodies are read in the one language that is shown: a post may have fifty, of megabytes each.
_BODIES: Final = tuple(f"'{name}', CASE WHEN text.locale = $2 THEN text.{name} END" for name in ("body", "body_html"))
_BY_SLUG: Final = f"""
SELECT {POST}, {translations_sql(json_object(BRIEF, *_BODIES, HERO))} FROM blog_post AS post {AUTHOR}
WHERE {_PUBLISHED} AND post.id = (
    SELECT said.post_id FROM blog_post_translation AS said
    WHERE said.organization_id = $1 AND said.locale = $2 AND said.slug = $3
)
"""

_MOVED: Final = """
SELECT said.slug FROM blog_former_slug AS former
JOIN blog_post AS post ON post.organization_id = $1 AND post.id = former.post_id AND post.status = 'PUBLISHED'
JOIN blog_post_translation AS said
    ON said.organization_id = $1 AND said.post_id = former.post_id AND said.locale = former.locale
WHERE former.organization_id = $1 AND former.locale = $2 AND former.slug = $3
"""


_PAGES: Final = f"""
SELECT count(DISTINCT post.id) AS posts, count(*) AS pages FROM blog_post AS post JOIN blog_post_translation AS said
    ON said.organization_id = post.organization_id AND said.post_id = post.id
WHERE {_PUBLISHED}
"""

_ADDRESSES: Final = f"""
SELECT greatest(post.updated_at, max(said.updated_at)) AS changed_at,
    json_object_agg(said.locale, said.slug ORDER BY said.locale)::text AS slugs
FROM (
    SELECT organization_id, id, updated_at FROM blog_post AS post WHERE {_PUBLISHED} ORDER BY id LIMIT $2 OFFSET $3
) AS post JOIN blog_post_translation AS said
    ON said.organization_id = post.organization_id AND said.post_id = post.id
GROUP BY post.id, post.updated_at ORDER BY post.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFilter:
    """Which published posts a list is to show; conditions combine.

    Attributes:
        locale: posts that have a text in this language; a search looks in that text alone.
        search: what a reader has typed, as `search.asked` reads it; the best finds come first.
    """

    locale: str | None = None
    category: UUID | None = None
    tag: UUID | None = None
    search: str | None = None


class Moved(Exception):
    """The slug was given up; the post is found under another one."""

    def __init__(self, locale: str, slug: str) -> None:
        super().__init__(slug)
        self.locale = locale
        self.slug = slug


async def page(
    session: ReadSession, tenant: TenantId, wanted: PublicFilter, counts: Counts, *, limit: int, offset: int
) -> tuple[list[Post], int]:
    """One page without bodies, newest publication first, and how many there are in all.

    A large site takes long to count, and changes rarely: what was counted is taken from `counts`, and kept there.
    """
    words = asked(wanted.search)
    if words is None and (wanted.search or "").strip():
        return [], 0  # something was looked for, but no word of it
    if words is not None:
        asked_for = (words, wanted.locale, wanted.category, wanted.tag, limit, offset)
        rows = await session.fetch(_FOUND, tenant, *asked_for)
    else:
        cut, skipped = _cut(limit, offset)
        condition, values = _condition(wanted, None, first=2 + len(skipped))
        rows = await session.fetch(_PAGE.format(condition=condition, cut=cut), tenant, *skipped, *values)
    if len(rows) < limit and (rows or offset == 0):
        return list(map(Post.of, rows)), offset + len(rows)
    total = counts.get(wanted)
    if total is None:
        condition, values = _condition(wanted, words, first=2)
        total = int(await session.fetchval(_COUNT.format(condition=condition), tenant, *values))
        counts.keep(wanted, total)
    return list(map(Post.of, rows)), total


async def by_slug(session: ReadSession, tenant: TenantId, locale: str, slug: str) -> Post:
    """A published post, with its body in this language alone.

    Raises:
        Moved: it is found under another slug now.
        PostNotFound: there is none, or none that is published.
    """
    row = await session.fetchrow(_BY_SLUG, tenant, locale, slug)
    if row is not None:
        return Post.of(row)
    moved: str | None = await session.fetchval(_MOVED, tenant, locale, slug)
    if moved is not None:
        raise Moved(locale, moved)
    raise PostNotFound


def _condition(wanted: PublicFilter, words: str | None, *, first: int) -> tuple[str, list[object]]:
    """Conditions beyond being published, and the values of their parameters, from `$first` on."""
    values: list[object] = []
    conditions = ""

    def parameter(value: object) -> str:
        values.append(value)
        return f"${first + len(values) - 1}"

    if words is not None:
        conditions += f" AND post.id IN (SELECT find_posts({parameter(words)}, {parameter(wanted.locale)}))"
    elif wanted.locale is not None:
        conditions += (
            " AND EXISTS (SELECT FROM blog_post_translation AS said WHERE said.organization_id = $1"
            f" AND said.post_id = post.id AND said.locale = {parameter(wanted.locale)})"
        )
    for kind, term in (("category", wanted.category), ("tag", wanted.tag)):
        if term is not None:
            conditions += (
                f" AND EXISTS (SELECT FROM blog_post_{kind} AS filed WHERE filed.organization_id = $1"
                f" AND filed.post_id = post.id AND filed.{kind}_id = {parameter(term)})"
            )
    return conditions, values


def _cut(limit: int, offset: int) -> tuple[str, list[object]]:
    """The clause of a page, and the value of its parameter `$2`, which the first page does without."""
    return (f"LIMIT {limit:d} OFFSET $2", [offset]) if offset else (f"LIMIT {limit:d}", [])


async def newest(session: ReadSession, tenant: TenantId, locale: str, limit: int) -> list[Post]:
    """The posts that were published last and have a text in this language."""
    cut, _ = _cut(limit, 0)
    condition, values = _condition(PublicFilter(locale=locale), None, first=2)
    return list(map(Post.of, await session.fetch(_PAGE.format(condition=condition, cut=cut), tenant, *values)))


async def count_pages(session: ReadSession, tenant: TenantId) -> tuple[int, int]:
    """How many posts are published, and on how many pages: one for each post and language."""
    row = await session.fetchrow(_PAGES, tenant)
    return (0, 0) if row is None else (row["posts"], row["pages"])


async def addresses(session: ReadSession, tenant: TenantId, *, limit: int, offset: int) -> list[Listed]:
    """Published posts by age, with their slugs in all languages."""
    rows = await session.fetch(_ADDRESSES, tenant, limit, offset)
    return [Listed(row["changed_at"], orjson.loads(row["slugs"])) for row in rows]
