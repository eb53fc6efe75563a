"""Accounts, organizations, memberships, sessions, API keys, the audit log, and the functions that open a request."""

from contentforge_app.migrations.schema import roles, run, system_function
from contentforge_platform.database.tenancy import global_table, tenant_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ACCOUNTS = [
    """
CREATE TABLE user_account (
    id uuid NOT NULL,
    email text NOT NULL,
    email_normalized text NOT NULL,
    name text NOT NULL,
    avatar_url text,
    password_hash text,
    is_active boolean NOT NULL DEFAULT true,
    email_verified_at timestamptz,
    password_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_user_account PRIMARY KEY (id),
    CONSTRAINT uq_user_account_email_normalized UNIQUE (email_normalized)
)
""",
    """
CREATE TABLE login_throttle (
    digest bytea NOT NULL,
    attempts timestamptz[] NOT NULL,
    pending integer NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_login_throttle PRIMARY KEY (digest)
)
""",
    "CREATE INDEX ix_login_throttle_updated_at ON login_throttle (updated_at)",
]

_ORGANIZATIONS = [
    """
CREATE TABLE organization (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    plan text NOT NULL DEFAULT 'free',
    state text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_organization PRIMARY KEY (id),
    CONSTRAINT uq_organization_slug UNIQUE (slug),
    CONSTRAINT fk_organization_owner_id FOREIGN KEY (owner_id) REFERENCES user_account (id),
    CONSTRAINT ck_organization_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT ck_organization_kind CHECK (kind IN ('personal', 'team')),
    CONSTRAINT ck_organization_state CHECK (state IN ('active', 'suspended'))
)
""",
    "CREATE UNIQUE INDEX ix_organization_personal ON organization (owner_id) WHERE kind = 'personal'",
    """
CREATE TABLE membership (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    avatar_url text,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_membership PRIMARY KEY (organization_id, user_id),
    CONSTRAINT fk_membership_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id),
    CONSTRAINT fk_membership_user_id FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_membership_role CHECK (role IN ('OWNER', 'ADMIN', 'EDITOR', 'AUTHOR', 'VIEWER'))
)
""",
    "CREATE INDEX ix_membership_user_id ON membership (user_id)",
]

_SESSIONS = [
    """
CREATE TABLE user_session (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    audience text NOT NULL,
    organization_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    ip text,
    user_agent text,
    CONSTRAINT pk_user_session PRIMARY KEY (id),
    CONSTRAINT fk_user_session_user_id FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT fk_user_session_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
""",
    "CREATE INDEX ix_user_session_live ON user_session (user_id) WHERE revoked_at IS NULL",
    "CREATE INDEX ix_user_session_expires_at ON user_session (expires_at)",
    """
CREATE TABLE refresh_token (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    parent_id uuid,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_refresh_token PRIMARY KEY (id),
    CONSTRAINT uq_refresh_token_digest UNIQUE (digest),
    CONSTRAINT fk_refresh_token_session_id FOREIGN KEY (session_id) REFERENCES user_session (id) ON DELETE CASCADE
)
""",
    "CREATE INDEX ix_refresh_token_session_id ON refresh_token (session_id)",
    "CREATE INDEX ix_refresh_token_parent_id ON refresh_token (parent_id) WHERE parent_id IS NOT NULL",
]

_API_KEYS = [
    """
CREATE TABLE api_key (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT pk_api_key PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_api_key_organization_id_user_id
        FOREIGN KEY (organization_id, user_id) REFERENCES membership (organization_id, user_id),
    CONSTRAINT ck_api_key_scopes CHECK (scopes <@ ARRAY['read', 'write'] AND cardinality(scopes) > 0)
)
""",
    "CREATE UNIQUE INDEX ix_api_key_digest ON api_key (digest, organization_id)",
    "CREATE INDEX ix_api_key_user_id ON api_key (organization_id, user_id)",
]

_AUDIT = [
    """
CREATE TABLE audit_event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid,
    old_value jsonb,
    new_value jsonb,
    ip text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_audit_event PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_audit_event_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
""",
    "CREATE INDEX ix_audit_event_recent ON audit_event (organization_id, created_at, id)",
]

# What both functions answer. Without a match `outcome` is all there is, and nothing comes into sight.
_PRINCIPAL = """
    OUT outcome text, OUT user_id uuid, OUT email text, OUT name text, OUT email_verified boolean,
    OUT organization_id uuid, OUT slug text, OUT kind text, OUT plan text, OUT role text,
    OUT credential_id uuid, OUT scopes text[], OUT recently_used boolean
"""
_FOUND = """
        account.id, account.email, membership.name, account.email_verified_at IS NOT NULL,
        organization.id, organization.slug, organization.kind, organization.plan, membership.role
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
CREATE FUNCTION principal_of_session(
    wanted_session uuid, wanted_user uuid, wanted_audience text, wanted_slug text, {_PRINCIPAL}
) {_DEFINER} AS $$
DECLARE
    suspended boolean;
    home uuid;
BEGIN
    PERFORM set_config('app.tenant', '', true);
    IF wanted_slug IS NULL THEN
        SELECT session.id, organization.state = 'suspended', {_FOUND}
        INTO credential_id, suspended, {_INTO}
        FROM user_session AS session
        JOIN user_account AS account ON account.id = session.user_id
        JOIN organization ON organization.id = session.organization_id
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
        SELECT organization.state = 'suspended', {_FOUND}
        INTO suspended, {_INTO}
        FROM organization
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
CREATE FUNCTION principal_of_key(wanted_digests bytea[], wanted_slug text, {_PRINCIPAL}) {_DEFINER} AS $$
DECLARE
    suspended boolean;
BEGIN
    PERFORM set_config('app.tenant', '', true);
    SELECT key.id, key.scopes, coalesce(key.last_used_at > now() - interval '1 minute', false),
        organization.state = 'suspended', {_FOUND}
    INTO credential_id, scopes, recently_used, suspended, {_INTO}
    FROM api_key AS key
    JOIN user_account AS account ON account.id = key.user_id
    JOIN organization ON organization.id = key.organization_id
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

_ORGANIZATIONS_OF = """
CREATE FUNCTION organizations_of_user(wanted_user uuid)
RETURNS TABLE (
    id uuid, slug text, name text, kind text, plan text, state text, role text, owner_id uuid, created_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT organization.id, organization.slug, organization.name, organization.kind, organization.plan,
        organization.state, membership.role, organization.owner_id, organization.created_at
    FROM membership JOIN organization ON organization.id = membership.organization_id
    WHERE membership.user_id = wanted_user AND membership.is_active
    ORDER BY organization.created_at, organization.id
$$
"""


def upgrade() -> None:
    named = roles()
    run([*_ACCOUNTS, *_ORGANIZATIONS, *_SESSIONS, *_API_KEYS, *_AUDIT])
    run(global_table(named, "user_account", app="SELECT, INSERT, UPDATE"))
    run(global_table(named, "login_throttle", system="SELECT, DELETE"))
    run(global_table(named, "user_session", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
    run(global_table(named, "refresh_token", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
    run(tenant_table(named, "organization", column="id", app="SELECT, INSERT, UPDATE", system="SELECT, UPDATE"))
    run(tenant_table(named, "membership", app="SELECT, INSERT, UPDATE"))
    run(tenant_table(named, "api_key", app="SELECT, INSERT, UPDATE", system="SELECT, UPDATE (last_used_at)"))
    run(tenant_table(named, "audit_event", app="SELECT, INSERT", system="SELECT, INSERT, DELETE"))
    run([_OF_SESSION, _OF_KEY, _ORGANIZATIONS_OF])
    system_function("principal_of_session(uuid, uuid, text, text)")
    system_function("principal_of_key(bytea[], text)")
    system_function("organizations_of_user(uuid)")
