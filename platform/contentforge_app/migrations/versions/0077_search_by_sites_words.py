"""Search by sites' words, and rank a bounded number of finds, so that no search waits for the size of a site."""

from contentforge_app.migrations.schema import roles, run, system_function

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

# How many finds are ranked: so many of the newest, and so many of the newest whose title says it.
_RANKED = 100
# A word is common if at least so many of the newest posts have it. Of a common word the newest finds are found by
# walking through the newest posts, of any other by its keys. Titles are judged by as many of the finds.
_SAMPLE = 20
_COMMON = 5
_WALK = _RANKED * _SAMPLE // _COMMON

# The planner is kept from confining the site first, since it would read all of its texts: the keys find the few.
# `sure`: the keys say it all.
_FOUND = """
CREATE FUNCTION found_texts(tenant uuid, wanted_locale text, said tsquery, kind text, sure boolean)
RETURNS TABLE (post_id uuid) LANGUAGE sql STABLE AS $$
    SELECT text.post_id FROM (
        SELECT * FROM blog_post_translation
        WHERE site_words(organization_id, locale, searched) @@ site_keys(tenant, wanted_locale, said, kind) OFFSET 0
    ) AS text
    WHERE text.organization_id = tenant AND (wanted_locale IS NULL OR text.locale = wanted_locale)
        AND (sure OR CASE kind WHEN 't' THEN ts_filter(text.searched, '{a}') ELSE text.searched END @@ said)
$$
"""

# Under row-level security the planner may not use the index, since `@@` could tell of rows that are not in sight. These
# functions look past it, and confine themselves to the organization in sight.
_TENANT = "NULLIF(current_setting('app.tenant', true), '')::uuid"
_SURE = "said::text !~ '[!<]'"
_FIND = f"""
CREATE FUNCTION find_posts(words text, wanted_locale text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp ROWS 20 AS $$
DECLARE
    said constant tsquery := websearch_to_tsquery('simple', words);
BEGIN
    RETURN QUERY SELECT text.post_id FROM found_texts({_TENANT}, wanted_locale, said, 'w', {_SURE}) AS text;
END
$$
"""

_FILED = """
(in_category IS NULL OR EXISTS (
    SELECT FROM blog_post_category AS filed
    WHERE filed.organization_id = tenant AND filed.post_id = post.id AND filed.category_id = in_category
)) AND (with_tag IS NULL OR EXISTS (
    SELECT FROM blog_post_tag AS filed
    WHERE filed.organization_id = tenant AND filed.post_id = post.id AND filed.tag_id = with_tag
))
"""
_NEWEST = """
SELECT post.id, post.publish_at FROM blog_post AS post
WHERE post.organization_id = tenant AND post.status = 'PUBLISHED'
"""
_ORDER = "ORDER BY post.publish_at DESC, post.id DESC"


def _texts(columns: str, end: str) -> str:
    """Of a post's texts that say it."""
    return f"""
CROSS JOIN LATERAL (
    SELECT {columns} FROM blog_post_translation AS text
    WHERE text.organization_id = tenant AND text.post_id = post.id
        AND (wanted_locale IS NULL OR text.locale = wanted_locale) AND text.searched @@ said {end}
) AS found
"""


_FIT = _texts("max(ts_rank(text.searched, said)) AS fit", "HAVING count(*) > 0")
_SAID = _texts("bool_or(ts_filter(text.searched, '{a}') @@ said) AS titled", "HAVING count(*) > 0")


def _found(kind: str) -> str:
    """Finds by keys, which are not among `ids` yet, newest first."""
    return f"""
{_NEWEST} AND post.id IN (
    SELECT text.post_id FROM found_texts(tenant, wanted_locale, said, '{kind}', sure) AS text
) AND post.id <> ALL (ids) AND {_FILED} {_ORDER}
"""


def _added(finds: str, fit: str = "post.fit") -> str:
    """Put finds behind those that are kept."""
    return f"""
SELECT ids || array_agg(post.id), times || array_agg(post.publish_at), fits || array_agg({fit})
INTO ids, times, fits FROM ({finds}) AS post;
"""


def _fitting(finds: str) -> str:
    return f"SELECT post.id, post.publish_at, found.fit FROM ({finds}) AS post {_FIT}"


_NEAR = f"{_fitting(f'{_NEWEST} {_ORDER} LIMIT {_WALK}')} WHERE {_FILED} {_ORDER} LIMIT {_RANKED}"

# Ranked are the newest finds, and where there may be more and their titles seldom say it, the newest of those whose
# title does; whatever is left follows by its date, and is only looked for by those who turn the pages so far.
_SEARCH = f"""
CREATE FUNCTION search_published(
    words text, wanted_locale text, in_category uuid, with_tag uuid, most integer, skipped integer
) RETURNS TABLE (post_id uuid, place bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp ROWS 10 AS $$
DECLARE
    tenant constant uuid := {_TENANT};
    said constant tsquery := websearch_to_tsquery('simple', words);
    sure constant boolean := {_SURE};
    common boolean;
    titled boolean;
    ids uuid[] := '{{}}';
    times timestamptz[] := '{{}}';
    fits real[] := '{{}}';
BEGIN
    SELECT count(*) >= {_COMMON} INTO common
    FROM ({_NEWEST} {_ORDER} LIMIT {_SAMPLE}) AS post {_texts("", "LIMIT 1")} WHERE {_FILED};
    IF common THEN
        {_added(_NEAR)}
    END IF;
    IF cardinality(ids) < {_RANKED} THEN
        {_added(_fitting(f"{_found('w')} LIMIT {_RANKED} - cardinality(ids)"))}
    END IF;
    IF cardinality(ids) = {_RANKED} THEN
        SELECT count(*) FILTER (WHERE found.titled) >= {_COMMON} INTO titled
        FROM unnest(ids[1:{_SAMPLE}]) AS post (id) {_SAID};
    END IF;
    IF NOT titled THEN
        {_added(_fitting(f"{_found('t')} LIMIT {_RANKED}"))}
    END IF;
    IF cardinality(ids) BETWEEN {_RANKED} AND skipped + most - 1 THEN
        {_added(_found("w"), "NULL::real")}
    END IF;
    RETURN QUERY
    SELECT found.id, row_number() OVER best FROM unnest(ids, times, fits) AS found (id, at, fit)
    WINDOW best AS (ORDER BY found.fit DESC NULLS LAST, found.at DESC, found.id DESC)
    ORDER BY 2 LIMIT most OFFSET skipped;
END
$$
"""

# As processes of the release before call it: all finds, in the same order.
_FORMER = """
CREATE OR REPLACE FUNCTION search_published(words text, wanted_locale text)
RETURNS TABLE (post_id uuid, rank real) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp ROWS 20 AS $$
    SELECT found.post_id, (1.0 / found.place)::real
    FROM search_published(words, wanted_locale, NULL, NULL, 1000000000, 0) AS found
$$
"""

# Statistics of words would be of all sites, and are dear: `site_words` would be called for each text of a sample.
_NO_STATISTICS = "ALTER INDEX ix_blog_post_translation_words ALTER COLUMN 1 SET STATISTICS 0"


def upgrade() -> None:
    texts = "found_texts(uuid, text, tsquery, text, boolean)"
    run(
        [
            _FOUND,
            f"REVOKE ALL ON FUNCTION {texts} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {texts} TO {roles().system}",
            _FIND,
            _SEARCH,
        ]
    )
    system_function("find_posts(text, text)")
    system_function("search_published(text, text, uuid, uuid, integer, integer)")
    run([_FORMER, _NO_STATISTICS])
