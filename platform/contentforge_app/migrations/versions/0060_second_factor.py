"""Second factors of accounts, and their recovery codes."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import global_table

revision = "0060"
down_revision = "0052"
branch_labels = None
depends_on = None

_TABLES = [
    """
CREATE TABLE second_factor (
    user_id uuid NOT NULL,
    secret bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz,
    CONSTRAINT pk_second_factor PRIMARY KEY (user_id),
    CONSTRAINT fk_second_factor_user_id FOREIGN KEY (user_id) REFERENCES user_account (id)
)
""",
    """
CREATE TABLE recovery_code (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at timestamptz,
    CONSTRAINT pk_recovery_code PRIMARY KEY (id),
    CONSTRAINT uq_recovery_code_digest UNIQUE (digest),
    CONSTRAINT fk_recovery_code_user_id FOREIGN KEY (user_id) REFERENCES user_account (id)
)
""",
    "CREATE INDEX ix_recovery_code_user_id ON recovery_code (user_id)",
]


def upgrade() -> None:
    named = roles()
    run(_TABLES)
    for table in ("second_factor", "recovery_code"):
        run(global_table(named, table, system="SELECT, DELETE"))
