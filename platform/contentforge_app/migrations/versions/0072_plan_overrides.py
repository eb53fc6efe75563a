"""Plans that an operator has decided on, whatever is paid."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_OVERRIDES = [
    """
CREATE TABLE plan_override (
    organization_id uuid NOT NULL,
    tier text NOT NULL,
    reason text NOT NULL,
    set_by uuid NOT NULL,
    in_place_of text NOT NULL,
    ends_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_plan_override PRIMARY KEY (organization_id),
    CONSTRAINT fk_plan_override_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
""",
    "CREATE INDEX ix_plan_override_ends_at ON plan_override (ends_at) WHERE ends_at IS NOT NULL",
]


def upgrade() -> None:
    run(_OVERRIDES)
    run(tenant_table(roles(), "plan_override"))
    run([f"GRANT DELETE ON plan_override TO {roles().system}"])  # with the organization
