"""The sandbox's tables, in a schema of its own, made by the process itself: no migration knows of them."""

from typing import Final

import asyncpg

from contentforge_platform.database.roles import driver_url

SCHEMA: Final = "sandbox"

_STATEMENTS: Final = (
    """
    CREATE TABLE IF NOT EXISTS sandbox.object (
        id text CONSTRAINT pk_object PRIMARY KEY,
        kind text NOT NULL,
        number bigint GENERATED ALWAYS AS IDENTITY,
        created bigint NOT NULL,
        test_clock text,
        due bigint,
        state jsonb NOT NULL
    )
    """,
    # When it was written down, whatever its own clock says.
    "ALTER TABLE sandbox.object ADD COLUMN IF NOT EXISTS noted_at timestamptz NOT NULL DEFAULT clock_timestamp()",
    "CREATE INDEX IF NOT EXISTS ix_object_event_noted ON sandbox.object (noted_at) WHERE kind = 'event'",
    "CREATE INDEX IF NOT EXISTS ix_object_kind ON sandbox.object (kind, number DESC)",
    "CREATE INDEX IF NOT EXISTS ix_object_state ON sandbox.object USING gin (state jsonb_path_ops)",
    "CREATE INDEX IF NOT EXISTS ix_object_due ON sandbox.object (test_clock, due) WHERE due IS NOT NULL",
    """
    CREATE TABLE IF NOT EXISTS sandbox.idempotency (
        key text CONSTRAINT pk_idempotency PRIMARY KEY,
        request text NOT NULL,
        request_id text NOT NULL,
        status integer,
        body bytea,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS sandbox.delivery (
        number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_delivery PRIMARY KEY,
        event_id text NOT NULL,
        event_type text NOT NULL,
        endpoint_id text NOT NULL,
        state text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        status integer,
        problem text,
        body bytea NOT NULL,
        CONSTRAINT ck_delivery_state CHECK (state IN ('pending', 'delivered', 'failed', 'dropped'))
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_delivery_due ON sandbox.delivery (due_at) WHERE state = 'pending'",
    "CREATE INDEX IF NOT EXISTS ix_delivery_ended ON sandbox.delivery (due_at) WHERE state <> 'pending'",
    "CREATE INDEX IF NOT EXISTS ix_delivery_event ON sandbox.delivery (event_id)",
    """
    CREATE TABLE IF NOT EXISTS sandbox.switch (
        name text CONSTRAINT pk_switch PRIMARY KEY,
        mode text NOT NULL,
        remaining integer,
        until timestamptz
    )
    """,
)


async def prepare(url: str) -> None:
    """Make what is missing, and release what a former process left half done."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('contentforge sandbox schema'))")
            if not await connection.fetchval("SELECT 1 FROM pg_namespace WHERE nspname = $1", SCHEMA):
                await connection.execute("CREATE SCHEMA sandbox")
            for statement in _STATEMENTS:
                await connection.execute(statement)
            await connection.execute("DELETE FROM sandbox.idempotency WHERE status IS NULL")
    finally:
        await connection.close()
