"""Callers whose organization belongs to a partner come with the partner's plan beside their own."""

from contentforge_app.migrations.schema import run

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Both words as billing wrote them: the organization's own, and the partner's after a `<` if there is one.
_PLAN = "concat_ws('<', organization.plan, partner.plan)"
_SUSPENDED = "'suspended' IN (organization.state, coalesce(partner.state, ''))"
_PARTNER = "LEFT JOIN organization AS partner ON partner.id = organization.partner_id"

# What both functions answer, as before. Without a match `outcome` is all there is, and nothing comes into sight.
_PRINCIPAL = """
    OUT outcome text, OUT user_id uuid, OUT email text, OUT name text, OUT email_verified boolean,
    OUT organization_id uuid, OUT slug text, OUT kind text, OUT plan text, OUT role text,
    OUT credential_id uuid, OUT scopes text[], OUT recently_used boolean
"""
_FOUND = f"""
        account.id, account.email, membership.name, account.email_verified_at IS NOT NULL,
        organization.id, organization.slug, organization.kind, {_PLAN}, membership.role
"""
_INTO = "user_id, email, name, email_verified, organization_id, slug, kind, plan, role"
# A plain search_path would let a temporary table stand before ours: pg_temp must be named, and last.
# Planning anew for each call would cost more than the look-up itself, and there is only one good plan: by the indexes.
_DEFINER = """LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan"""
_CLOSE = """
    IF suspended THEN
        outcome := 'suspended';
        RETURN;
    END IF;
    outcome := 'ok';
    PERFORM set_config('app.tenant', organization_id::text, true);
"""

_OF_SESSION = f"""
CREATE OR REPLACE FUNCTION principal_of_session(
    wanted_session uuid, wanted_user uuid, wanted_audience text, wanted_slug text, {_PRINCIPAL}
) {_DEFINER} AS $$
DECLARE
    suspended boolean;
    home uuid;
BEGIN
    PERFORM set_config('app.tenant', '', true);
    IF wanted_slug IS NULL THEN
        SELECT session.id, {_SUSPENDED}, {_FOUND}
        INTO credential_id, suspended, {_INTO}
        FROM user_session AS session
        JOIN user_account AS account ON account.id = session.user_id
        JOIN organization ON organization.id = session.organization_id
        {_PARTNER}
        JOIN membership ON membership.organization_id = session.organization_id
            AND membership.user_id = session.user_id
        WHERE session.id = wanted_session AND session.user_id = wanted_user AND session.audience = wanted_audience
          AND session.revoked_at IS NULL AND session.expires_at > now() AND account.is_active AND membership.is_active;
        IF NOT FOUND THEN
            outcome := 'unauthenticated';
            RETURN;
        END IF;
    ELSE
        SELECT session.id INTO home
        FROM user_session AS session JOIN user_account AS account ON account.id = session.user_id
        WHERE session.id = wanted_session AND session.user_id = wanted_user AND session.audience = wanted_audience
          AND session.revoked_at IS NULL AND session.expires_at > now() AND account.is_active;
        IF NOT FOUND THEN
            outcome := 'unauthenticated';
            RETURN;
        END IF;
        SELECT {_SUSPENDED}, {_FOUND}
        INTO suspended, {_INTO}
        FROM organization
        {_PARTNER}
        JOIN membership ON membership.organization_id = organization.id AND membership.user_id = wanted_user
        JOIN user_account AS account ON account.id = membership.user_id
        WHERE organization.slug = wanted_slug AND membership.is_active;
        IF NOT FOUND THEN
            outcome := 'not_found';
            RETURN;
        END IF;
        credential_id := home;
    END IF;
    {_CLOSE}
END
$$
"""

_OF_KEY = f"""
CREATE OR REPLACE FUNCTION principal_of_key(wanted_digests bytea[], wanted_slug text, {_PRINCIPAL}) {_DEFINER} AS $$
DECLARE
    suspended boolean;
BEGIN
    PERFORM set_config('app.tenant', '', true);
    SELECT key.id, key.scopes, coalesce(key.last_used_at > now() - interval '1 minute', false),
        {_SUSPENDED}, {_FOUND}
    INTO credential_id, scopes, recently_used, suspended, {_INTO}
    FROM api_key AS key
    JOIN user_account AS account ON account.id = key.user_id
    JOIN organization ON organization.id = key.organization_id
    {_PARTNER}
    JOIN membership ON membership.organization_id = key.organization_id AND membership.user_id = key.user_id
    WHERE key.digest = ANY(wanted_digests) AND key.revoked_at IS NULL
      AND (key.expires_at IS NULL OR key.expires_at > now()) AND account.is_active AND membership.is_active;
    IF NOT FOUND THEN
        outcome := 'unauthenticated';
        RETURN;
    END IF;
    IF slug <> wanted_slug THEN
        SELECT 'not_found' INTO outcome, {_INTO}, credential_id, scopes, recently_used;
        RETURN;
    END IF;
    {_CLOSE}
END
$$
"""

_ORGANIZATIONS_OF = f"""
CREATE OR REPLACE FUNCTION organizations_of_user(wanted_user uuid)
RETURNS TABLE (
    id uuid, slug text, name text, kind text, plan text, state text, role text, owner_id uuid, created_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT organization.id, organization.slug, organization.name, organization.kind, {_PLAN},
        organization.state, membership.role, organization.owner_id, organization.created_at
    FROM membership JOIN organization ON organization.id = membership.organization_id
    {_PARTNER}
    WHERE membership.user_id = wanted_user AND membership.is_active
    ORDER BY organization.created_at, organization.id
$$
"""


def upgrade() -> None:
    run([_OF_SESSION, _OF_KEY, _ORGANIZATIONS_OF])
