"""Read posts, one or a page of them. The database builds each post's parts as JSON: one statement for a whole page."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contentforge_blog.posts.errors import PostNotFound
from contentforge_blog.posts.post import Post
from contentforge_blog.posts.status import Status
from contentforge_blog.search import asked
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId, UserId

BRIEF: Final = (
    *("id", "locale", "title", "slug", "excerpt", "meta_title", "meta_description", "canonical", "og_image"),
    *("schema_type", "schema_data", "hero_image_id", "reading_time", "version", "updated_at"),
)
HERO: Final = """
'hero', (SELECT row_to_json(media) FROM blog_media AS media
         WHERE media.organization_id = text.organization_id AND media.id = text.hero_image_id)
"""


def json_object(names: tuple[str, ...], *further: str) -> str:
    """SQL of a JSON object of these columns of `text`, and of further pairs."""
    pairs = [*(f"'{name}', text.{name}" for name in names), *further]
    return f"json_build_object({', '.join(pairs)})"


def translations_sql(built: str) -> str:
    """SQL of the column `translations` of `post`, each built by an expression of `text`."""
    return f"""
(SELECT coalesce(json_agg({built} ORDER BY text.locale), '[]') FROM blog_post_translation AS text
 WHERE text.organization_id = post.organization_id AND text.post_id = post.id)::text AS translations
"""


def _terms(kind: str, own: str, of_translations: str) -> str:
    """Where the post is filed; `own` and `of_translations` are further pairs of the JSON objects."""
    return f"""
(SELECT coalesce(json_agg(json_build_object('id', term.id, {own} 'translations', (
    SELECT coalesce(json_agg(json_build_object('locale', text.locale, 'name', text.name, 'slug', text.slug
        {of_translations}) ORDER BY text.locale), '[]')
    FROM blog_{kind}_translation AS text
    WHERE text.organization_id = term.organization_id AND text.{kind}_id = term.id
)) ORDER BY term.created_at, term.id), '[]')
FROM blog_post_{kind} AS filed JOIN blog_{kind} AS term
    ON term.organization_id = filed.organization_id AND term.id = filed.{kind}_id
WHERE filed.organization_id = post.organization_id AND filed.post_id = post.id)::text
"""


POST: Final = f"""
post.id, post.author_id, member.name AS author_name, member.avatar_url AS author_avatar, post.status, post.publish_at,
post.version, post.created_at, post.updated_at,
{_terms("category", "'parent_id', term.parent_id,", ", 'description', text.description")} AS categories,
{_terms("tag", "", "")} AS tags
"""
AUTHOR: Final = """
JOIN membership AS member ON member.organization_id = post.organization_id AND member.user_id = post.author_id
"""
_BODIES: Final = ("body", "body_html")
WHOLE: Final = f"SELECT {POST}, {translations_sql(json_object(BRIEF + _BODIES, HERO))} FROM blog_post AS post {AUTHOR}"

_ONE: Final = f"{WHOLE} WHERE post.organization_id = $1 AND post.id = $2"

# The page is cut before its posts are put together.
_PAGE: Final = f"""
SELECT {POST}, {translations_sql(json_object(BRIEF))} FROM (
    SELECT post.* FROM blog_post AS post WHERE {{condition}}
    ORDER BY post.created_at DESC, post.id DESC LIMIT $2 OFFSET $3
) AS post {AUTHOR} ORDER BY post.created_at DESC, post.id DESC
"""
_COUNT: Final = "SELECT count(*) FROM blog_post AS post WHERE {condition}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """Which posts a list is to show; conditions combine, None is none.

    Attributes:
        owner: confines sight to that person's.
        search: words to be found in title, excerpt or body of one translation, as `search.asked` reads them.
    """

    owner: UserId | None = None
    status: Status | None = None
    category: UUID | None = None
    tag: UUID | None = None
    author: UUID | None = None
    search: str | None = None


async def get(session: ReadSession, tenant: TenantId, post: UUID, owner: UserId | None = None) -> Post:
    """A post with its bodies and hero images.

    Raises:
        PostNotFound: there is none in sight; `owner` restricts sight to that person's.
    """
    row = await session.fetchrow(_ONE, tenant, post)
    if row is None or (owner is not None and row["author_id"] != owner):
        raise PostNotFound
    return Post.of(row)


async def page(
    session: ReadSession, tenant: TenantId, wanted: PostFilter, *, limit: int, offset: int
) -> tuple[list[Post], int]:
    """One page without bodies, newest first, and how many there are in all."""
    words = asked(wanted.search)
    if words is None and (wanted.search or "").strip():
        return [], 0  # something was looked for, but no word of it
    condition, values = _condition(wanted, words, first=4)
    rows = await session.fetch(_PAGE.format(condition=condition), tenant, limit, offset, *values)
    if len(rows) < limit and (rows or offset == 0):
        return list(map(Post.of, rows)), offset + len(rows)
    condition, values = _condition(wanted, words, first=2)
    total: int = await session.fetchval(_COUNT.format(condition=condition), tenant, *values)
    return list(map(Post.of, rows)), total


def _condition(wanted: PostFilter, words: str | None, *, first: int) -> tuple[str, list[object]]:
    """The SQL of a filter with the values of its parameters, from `$first` on; `$1` is the tenant."""
    parts, values = ["post.organization_id = $1"], list[object]()

    def also(sql: str, value: object) -> None:
        if value is not None:
            parts.append(sql.replace("?", f"${first + len(values)}"))
            values.append(value)

    also("post.author_id = ?", wanted.owner)
    also("post.author_id = ?", wanted.author)
    also("post.status = ?", wanted.status)
    for kind, term in (("category", wanted.category), ("tag", wanted.tag)):
        also(
            f"EXISTS (SELECT FROM blog_post_{kind} AS filed WHERE filed.organization_id = $1"
            f" AND filed.post_id = post.id AND filed.{kind}_id = ?)",
            term,
        )
    also("post.id IN (SELECT find_posts(?, NULL))", words)
    return " AND ".join(parts), values
