"""Operators of the installation, what they did, and the function that opens their requests."""

from contentforge_app.migrations.schema import roles, run, system_function

revision = "0070"
down_revision = "0065"
branch_labels = None
depends_on = None

_TABLES = [
    """
CREATE TABLE instance_operator (
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_instance_operator PRIMARY KEY (user_id),
    CONSTRAINT fk_instance_operator_user_id FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
""",
    """
CREATE TABLE operator_action (
    id uuid NOT NULL,
    operator_id uuid NOT NULL,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid,
    organization_id uuid,
    reason text,
    old_value jsonb,
    new_value jsonb,
    ip text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_operator_action PRIMARY KEY (id)
)
""",
    "CREATE INDEX ix_operator_action_recent ON operator_action (created_at, id)",
]

# As principal_of_session, without an organization: an operator acts for the installation.
_OF_SESSION = """
CREATE FUNCTION operator_of_session(
    wanted_session uuid, wanted_user uuid, wanted_audience text,
    OUT outcome text, OUT user_id uuid, OUT email text, OUT name text
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM set_config('app.tenant', '', true);
    SELECT CASE WHEN operator.user_id IS NULL THEN 'no_operator' ELSE 'ok' END, account.id, account.email, account.name
    INTO outcome, user_id, email, name
    FROM user_session AS session
    JOIN user_account AS account ON account.id = session.user_id
    LEFT JOIN instance_operator AS operator ON operator.user_id = account.id
    WHERE session.id = wanted_session AND session.user_id = wanted_user AND session.audience = wanted_audience
      AND session.revoked_at IS NULL AND session.expires_at > now() AND account.is_active;
    IF NOT FOUND THEN
        outcome := 'unauthenticated';
    END IF;
END
$$
"""


def upgrade() -> None:
    named = roles()
    run([*_TABLES, _OF_SESSION])
    # Who serves requests makes no operators, and writes the log without being able to read or change it.
    run([f"GRANT SELECT, INSERT, DELETE ON instance_operator TO {named.system}"])
    run([f"GRANT INSERT ON operator_action TO {named.app}", f"GRANT SELECT ON operator_action TO {named.system}"])
    system_function("operator_of_session(uuid, uuid, text)")
