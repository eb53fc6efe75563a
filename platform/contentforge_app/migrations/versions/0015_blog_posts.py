"""Posts with their translations, revisions, former slugs and preview tokens."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_POST = [
    """
CREATE TABLE blog_post (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    author_id uuid NOT NULL,
    status text NOT NULL,
    publish_at timestamptz,
    publish_item uuid,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_post PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_blog_post_author_id FOREIGN KEY (organization_id, author_id)
        REFERENCES membership (organization_id, user_id),
    CONSTRAINT ck_blog_post_status CHECK (status IN ('DRAFT', 'REVIEW', 'SCHEDULED', 'PUBLISHED')),
    CONSTRAINT ck_blog_post_publish_at CHECK (status NOT IN ('SCHEDULED', 'PUBLISHED') OR publish_at IS NOT NULL)
)
""",
    """
CREATE INDEX ix_blog_post_public ON blog_post (organization_id, publish_at DESC, id DESC) WHERE status = 'PUBLISHED'
""",
    "CREATE INDEX ix_blog_post_newest ON blog_post (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX ix_blog_post_author ON blog_post (organization_id, author_id, created_at DESC, id DESC)",
]

_TRANSLATION = [
    """
CREATE TABLE blog_post_translation (
    organization_id uuid NOT NULL,
    post_id uuid NOT NULL,
    locale text NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    slug text NOT NULL,
    excerpt text NOT NULL DEFAULT '',
    body text NOT NULL,
    body_html text NOT NULL,
    meta_title text,
    meta_description text,
    canonical text,
    og_image text,
    schema_type text,
    schema_data jsonb,
    hero_image_id uuid,
    reading_time integer NOT NULL,
    version integer NOT NULL,
    searched tsvector NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_post_translation PRIMARY KEY (organization_id, post_id, locale),
    CONSTRAINT uq_blog_post_translation_slug UNIQUE (organization_id, locale, slug),
    CONSTRAINT fk_blog_post_translation_post_id FOREIGN KEY (organization_id, post_id)
        REFERENCES blog_post (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_blog_post_translation_hero_image_id FOREIGN KEY (organization_id, hero_image_id)
        REFERENCES blog_media (organization_id, id) ON DELETE SET NULL (hero_image_id)
)
""",
    "CREATE INDEX ix_blog_post_translation_searched ON blog_post_translation USING gin (searched)",
    """
CREATE INDEX ix_blog_post_translation_hero ON blog_post_translation (organization_id, hero_image_id)
    WHERE hero_image_id IS NOT NULL
""",
]

_REVISION = """
CREATE TABLE blog_revision (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    locale text NOT NULL,
    version integer NOT NULL,
    data jsonb NOT NULL,
    body_html text NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_revision PRIMARY KEY (organization_id, post_id, locale, version),
    CONSTRAINT fk_blog_revision_post_id FOREIGN KEY (organization_id, post_id)
        REFERENCES blog_post (organization_id, id) ON DELETE CASCADE
)
"""

_FORMER_SLUG = """
CREATE TABLE blog_former_slug (
    organization_id uuid NOT NULL,
    locale text NOT NULL,
    slug text NOT NULL,
    post_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_former_slug PRIMARY KEY (organization_id, locale, slug),
    CONSTRAINT fk_blog_former_slug_post_id FOREIGN KEY (organization_id, post_id)
        REFERENCES blog_post (organization_id, id) ON DELETE CASCADE
)
"""

_PLACES = [
    f"""
CREATE TABLE blog_post_{term} (
    organization_id uuid NOT NULL,
    post_id uuid NOT NULL,
    {term}_id uuid NOT NULL,
    CONSTRAINT pk_blog_post_{term} PRIMARY KEY (organization_id, post_id, {term}_id),
    CONSTRAINT fk_blog_post_{term}_post_id FOREIGN KEY (organization_id, post_id)
        REFERENCES blog_post (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_blog_post_{term}_{term}_id FOREIGN KEY (organization_id, {term}_id)
        REFERENCES blog_{term} (organization_id, id) ON DELETE CASCADE
)
"""
    for term in ("category", "tag")
]
_FOUND_BY_PLACE = [
    f"CREATE INDEX ix_blog_post_{term}_posts ON blog_post_{term} (organization_id, {term}_id, post_id)"
    for term in ("category", "tag")
]

_PREVIEW = [
    """
CREATE TABLE blog_preview_token (
    organization_id uuid NOT NULL,
    digest bytea NOT NULL,
    post_id uuid NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_blog_preview_token PRIMARY KEY (organization_id, digest),
    CONSTRAINT fk_blog_preview_token_post_id FOREIGN KEY (organization_id, post_id)
        REFERENCES blog_post (organization_id, id) ON DELETE CASCADE
)
""",
    "CREATE INDEX ix_blog_preview_token_post ON blog_preview_token (organization_id, post_id)",
    "CREATE INDEX ix_blog_preview_token_expires_at ON blog_preview_token (expires_at)",
]

_TABLES = (
    "blog_post",
    "blog_post_translation",
    "blog_revision",
    "blog_former_slug",
    "blog_post_category",
    "blog_post_tag",
)


def upgrade() -> None:
    run([*_POST, *_TRANSLATION, _REVISION, _FORMER_SLUG, *_PLACES, *_FOUND_BY_PLACE, *_PREVIEW])
    for table in _TABLES:
        run(tenant_table(roles(), table))
    run(tenant_table(roles(), "blog_preview_token", system="SELECT, DELETE"))
