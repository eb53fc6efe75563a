"""What a process must have before it may be given anything to do: the database, at this code's revision or a later one.

A later one is the work of the next release, whose migrations run before its processes replace ours, and only add.
"""

from typing import Final

from contentforge_app.migrations import head, superseded
from contentforge_app.runtime import Runtime
from contentforge_platform.http.health import Check

_REVISION: Final = "SELECT version_num FROM alembic_version"


class SchemaOutdated(RuntimeError):
    """The database is at a revision that this code has migrations beyond."""


def readiness(runtime: Runtime) -> dict[str, Check]:
    """The checks behind `/readyz`, by name."""
    newest, older = head(), superseded()

    async def at_head() -> None:
        async with runtime.uow.system() as session:
            revision = await session.fetchval(_REVISION)
        if revision is None or revision in older:
            raise SchemaOutdated(f"The database is at {revision}, this code needs {newest}: `contentforge migrate`.")

    return {"database": runtime.database.check, "migrations": at_head}
