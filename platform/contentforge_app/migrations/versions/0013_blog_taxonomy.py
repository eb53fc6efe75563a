"""Sites of the blog, its categories and its tags."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SITE = """
CREATE TABLE blog_site (
    organization_id uuid NOT NULL,
    title text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    site_url text,
    preview_path text NOT NULL DEFAULT '/preview/{token}',
    post_path text NOT NULL DEFAULT '/{locale}/posts/{slug}',
    category_path text NOT NULL DEFAULT '/{locale}/categories/{slug}',
    tag_path text NOT NULL DEFAULT '/{locale}/tags/{slug}',
    default_locale text NOT NULL DEFAULT 'vi',
    locales text[] NOT NULL DEFAULT ARRAY['vi', 'en'],
    registration text,
    revalidate_url text,
    revalidate_secret text,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_site PRIMARY KEY (organization_id),
    CONSTRAINT fk_blog_site_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id),
    CONSTRAINT ck_blog_site_registration CHECK (registration IN ('open', 'closed')),
    CONSTRAINT ck_blog_site_locales CHECK (default_locale = ANY (locales))
)
"""

_CATEGORY = [
    """
CREATE TABLE blog_category (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_category PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_blog_category_parent_id FOREIGN KEY (organization_id, parent_id)
        REFERENCES blog_category (organization_id, id),
    CONSTRAINT ck_blog_category_parent_id CHECK (parent_id <> id)
)
""",
    "CREATE INDEX ix_blog_category_parent ON blog_category (organization_id, parent_id)",
    """
CREATE TABLE blog_category_translation (
    organization_id uuid NOT NULL,
    category_id uuid NOT NULL,
    locale text NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    description text,
    CONSTRAINT pk_blog_category_translation PRIMARY KEY (organization_id, category_id, locale),
    CONSTRAINT uq_blog_category_translation_slug UNIQUE (organization_id, locale, slug),
    CONSTRAINT fk_blog_category_translation_category_id FOREIGN KEY (organization_id, category_id)
        REFERENCES blog_category (organization_id, id) ON DELETE CASCADE
)
""",
]

_TAG = [
    """
CREATE TABLE blog_tag (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_tag PRIMARY KEY (organization_id, id)
)
""",
    """
CREATE TABLE blog_tag_translation (
    organization_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    locale text NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    CONSTRAINT pk_blog_tag_translation PRIMARY KEY (organization_id, tag_id, locale),
    CONSTRAINT uq_blog_tag_translation_slug UNIQUE (organization_id, locale, slug),
    CONSTRAINT fk_blog_tag_translation_tag_id FOREIGN KEY (organization_id, tag_id)
        REFERENCES blog_tag (organization_id, id) ON DELETE CASCADE
)
""",
]

_TABLES = ("blog_site", "blog_category", "blog_category_translation", "blog_tag", "blog_tag_translation")


def upgrade() -> None:
    run([_SITE, *_CATEGORY, *_TAG])
    for table in _TABLES:
        run(tenant_table(roles(), table))
