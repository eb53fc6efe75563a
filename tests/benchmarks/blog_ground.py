"""Sites with posts, put straight into the database as the product would have written them."""

from typing import Final

from benchmarks.ground import run, value
from contentforge_blog.search import vector_sql

LOCALES: Final = ("vi", "en")
_POSTS_AT_ONCE: Final = 5_000

# Every site's owner writes its posts. Words repeat among posts as they do: each topic is in one of `topics` posts.
_SITES: Final = """
CREATE TABLE bench_site AS
SELECT organization.id, owner_id, organization.slug, row_number() OVER (ORDER BY organization.slug) AS place
FROM organization JOIN membership ON membership.organization_id = organization.id AND user_id = owner_id
"""
_POSTS: Final = """
INSERT INTO blog_post (organization_id, id, author_id, status, publish_at, created_at, updated_at)
SELECT id, md5(slug || '-' || number)::uuid, owner_id, 'PUBLISHED', at, at, at
FROM bench_site, generate_series(%(first)d, %(last)d) AS number,
    LATERAL (SELECT timestamptz '2026-01-01Z' + number * interval '1 minute' AS at) AS written
WHERE place <= %(sites)d
"""
_TEXTS: Final = f"""
INSERT INTO blog_post_translation (organization_id, post_id, locale, id, title, slug, excerpt, body, body_html,
    reading_time, version, searched, updated_at)
SELECT site.id, md5(site.slug || '-' || number)::uuid, locale, gen_random_uuid(), title, 'copper-kettle-' || number,
    'What copper does to water.', body, '<p>' || body || '</p>', 2, 1,
    {vector_sql("site.id", "title", "'what copper does to water'", "body")}, now()
FROM bench_site AS site, generate_series(%(first)d, %(last)d) AS number,
    unnest('{{{",".join(LOCALES)}}}'::text[]) AS locale,
    LATERAL (SELECT 'Copper kettle ' || number || ' topic' || number %% %(topics)d AS title,
        repeat('water boils in a kettle of copper, and this is a sentence of ordinary length. ', 25) AS body) AS said
WHERE place <= %(sites)d
"""
_REVISIONS: Final = """
INSERT INTO blog_revision (organization_id, id, post_id, locale, version, data, body_html)
SELECT organization_id, gen_random_uuid(), post_id, locale, 1, jsonb_build_object('title', title, 'body', body),
    body_html
FROM blog_post_translation AS said
WHERE NOT EXISTS (
    SELECT FROM blog_revision AS kept WHERE kept.organization_id = said.organization_id AND kept.post_id = said.post_id
)
"""


def slugs(admin: str, sites: int) -> list[str]:
    """The slugs of so many organizations that will have posts."""
    run(admin, "DROP TABLE IF EXISTS bench_site", _SITES)
    found = value(admin, "SELECT array_agg(slug ORDER BY place) FROM bench_site WHERE place <= $1", sites)
    assert len(found) == sites
    return [str(slug) for slug in found]


def fill(admin: str, sites: int, posts: int, topics: int = 100) -> None:
    """Give each of the first sites so many published posts in two languages, with a revision of each text."""
    for first in range(1, posts + 1, max(1, _POSTS_AT_ONCE // sites)):
        last = min(posts, first + max(1, _POSTS_AT_ONCE // sites) - 1)
        values = {"sites": sites, "first": first, "last": last, "topics": topics}
        run(admin, _POSTS % values, _TEXTS % values)
    run(admin, _REVISIONS, "VACUUM (ANALYZE)", "CHECKPOINT")
