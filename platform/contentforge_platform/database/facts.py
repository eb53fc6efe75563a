"""What the database tells of itself, for operators."""

from dataclasses import dataclass
from typing import Final

from contentforge_platform.database.sessions import ReadSession

_FACTS: Final = """
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size_bytes,
    (SELECT version_num FROM alembic_version) AS revision,
    (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections,
    current_setting('max_connections')::int AS most_connections
"""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """The server's version, the size of this database, its migration, and the connections to it."""

    version: str
    size_bytes: int
    revision: str | None
    connections: int
    most_connections: int


async def read(session: ReadSession) -> DatabaseFacts:
    """The facts of now."""
    row = await session.fetchrow(_FACTS)
    if row is None:
        raise LookupError("A query without a table has no row.")
    return DatabaseFacts(**{name: row[name] for name in DatabaseFacts.__dataclass_fields__})
