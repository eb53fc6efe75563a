"""Archives of everything that an organization has."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_TABLE = [
    """
CREATE TABLE organization_export (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    collections_done integer NOT NULL DEFAULT 0,
    collections_total integer NOT NULL,
    rows_done bigint NOT NULL DEFAULT 0,
    object_key text,
    size_bytes bigint,
    error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT pk_organization_export PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_organization_export_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id),
    CONSTRAINT ck_organization_export_state CHECK (state IN ('pending', 'running', 'done', 'failed', 'expired')),
    CONSTRAINT ck_organization_export_object_key CHECK ((state = 'done') = (object_key IS NOT NULL))
)
""",
    """
CREATE UNIQUE INDEX uq_organization_export_unfinished ON organization_export (organization_id)
WHERE state IN ('pending', 'running')
""",
    "CREATE INDEX ix_organization_export_expires_at ON organization_export (expires_at) WHERE state = 'done'",
]


def upgrade() -> None:
    run(_TABLE)
    run(tenant_table(roles(), "organization_export", app="SELECT, INSERT, UPDATE", system="SELECT, UPDATE, DELETE"))
