"""Why and since when an organization is suspended."""

from contentforge_app.migrations.schema import run

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_SUSPENSIONS = [
    "ALTER TABLE organization ADD COLUMN suspended_at timestamptz",
    "ALTER TABLE organization ADD COLUMN suspended_for text",
]


def upgrade() -> None:
    run(_SUSPENSIONS)
