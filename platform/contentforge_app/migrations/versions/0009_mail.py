"""Outgoing mails, and the one-time tokens that some of them carry."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import global_table, tenant_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MAIL = [
    """
CREATE TABLE outgoing_mail (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    language text NOT NULL,
    recipient text NOT NULL,
    parameters jsonb,
    state text NOT NULL DEFAULT 'queued',
    attempts integer NOT NULL DEFAULT 0,
    error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    good_until timestamptz,
    sent_at timestamptz,
    CONSTRAINT pk_outgoing_mail PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_outgoing_mail_state CHECK (state IN ('queued', 'sent', 'failed')),
    CONSTRAINT ck_outgoing_mail_parameters CHECK ((state = 'queued') = (parameters IS NOT NULL))
)
""",
    "CREATE INDEX ix_outgoing_mail_created_at ON outgoing_mail (created_at)",
]

_TOKENS = [
    """
CREATE TABLE one_time_token (
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    purpose text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT pk_one_time_token PRIMARY KEY (id),
    CONSTRAINT uq_one_time_token_digest UNIQUE (digest)
)
""",
    "CREATE INDEX ix_one_time_token_subject_id ON one_time_token (subject_id, purpose, created_at)",
    "CREATE INDEX ix_one_time_token_expires_at ON one_time_token (expires_at)",
]


def upgrade() -> None:
    named = roles()
    run([*_MAIL, *_TOKENS])
    run(tenant_table(named, "outgoing_mail", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
    run(global_table(named, "one_time_token", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
