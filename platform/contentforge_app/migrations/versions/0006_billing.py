"""Billing: customers, subscriptions and checkouts of organizations, and the inbox of Stripe's events.

The customer's row is what everything about an organization's money locks first. The inbox is global: an event arrives
before it is known whose it is.
"""

from contentforge_app.migrations.schema import roles, run
from contentforge_platform.database.tenancy import global_table, tenant_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CUSTOMER = """
CREATE TABLE billing_customer (
    organization_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    stripe_id text,
    trial_used_at timestamptz,
    checked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_billing_customer PRIMARY KEY (organization_id),
    CONSTRAINT fk_billing_customer_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id)
)
"""
_CUSTOMER_STRIPE_ID = """
CREATE UNIQUE INDEX ix_billing_customer_stripe_id ON billing_customer (stripe_id) WHERE stripe_id IS NOT NULL
"""

_SUBSCRIPTION = """
CREATE TABLE subscription (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    stripe_id text NOT NULL,
    fetch_no integer NOT NULL DEFAULT 0,
    written_no integer NOT NULL DEFAULT 0,
    sequence integer NOT NULL DEFAULT 0,
    status text,
    plan text,
    price_id text,
    started_at timestamptz,
    current_period_start timestamptz,
    current_period_end timestamptz,
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    trial_start timestamptz,
    trial_end timestamptz,
    ended_at timestamptz,
    overdue_since timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_subscription PRIMARY KEY (organization_id, id),
    CONSTRAINT uq_subscription_organization_id_stripe_id UNIQUE (organization_id, stripe_id),
    CONSTRAINT fk_subscription_organization_id FOREIGN KEY (organization_id)
        REFERENCES billing_customer (organization_id) ON DELETE CASCADE,
    CONSTRAINT ck_subscription_written CHECK (written_no <= fetch_no),
    CONSTRAINT ck_subscription_status CHECK ((status IS NULL) = (written_no = 0))
)
"""
_SUBSCRIPTION_OVERDUE = """
CREATE INDEX ix_subscription_overdue ON subscription (overdue_since) WHERE overdue_since IS NOT NULL
"""

_CHECKOUT = """
CREATE TABLE checkout_session (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    plan text NOT NULL,
    success_url text NOT NULL,
    cancel_url text NOT NULL,
    state text NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    price_id text,
    trial_days integer NOT NULL DEFAULT 0,
    stripe_id text,
    url text,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_checkout_session PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_checkout_session_organization_id FOREIGN KEY (organization_id)
        REFERENCES billing_customer (organization_id) ON DELETE CASCADE,
    CONSTRAINT ck_checkout_session_state CHECK (state IN ('opening', 'open', 'leaving', 'complete', 'expired'))
)
"""
_CHECKOUT_PRESENT = """
CREATE UNIQUE INDEX ix_checkout_session_present ON checkout_session (organization_id)
WHERE state IN ('opening', 'open')
"""
_CHECKOUT_LEAVING = """
CREATE INDEX ix_checkout_session_leaving ON checkout_session (organization_id) WHERE state = 'leaving'
"""

_EVENT = """
CREATE TABLE stripe_event (
    id uuid NOT NULL,
    stripe_id text NOT NULL,
    type text NOT NULL,
    customer text,
    subscription text,
    happened_at timestamptz NOT NULL,
    state text NOT NULL,
    reason text,
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CONSTRAINT pk_stripe_event PRIMARY KEY (id),
    CONSTRAINT uq_stripe_event_stripe_id UNIQUE (stripe_id),
    CONSTRAINT ck_stripe_event_state CHECK (state IN ('received', 'parked', 'applied', 'ignored')),
    CONSTRAINT ck_stripe_event_ended CHECK ((state IN ('applied', 'ignored')) = (ended_at IS NOT NULL)),
    CONSTRAINT ck_stripe_event_next_try CHECK ((ended_at IS NULL) = (next_try_at IS NOT NULL))
)
"""
_EVENT_NEXT_TRY = "CREATE INDEX ix_stripe_event_next_try ON stripe_event (next_try_at) WHERE ended_at IS NULL"
_EVENT_ENDED = "CREATE INDEX ix_stripe_event_ended ON stripe_event (ended_at) WHERE ended_at IS NOT NULL"

_CURSOR = """
CREATE TABLE stripe_cursor (
    name text NOT NULL,
    read_to timestamptz NOT NULL,
    reading_to timestamptz,
    last_seen text,
    CONSTRAINT pk_stripe_cursor PRIMARY KEY (name)
)
"""


def upgrade() -> None:
    run([_CUSTOMER, _CUSTOMER_STRIPE_ID, _SUBSCRIPTION, _SUBSCRIPTION_OVERDUE])
    run([_CHECKOUT, _CHECKOUT_PRESENT, _CHECKOUT_LEAVING, _EVENT, _EVENT_NEXT_TRY, _EVENT_ENDED, _CURSOR])
    for table in ("billing_customer", "subscription", "checkout_session"):
        run(tenant_table(roles(), table, app="SELECT, INSERT, UPDATE"))
    run(global_table(roles(), "stripe_event", app="SELECT, INSERT, UPDATE", system="SELECT, DELETE"))
    run(global_table(roles(), "stripe_cursor", app="SELECT, INSERT, UPDATE"))
