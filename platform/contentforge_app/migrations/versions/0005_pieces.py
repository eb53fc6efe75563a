"""What people add to a text: title, tags, notes; indexes for its lists; the one question across organizations."""

from contentforge_app.migrations.schema import run, system_function

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE content_item
    ADD COLUMN title text,
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN notes text NOT NULL DEFAULT ''
"""

# The types that a product's own texts have, many to a job, are left out: lists of pieces never show them.
_PIECES = """
CREATE INDEX ix_content_item_pieces ON content_item (organization_id, created_at DESC, id DESC)
WHERE content_type NOT IN ('title', 'description', 'meta_description', 'keywords', 'bullet_points')
"""
_BY_TYPE = """
CREATE INDEX ix_content_item_type ON content_item (organization_id, content_type, created_at DESC, id DESC)
WHERE content_type NOT IN ('title', 'description', 'meta_description', 'keywords', 'bullet_points')
"""

_EXISTS = """
CREATE FUNCTION content_item_exists(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM content_item WHERE id = wanted)
$$
"""


# Nothing lists texts of all types, and every insertion paid for it.
_UNUSED = "DROP INDEX ix_content_item_newest"


def upgrade() -> None:
    run([_COLUMNS, _UNUSED, _PIECES, _BY_TYPE, "CREATE INDEX ix_content_item_id ON content_item (id)", _EXISTS])
    system_function("content_item_exists(uuid)")
