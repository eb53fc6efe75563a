"""Take away the index of words over all sites, by which nobody searches any more."""

from contentforge_app.migrations.schema import drop_indexes_concurrently

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drop_indexes_concurrently("ix_blog_post_translation_searched")
