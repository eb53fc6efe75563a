"""The blog's media library."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_MEDIA = [
    """
CREATE TABLE blog_media (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    uploader_id uuid NOT NULL,
    filename text NOT NULL,
    original_name text NOT NULL,
    mime_type text NOT NULL,
    kind text NOT NULL,
    size_bytes bigint NOT NULL,
    width integer,
    height integer,
    object_key text NOT NULL,
    variants jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL,
    error_message text,
    alt text NOT NULL DEFAULT '',
    caption text NOT NULL DEFAULT '',
    focal_x double precision,
    focal_y double precision,
    folded text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_media PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_blog_media_uploader_id FOREIGN KEY (organization_id, uploader_id)
        REFERENCES membership (organization_id, user_id),
    CONSTRAINT ck_blog_media_kind CHECK (kind IN ('IMAGE', 'VIDEO')),
    CONSTRAINT ck_blog_media_status CHECK (status IN ('processing', 'ready', 'failed')),
    CONSTRAINT ck_blog_media_focal CHECK (focal_x BETWEEN 0 AND 1 AND focal_y BETWEEN 0 AND 1)
)
""",
    "CREATE INDEX ix_blog_media_newest ON blog_media (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_blog_media_uploader ON blog_media (organization_id, uploader_id)",
]


def upgrade() -> None:
    run(_MEDIA)
    run(tenant_table(roles(), "blog_media"))
