"""The words of each site as keys of their own, so that an index over all sites keeps each site's finds apart."""

from contentforge_app.migrations.schema import run

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

# The keys of a text: its site (s), its language (l), each of its words (w) and each word of its title (t), all with the
# first digits of the organization's id between; whoever searches looks at the whole id besides. Nothing is looked up
# here: whoever may write or restore a text may call it.
#
# A tsvector holds words of 2,046 bytes and a megabyte in all, which array_to_tsvector does not look at. What is beyond
# is not found; only texts of rare signs come near.
_WORDS = """
CREATE FUNCTION site_words(organization uuid, locale text, searched tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_to_tsvector(array_agg(key)) FROM (
        SELECT key, sum(octet_length(key)) OVER (ROWS UNBOUNDED PRECEDING) AS size FROM (
            SELECT kind || left(organization::text, 8) || word AS key FROM (
                VALUES ('s', ''), ('l', regexp_replace(locale, '[^a-z0-9-]', '', 'g'))
                UNION ALL SELECT 't', unnest(tsvector_to_array(ts_filter(searched, '{a}')))
                UNION ALL SELECT 'w', unnest(tsvector_to_array(searched))
            ) AS said (kind, word) WHERE octet_length(word) < 2000
        ) AS keyed
    ) AS measured WHERE size < 1000000
$$
"""

# What a text must have in order to be found, as far as keys can tell: where words must not be there or must follow each
# other, the text itself has to be looked at. NULL, which finds nothing, where no site is in sight or no word is said.
_KEYS = r"""
CREATE FUNCTION site_keys(organization uuid, locale text, said tsquery, kind text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN numnode(said) > 0 THEN
        coalesce('l' || site || left(regexp_replace(locale, '[^a-z0-9-]', '', 'g'), 100), 's' || site)::tsquery
        && CASE tree WHEN 'T' THEN ''::tsquery ELSE regexp_replace(
            regexp_replace(tree, ' <(-|\d+)> ', ' & ', 'g'),
            '''((?:[^'']|'''')*)''', '''' || kind || site || '\1''', 'g'
        )::tsquery END
    END
    FROM (SELECT left(organization::text, 8) AS site, querytree(said) AS tree) AS given
$$
"""


def upgrade() -> None:
    run([_WORDS, _KEYS])
