"""The index of held units anew, under a condition that no statement on the hot path has.

Settling looks its entry up by the primary key `AND state = 'held'`. While the planner believed that hardly anything was
held, it took the former index for the shorter way, and read the holds of every organization to settle one.
"""

from contentforge_app.migrations.schema import index_concurrently

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_concurrently(
        {"ix_usage_entry_open": "usage_entry (metric, created_at) WHERE settled_at IS NULL AND state <> 'released'"}
    )
