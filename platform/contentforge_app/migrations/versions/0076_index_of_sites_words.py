"""The index of sites' words, made beside readers and writers: it takes a minute for some hundred thousand texts."""

from contentforge_app.migrations.schema import index_concurrently

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

# Each search looks through what was written since the index was last put in order: not more than 256 kB of it.
_PLACE = """
blog_post_translation USING gin (site_words(organization_id, locale, searched)) WITH (gin_pending_list_limit = 256)
"""


def upgrade() -> None:
    index_concurrently({"ix_blog_post_translation_words": _PLACE})
