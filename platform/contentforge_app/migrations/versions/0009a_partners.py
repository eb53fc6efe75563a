"""Whose customer an organization is, and whose month its usage counts in too.

Before 0010 and apart from it: tables that are in use are held for as long as a migration lasts.
"""

from contentforge_app.migrations.schema import run

revision = "0009a"
down_revision = "0009"
branch_labels = None
depends_on = None

# A foreign key on a filled table is checked as its owner, who must see the rows meanwhile.
_PARTNER = [
    "ALTER TABLE organization NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE organization ADD COLUMN partner_id uuid",
    """
ALTER TABLE organization ADD CONSTRAINT fk_organization_partner_id
    FOREIGN KEY (partner_id) REFERENCES organization (id)
""",
    "ALTER TABLE organization ADD CONSTRAINT ck_organization_partner_id CHECK (partner_id <> id)",
    "ALTER TABLE organization FORCE ROW LEVEL SECURITY",
    "ALTER TABLE usage_entry ADD COLUMN partner_id uuid",
    "ALTER TABLE usage_entry ADD COLUMN origin_id uuid",
]


def upgrade() -> None:
    run(_PARTNER)
