"""Addresses that people want to change to, until a mail there has proved that they are theirs."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import global_table

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE email_change (
    user_id uuid NOT NULL,
    email text NOT NULL,
    email_normalized text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_email_change PRIMARY KEY (user_id),
    CONSTRAINT fk_email_change_user_id FOREIGN KEY (user_id) REFERENCES user_account (id)
)
"""


def upgrade() -> None:
    run([_TABLE])
    run(global_table(roles(), "email_change", system="SELECT, DELETE"))
