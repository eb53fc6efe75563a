"""The index of jobs that have tags, the newest first: orders never touch it, since a new job has none."""

from contentforge_app.migrations.schema import index_concurrently

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_concurrently(
        {"ix_generation_job_tagged": "generation_job (organization_id, created_at DESC, id DESC) WHERE tags <> '{}'"}
    )
