"""Tags on jobs. The default is a constant, so that no row is written anew and the table is held for a moment only."""

from contentforge_app.migrations.schema import run

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(["ALTER TABLE generation_job ADD COLUMN tags text[] NOT NULL DEFAULT '{}'"])
