"""Usage: counters per organization, metric and month, and the ledger behind them.

Neither table refers to the organization's row or to the item's: what was used stays on record when they are gone.
The counters are updated all the time; the free space keeps their new versions on the same page, out of the index.
"""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_USAGE_PERIOD = """
CREATE TABLE usage_period (
    organization_id uuid NOT NULL,
    metric text NOT NULL,
    period_start timestamptz NOT NULL,
    used integer NOT NULL,
    held integer NOT NULL,
    CONSTRAINT pk_usage_period PRIMARY KEY (organization_id, metric, period_start),
    CONSTRAINT ck_usage_period_used CHECK (used >= 0),
    CONSTRAINT ck_usage_period_held CHECK (held >= 0)
) WITH (fillfactor = 30)
"""

_USAGE_ENTRY = """
CREATE TABLE usage_entry (
    organization_id uuid NOT NULL,
    item uuid NOT NULL,
    metric text NOT NULL,
    units integer NOT NULL,
    state text NOT NULL,
    period_start timestamptz NOT NULL,
    user_id uuid,
    credential text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at timestamptz,
    CONSTRAINT pk_usage_entry PRIMARY KEY (organization_id, item, metric),
    CONSTRAINT ck_usage_entry_units CHECK (units > 0),
    CONSTRAINT ck_usage_entry_state CHECK (state IN ('held', 'settled', 'released')),
    CONSTRAINT ck_usage_entry_settled CHECK ((state = 'settled') = (settled_at IS NOT NULL))
) WITH (fillfactor = 80)
"""


def upgrade() -> None:
    run([_USAGE_PERIOD, _USAGE_ENTRY])
    run(tenant_table(roles(), "usage_period", app="SELECT, INSERT, UPDATE"))
    run(tenant_table(roles(), "usage_entry", app="SELECT, INSERT, UPDATE"))
