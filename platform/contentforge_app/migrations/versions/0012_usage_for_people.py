"""Alerts about usage, and an index by which people find theirs by day."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ALERT = """
CREATE TABLE usage_alert (
    organization_id uuid NOT NULL,
    metric text NOT NULL,
    period_start timestamptz NOT NULL,
    threshold integer NOT NULL,
    id uuid NOT NULL,
    used integer NOT NULL,
    most integer NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_usage_alert PRIMARY KEY (organization_id, metric, period_start, threshold)
)
"""
_BY_TIME = "CREATE INDEX ix_usage_entry_time ON usage_entry (organization_id, created_at, item, metric)"


def upgrade() -> None:
    run([_ALERT, _BY_TIME])
    run(tenant_table(roles(), "usage_alert", app="SELECT, INSERT"))
