"""A number for each site, which rises with every change that readers could see: copies are kept by it."""

from contentforge_app.migrations.schema import roles, run, system_function
from contentforge_platform.database.tenancy import tenant_table

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_VERSIONS = """
CREATE TABLE blog_public_version (
    organization_id uuid NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT pk_blog_public_version PRIMARY KEY (organization_id),
    CONSTRAINT fk_blog_public_version_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
"""

# Asked before any site is in sight; of a site that is closed to readers it tells nothing.
_OF = """
CREATE FUNCTION public_version_of(wanted_slug text, OUT organization_id uuid, OUT version bigint)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT found.id, coalesce(kept.version, 0)
    FROM organization AS found
    LEFT JOIN organization AS partner ON partner.id = found.partner_id
    LEFT JOIN blog_public_version AS kept ON kept.organization_id = found.id
    WHERE found.slug = wanted_slug AND 'suspended' NOT IN (found.state, coalesce(partner.state, ''))
$$
"""


def upgrade() -> None:
    run([_VERSIONS])
    run(tenant_table(roles(), "blog_public_version"))
    run([_OF])
    system_function("public_version_of(text)")
