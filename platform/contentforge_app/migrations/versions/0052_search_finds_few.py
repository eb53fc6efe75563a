"""Tell the planner that a search finds few posts: it looked at all of the site's to join a handful."""

from contentforge_app.migrations.schema import run

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(["ALTER FUNCTION search_published(text, text) ROWS 20"])
