"""Work items, their lanes, live events and idempotency keys."""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import tenant_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WORK_ITEM = """
CREATE TABLE work_item (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    queue text NOT NULL,
    subject_id uuid NOT NULL,
    state text NOT NULL,
    run_at timestamptz NOT NULL,
    ready_at timestamptz,
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    lease_token uuid,
    lease_until timestamptz,
    leased_by text,
    last_error text,
    trace text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT pk_work_item PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_work_item_state
        CHECK (state IN ('scheduled', 'waiting', 'ready', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT ck_work_item_lease CHECK ((state = 'running') = (lease_token IS NOT NULL))
)
"""

_INDEXES = [
    "CREATE INDEX ix_work_item_claim ON work_item (queue, ready_at, id) WHERE state = 'ready'",
    "CREATE INDEX ix_work_item_lane ON work_item (organization_id, kind, run_at, id) WHERE state = 'waiting'",
    "CREATE INDEX ix_work_item_due ON work_item (run_at) WHERE state = 'scheduled'",
    "CREATE INDEX ix_work_item_lease ON work_item (lease_until) WHERE state = 'running'",
    "CREATE INDEX ix_work_item_active ON work_item (organization_id, kind) WHERE state IN ('ready', 'running')",
    "CREATE INDEX ix_work_item_subject ON work_item (organization_id, subject_id)",
    "CREATE INDEX ix_work_item_finished ON work_item (finished_at) WHERE finished_at IS NOT NULL",
]

_WORK_LANE = """
CREATE TABLE work_lane (
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    slots integer NOT NULL,
    active integer NOT NULL,
    CONSTRAINT pk_work_lane PRIMARY KEY (organization_id, kind),
    CONSTRAINT ck_work_lane_active CHECK (active >= 0)
) WITH (fillfactor = 50)
"""

_LIVE_EVENT = """
CREATE TABLE live_event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid,
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    sequence integer NOT NULL,
    state text NOT NULL,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    CONSTRAINT pk_live_event PRIMARY KEY (organization_id, id)
)
"""

_EVENT_INDEXES = [
    "CREATE INDEX ix_live_event_unpublished ON live_event (created_at) WHERE published_at IS NULL",
    "CREATE INDEX ix_live_event_published ON live_event (published_at) WHERE published_at IS NOT NULL",
    "CREATE UNIQUE INDEX ix_live_event_object ON live_event (organization_id, object_id, sequence)",
]

_IDEMPOTENCY_KEY = """
CREATE TABLE idempotency_key (
    organization_id uuid NOT NULL,
    credential text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    body_digest bytea NOT NULL,
    object_ids uuid[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_idempotency_key PRIMARY KEY (organization_id, credential, route, key)
)
"""


def upgrade() -> None:
    named = roles()
    run([f"GRANT USAGE ON SCHEMA public TO {named.app}, {named.system}"])
    run([f"GRANT SELECT ON alembic_version TO {named.app}, {named.system}"])
    run([_WORK_ITEM, *_INDEXES, _WORK_LANE, _LIVE_EVENT, *_EVENT_INDEXES, _IDEMPOTENCY_KEY])
    run(["CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at)"])
    run(tenant_table(named, "work_item", app="SELECT, INSERT, UPDATE", system="SELECT, UPDATE, DELETE"))
    run(tenant_table(named, "work_lane", app="SELECT, INSERT, UPDATE", system="SELECT, UPDATE"))
    run(tenant_table(named, "live_event", app="SELECT, INSERT", system="SELECT, UPDATE, DELETE"))
    run(tenant_table(named, "idempotency_key", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
