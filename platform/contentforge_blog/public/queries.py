"""Read published posts. Every statement here says so itself: no other part of the public side reads posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_blog.feeds.sitemap import Listed
from contentforge_blog.posts.errors import PostNotFound
from contentforge_blog.posts.queries import AUTHOR, BRIEF, POST, json_object, translations_sql
from contentforge_blog.posts.view import PostView
from contentforge_blog.search import asked
from contentforge_blog.sites import Counts
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

_PUBLISHED: Final = "post.organization_id = $1 AND post.status = 'PUBLISHED'"
_NEWEST: Final = "post.publish_at DESC, post.id DESC"

_NAMES: Final = translations_sql(json_object(("locale", "title", "slug")))
_HERO: Final = """
(SELECT row_to_json(media)::text FROM blog_media AS media
 WHERE media.organization_id = $1 AND media.id = said.hero_image_id) AS text_hero
"""
_BODIES: Final = ("body", "body_html")
_BRIEF: Final = {name: f"text_{name}" for name in (*BRIEF, "hero")}
_WHOLE: Final = {**_BRIEF, **{name: f"text_{name}" for name in _BODIES}}


def _text(columns: Mapping[str, str]) -> str:
    """SQL of the columns of `said`, the text that is shown."""
    plain = ", ".join(f"said.{name} AS {column}" for name, column in columns.items() if name != "hero")
    return f"{plain}, {_HERO}"


_JOINED: Final = "JOIN blog_post_translation AS said ON said.organization_id = $1 AND said.post_id = post.id"

# The page is cut before its posts are put together. Its size stands in the statement: planned once for all (see
# `UnitOfWork.read`), a page of unknown size is taken for a tenth of the site, and all of it is sorted for ten posts.
_PAGE: Final = f"""
SELECT {POST}, {_NAMES} {{text}} FROM (
    SELECT post.* FROM blog_post AS post WHERE {_PUBLISHED}{{condition}} ORDER BY {_NEWEST} {{cut}}
) AS post {AUTHOR} {{joined}} ORDER BY {_NEWEST}
"""
# Has each post's language looked up as the post comes: a page needs ten of them, and not a table of all.
_EACH: Final = " OFFSET 0"
_COUNT: Final = f"SELECT count(*) FROM blog_post AS post WHERE {_PUBLISHED}{{condition}}"

# The function ranks and cuts (decision 075).
_FOUND: Final = f"""
SELECT {POST}, {_NAMES} {{text}} FROM (
    SELECT post.*, found.place FROM search_published($2, $3, $4, $5, $6, $7) AS found
    JOIN blog_post AS post ON post.id = found.post_id WHERE {_PUBLISHED}
) AS post {AUTHOR} {{joined}} ORDER BY post.place
"""

# Bodies are read in the one language that is shown: a post may have fifty, of megabytes each.
_BY_SLUG: Final = f"""
SELECT {POST}, {_NAMES}, {_text(_WHOLE)} FROM blog_post_translation AS said
JOIN blog_post AS post ON {_PUBLISHED} AND post.id = said.post_id {AUTHOR}
WHERE said.organization_id = $1 AND said.locale = $2 AND said.slug = $3
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
) -> tuple[list[PostView], int]:
    """One page without bodies, newest publication first, and how many there are in all.

    A large site takes long to count, and changes rarely: what was counted is taken from `counts`, and kept there.
    """
    words = asked(wanted.search)
    if words is None and (wanted.search or "").strip():
        return [], 0  # something was looked for, but no word of it
    if words is not None:
        asked_for = (words, wanted.locale, wanted.category, wanted.tag, limit, offset)
        text, joined = _shown(wanted.locale, 3)
        rows = await session.fetch(_FOUND.format(text=text, joined=joined), tenant, *asked_for)
        posts = _views(rows, wanted.locale)
    else:
        posts = await _newest(session, tenant, wanted, limit, offset)
    if len(posts) < limit and (posts or offset == 0):
        return posts, offset + len(posts)
    total = counts.get(wanted)
    if total is None:
        condition, values = _condition(wanted, words, first=2)
        total = int(await session.fetchval(_COUNT.format(condition=condition), tenant, *values))
        counts.keep(wanted, total)
    return posts, total


async def by_slug(session: ReadSession, tenant: TenantId, locale: str, slug: str) -> PostView:
    """A published post, with its body in this language alone.

    Raises:
        Moved: it is found under another slug now.
        PostNotFound: there is none, or none that is published.
    """
    row = await session.fetchrow(_BY_SLUG, tenant, locale, slug)
    if row is not None:
        return PostView.of(row, _WHOLE)
    moved: str | None = await session.fetchval(_MOVED, tenant, locale, slug)
    if moved is not None:
        raise Moved(locale, moved)
    raise PostNotFound


def _condition(wanted: PublicFilter, words: str | None, *, first: int, paged: bool = False) -> tuple[str, list[object]]:
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
            f" AND said.post_id = post.id AND said.locale = {parameter(wanted.locale)}{_EACH if paged else ''})"
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


async def newest(session: ReadSession, tenant: TenantId, locale: str, limit: int) -> list[PostView]:
    """The posts that were published last and have a text in this language."""
    return await _newest(session, tenant, PublicFilter(locale=locale), limit, 0)


async def _newest(
    session: ReadSession, tenant: TenantId, wanted: PublicFilter, limit: int, offset: int
) -> list[PostView]:
    cut, skipped = _cut(limit, offset)
    first = 2 + len(skipped)
    condition, values = _condition(wanted, None, first=first, paged=True)
    text, joined = _shown(wanted.locale, first)
    sql = _PAGE.format(condition=condition, cut=cut, text=text, joined=joined)
    return _views(await session.fetch(sql, tenant, *skipped, *values), wanted.locale)


def _shown(locale: str | None, place: int) -> tuple[str, str]:
    """Columns and join of the text that is shown: in this language, which parameter number `place` says, or none."""
    return ("", "") if locale is None else (f", {_text(_BRIEF)}", f"{_JOINED} AND said.locale = ${place}")


def _views(rows: list[asyncpg.Record], locale: str | None) -> list[PostView]:
    columns = None if locale is None else _BRIEF
    return [PostView.of(row, columns) for row in rows]


async def count_pages(session: ReadSession, tenant: TenantId) -> tuple[int, int]:
    """How many posts are published, and on how many pages: one for each post and language."""
    row = await session.fetchrow(_PAGES, tenant)
    return (0, 0) if row is None else (row["posts"], row["pages"])


async def addresses(session: ReadSession, tenant: TenantId, *, limit: int, offset: int) -> list[Listed]:
    """Published posts by age, with their slugs in all languages."""
    rows = await session.fetch(_ADDRESSES, tenant, limit, offset)
    return [Listed(row["changed_at"], orjson.loads(row["slugs"])) for row in rows]
