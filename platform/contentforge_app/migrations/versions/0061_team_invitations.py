"""Invitations to organizations, by mail or by link, to people who may not have an account yet."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_TABLE = [
    """
CREATE TABLE invitation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    email text,
    email_normalized text,
    role text NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    accepted_by uuid,
    CONSTRAINT pk_invitation PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_invitation_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id),
    CONSTRAINT fk_invitation_organization_id_invited_by
        FOREIGN KEY (organization_id, invited_by) REFERENCES membership (organization_id, user_id),
    CONSTRAINT ck_invitation_role CHECK (role IN ('ADMIN', 'EDITOR', 'AUTHOR', 'VIEWER')),
    CONSTRAINT ck_invitation_email CHECK ((email IS NULL) = (email_normalized IS NULL)),
    CONSTRAINT ck_invitation_accepted_by CHECK (accepted_by IS NULL OR ended_at IS NOT NULL)
)
""",
    """
CREATE UNIQUE INDEX uq_invitation_open ON invitation (organization_id, email_normalized)
WHERE ended_at IS NULL AND email_normalized IS NOT NULL
""",
    # Whoever brings a token knows no organization yet: the role `system` finds it by the id alone.
    "CREATE UNIQUE INDEX uq_invitation_id ON invitation (id, organization_id)",
]


def upgrade() -> None:
    run(_TABLE)
    run(tenant_table(roles(), "invitation", app="SELECT, INSERT, UPDATE"))
