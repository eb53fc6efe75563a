"""An index of the units that are held now: how many, and for how long, without reading the whole ledger."""

from contentforge_app.migrations.schema import index_concurrently

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_concurrently({"ix_usage_entry_held": "usage_entry (metric, created_at) WHERE state = 'held'"})
