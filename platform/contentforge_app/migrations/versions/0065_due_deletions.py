"""Indexes by which deletions that are due are found."""

from contentforge_app.migrations.schema import index_concurrently

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_INDEXES = {
    f"ix_{table}_deletion_due_at": f"{table} (deletion_due_at) WHERE deletion_due_at IS NOT NULL"
    for table in ("user_account", "organization")
}


def upgrade() -> None:
    index_concurrently(_INDEXES)
