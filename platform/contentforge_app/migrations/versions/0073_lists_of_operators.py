"""Indexes by which operators read all organizations, what they have ordered, and what Stripe has told."""

from contentforge_app.migrations.schema import index_concurrently

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_organization_newest": "organization (created_at, id)",
    "ix_organization_partner_id": "organization (partner_id) WHERE partner_id IS NOT NULL",
    "ix_generation_job_recent": "generation_job (created_at, id)",
    "ix_stripe_event_recent": "stripe_event (received_at, id)",
}


def upgrade() -> None:
    index_concurrently(_INDEXES)
