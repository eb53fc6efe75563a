"""Take away the index of held units that misled the planner."""

from contentforge_app.migrations.schema import drop_indexes_concurrently

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drop_indexes_concurrently("ix_usage_entry_held")
