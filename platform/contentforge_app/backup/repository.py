"""SQL of backups, read in one snapshot as the role `system`, and of the database that one is restored into."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
import orjson

from contentforge_app.backup.errors import BackupRefused
from contentforge_platform.database.roles import driver_url
from contentforge_platform.takeout import Collection, keys_of

SANDBOX: Final = "sandbox"
_CONNECT_SECONDS: Final = 10.0
_PAGE: Final = 1000
# A backup takes as long as it takes; its snapshot must outlast the limits that an operator may have set for others.
_PATIENT: Final = {
    "application_name": "contentforge backup",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

_OURS: Final = """
FROM pg_class AS held JOIN pg_namespace AS space ON space.oid = held.relnamespace
WHERE space.nspname NOT LIKE 'pg\\_%' AND space.nspname NOT IN ('information_schema', 'sandbox')
"""

_TABLES: Final = f"SELECT held.oid::regclass::text AS name {_OURS} AND held.relkind = 'r' ORDER BY 1"

# Seen by this role are all rows of a table only if no policy restricts it, and one lets it see every row.
_HIDDEN: Final = f"""
SELECT held.oid::regclass::text AS name {_OURS} AND held.relkind = 'r' AND (
    NOT has_table_privilege(held.oid, 'SELECT')
    OR row_security_active(held.oid) AND (
        NOT EXISTS (
            SELECT FROM pg_policy AS policy WHERE policy.polrelid = held.oid AND policy.polpermissive
                AND policy.polcmd IN ('r', '*') AND pg_get_expr(policy.polqual, policy.polrelid) = 'true'
                AND EXISTS (SELECT FROM unnest(policy.polroles) AS role
                    WHERE role = 0 OR pg_has_role(current_user, role, 'USAGE')))
        OR EXISTS (
            SELECT FROM pg_policy AS policy WHERE policy.polrelid = held.oid AND NOT policy.polpermissive
                AND policy.polcmd IN ('r', '*'))))
ORDER BY 1
"""

_FACTS: Final = """
SELECT current_setting('server_version_num')::int / 10000 AS server, clock_timestamp() AS taken_at,
    (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'alembic_version') AS owner,
    pg_export_snapshot() AS snapshot
"""

_STATE: Final = f"""
SELECT current_setting('server_version_num')::int / 10000 AS server,
    (SELECT count(*) {_OURS} AND held.relkind IN ('r', 'p', 'v', 'm', 'f', 'S'))
        + (SELECT count(*) FROM pg_proc JOIN pg_namespace AS space ON space.oid = pronamespace
           WHERE space.nspname = 'public'
             AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')) AS held,
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY($1)) AS sessions,
    ARRAY(SELECT wanted FROM unnest($1::text[]) AS wanted
          WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)) AS missing_roles
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """The moment that a backup shows: its name for pg_dump, when it was, the server's major version, the migration.

    `owner` is the role that owns the tables.
    """

    snapshot: str
    taken_at: datetime
    server: int
    revision: str
    owner: str


class Snapshot:
    """One moment's picture of the database, for as long as its connection is open."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def facts(self) -> Facts:
        """What is to be known of this moment.

        Raises:
            BackupRefused: the database has never been migrated.
        """
        row = await self._connection.fetchrow(_FACTS)
        if row is None or row["owner"] is None:
            raise BackupRefused("The database is empty: `contentforge migrate` has never run on it.")
        revision = await self._connection.fetchval("SELECT version_num FROM public.alembic_version")
        return Facts(row["snapshot"], row["taken_at"], row["server"], str(revision), row["owner"])

    async def hidden_tables(self) -> list[str]:
        """Tables of which this role does not see every row: they would be silently empty in the dump."""
        return [row["name"] for row in await self._connection.fetch(_HIDDEN)]

    async def rows(self) -> dict[str, int]:
        """How many rows each table has, by `schema.table`."""
        tables = [row["name"] for row in await self._connection.fetch(_TABLES)]
        return {table: await self._connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables}

    async def keys(self, collections: Sequence[Collection]) -> AsyncIterator[str]:
        """The keys of all stored objects that rows name."""
        for collection in collections:
            columns = ", ".join(collection.files)
            statement = f"SELECT to_jsonb(named)::text FROM (SELECT {columns} FROM public.{collection.source}) AS named"
            async for row in self._connection.cursor(statement, prefetch=_PAGE):
                for key in keys_of(collection, orjson.loads(row[0])):
                    yield key


@asynccontextmanager
async def snapshot(system_url: str) -> AsyncIterator[Snapshot]:
    """Open a snapshot; pg_dump can show the same one while the block lasts."""
    connection = await asyncpg.connect(
        driver_url(system_url), timeout=_CONNECT_SECONDS, server_settings={**_PATIENT, "search_path": ""}
    )
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield Snapshot(connection)
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class State:
    """A database that shall be restored into: what is in it, who is connected to it, which roles it lacks."""

    server: int
    held: int
    sessions: int
    missing_roles: list[str]


async def state(owner_url: str, roles: Sequence[str]) -> State:
    """Look at a database as its owner, from outside of any transaction."""
    connection = await asyncpg.connect(driver_url(owner_url), timeout=_CONNECT_SECONDS, server_settings=_PATIENT)
    try:
        row = await connection.fetchrow(_STATE, list(roles))
    finally:
        await connection.close()
    if row is None:
        raise LookupError("A query without a table has no row.")
    return State(**dict(row))
