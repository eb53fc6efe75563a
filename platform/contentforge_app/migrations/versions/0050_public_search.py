"""Search of published posts, by the index over all organizations' texts."""

from contentforge_app.migrations.schema import run, system_function

revision = "0050"
down_revision = "0020"
branch_labels = None
depends_on = None

# Under row-level security the planner may not use the index, since `@@` could tell of rows that are not in sight. This
# function looks past it, and confines itself to the organization in sight: each document has that one's id as a word.
_SEARCH = """
CREATE FUNCTION search_published(words text, wanted_locale text)
RETURNS TABLE (post_id uuid, rank real) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT said.post_id, max(ts_rank(said.searched, websearch_to_tsquery('simple', words)))
    FROM blog_post_translation AS said JOIN blog_post AS post
        ON post.organization_id = said.organization_id AND post.id = said.post_id AND post.status = 'PUBLISHED'
    WHERE said.organization_id = NULLIF(current_setting('app.tenant', true), '')::uuid
      AND (wanted_locale IS NULL OR said.locale = wanted_locale)
      AND said.searched @@ (
          ('''org:' || NULLIF(current_setting('app.tenant', true), '') || '''')::tsquery
          && websearch_to_tsquery('simple', words)
      )
    GROUP BY said.post_id
$$
"""


def upgrade() -> None:
    run([_SEARCH])
    system_function("search_published(text, text)")
