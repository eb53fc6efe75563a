"""Which processes are there, and when the scheduler's duties were last done."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import global_table

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_TABLES = [
    """
CREATE TABLE running_process (
    id uuid NOT NULL,
    role text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_running_process PRIMARY KEY (id)
)
""",
    """
CREATE TABLE duty_run (
    name text NOT NULL,
    every_seconds double precision NOT NULL,
    done_at timestamptz,
    failed_at timestamptz,
    failure text,
    CONSTRAINT pk_duty_run PRIMARY KEY (name)
)
""",
]


def upgrade() -> None:
    run(_TABLES)
    for table in ("running_process", "duty_run"):
        run(global_table(roles(), table, app="SELECT", system="SELECT, INSERT, UPDATE, DELETE"))
