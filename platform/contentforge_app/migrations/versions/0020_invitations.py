"""Memberships that wait for the person's consent."""

from contentforge_app.migrations.schema import run

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

_INVITATIONS = [
    "ALTER TABLE membership ADD COLUMN invitation_id uuid",
    "ALTER TABLE membership ADD CONSTRAINT ck_membership_invitation_id CHECK (invitation_id IS NULL OR NOT is_active)",
    "CREATE UNIQUE INDEX uq_membership_invitation_id ON membership (invitation_id)",
]


def upgrade() -> None:
    run(_INVITATIONS)
