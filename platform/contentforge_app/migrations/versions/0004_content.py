"""Generation jobs, content items with versions, images, templates."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JOB = """
CREATE TABLE generation_job (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    source_type text NOT NULL,
    source_url text,
    source_data jsonb NOT NULL,
    prompt text,
    template_id uuid,
    content_types text[] NOT NULL,
    page_images boolean NOT NULL DEFAULT false,
    facts_read boolean NOT NULL DEFAULT false,
    target_id uuid,
    requested_provider text,
    requested_model text,
    provider text,
    model text,
    status text NOT NULL,
    error_message text,
    sequence integer NOT NULL,
    content_types_done integer NOT NULL DEFAULT 0,
    images_done integer NOT NULL DEFAULT 0,
    open_items integer NOT NULL,
    run_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT pk_generation_job PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_generation_job_status
        CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    CONSTRAINT ck_generation_job_open_items CHECK (open_items >= 0)
)
"""

_ITEM = """
CREATE TABLE content_item (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    job_id uuid,
    user_id uuid NOT NULL,
    content_type text NOT NULL,
    position integer NOT NULL,
    text text,
    generated_text text,
    version integer NOT NULL DEFAULT 0,
    word_count integer NOT NULL DEFAULT 0,
    provider text,
    model text,
    in_library boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_content_item PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_content_item_job_id FOREIGN KEY (organization_id, job_id)
        REFERENCES generation_job (organization_id, id) ON DELETE CASCADE
)
"""

_VERSION = """
CREATE TABLE content_version (
    organization_id uuid NOT NULL,
    item_id uuid NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    origin text NOT NULL,
    word_count integer NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_content_version PRIMARY KEY (organization_id, item_id, version),
    CONSTRAINT ck_content_version_origin CHECK (origin IN ('generated', 'edited', 'rollback')),
    CONSTRAINT fk_content_version_item_id FOREIGN KEY (organization_id, item_id)
        REFERENCES content_item (organization_id, id) ON DELETE CASCADE
)
"""

_IMAGE = """
CREATE TABLE image (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    job_id uuid NOT NULL,
    user_id uuid NOT NULL,
    position integer NOT NULL,
    original_url text NOT NULL,
    status text NOT NULL,
    format text NOT NULL,
    width integer,
    height integer,
    size_bytes bigint,
    object_key text,
    variants jsonb NOT NULL DEFAULT '{}',
    error_message text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at timestamptz,
    CONSTRAINT pk_image PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_image_status CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    CONSTRAINT fk_image_job_id FOREIGN KEY (organization_id, job_id)
        REFERENCES generation_job (organization_id, id) ON DELETE CASCADE
)
"""

_DISCARDED = """
CREATE TABLE discarded_objects (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    keys text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_discarded_objects PRIMARY KEY (organization_id, id)
)
"""

_TEMPLATE = """
CREATE TABLE template (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    tone text NOT NULL,
    style text NOT NULL,
    content_types text[] NOT NULL,
    prompt_override text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_template PRIMARY KEY (organization_id, id)
)
"""

_INDEXES = [
    "CREATE INDEX ix_generation_job_newest ON generation_job (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_generation_job_own ON generation_job (organization_id, user_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_generation_job_target ON generation_job (organization_id, target_id) WHERE target_id IS NOT NULL",
    "CREATE INDEX ix_content_item_job ON content_item (organization_id, job_id, position)",
    "CREATE INDEX ix_content_item_newest ON content_item (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_image_job ON image (organization_id, job_id, position)",
    "CREATE INDEX ix_image_newest ON image (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_template_own ON template (organization_id, user_id, created_at)",
]


def upgrade() -> None:
    run([_JOB, _ITEM, _VERSION, _IMAGE, _DISCARDED, _TEMPLATE, *_INDEXES])
    for table in ("generation_job", "content_item", "content_version", "image", "discarded_objects", "template"):
        run(tenant_table(roles(), table))
