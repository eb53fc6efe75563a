"""The default site, which has no owner at first; the function that opens a public read; calls to sites' servers."""

from contentforge_app.migrations.schema import roles, run, system_function
from contentforge_platform.database.tenancy import tenant_table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UNOWNED = [
    "ALTER TABLE organization ALTER COLUMN owner_id DROP NOT NULL",
    """
ALTER TABLE organization ADD CONSTRAINT ck_organization_owner_id CHECK (owner_id IS NOT NULL OR kind = 'team')
""",
]

# As principal_of_session does for people: one round trip finds the site and brings its rows into sight.
_OPEN_SITE = """
CREATE FUNCTION open_site(
    wanted_slug text, OUT outcome text, OUT organization_id uuid, OUT slug text, OUT name text, OUT site blog_site
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    suspended boolean;
BEGIN
    PERFORM set_config('app.tenant', '', true);
    SELECT found.id, found.slug, found.name, 'suspended' IN (found.state, coalesce(partner.state, ''))
    INTO organization_id, slug, name, suspended
    FROM organization AS found LEFT JOIN organization AS partner ON partner.id = found.partner_id
    WHERE found.slug = wanted_slug;
    IF NOT FOUND OR suspended THEN
        SELECT 'not_found' INTO outcome, organization_id, slug, name;
        RETURN;
    END IF;
    SELECT * INTO site FROM blog_site AS settings WHERE settings.organization_id = open_site.organization_id;
    outcome := 'ok';
    PERFORM set_config('app.tenant', organization_id::text, true);
END
$$
"""

_REVALIDATION = """
CREATE TABLE blog_revalidation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event text NOT NULL,
    locale text NOT NULL,
    slugs text[] NOT NULL,
    tags text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_blog_revalidation PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_blog_revalidation_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
"""


def upgrade() -> None:
    run([*_UNOWNED, _OPEN_SITE, _REVALIDATION])
    run(tenant_table(roles(), "blog_revalidation"))
    system_function("open_site(text)")
