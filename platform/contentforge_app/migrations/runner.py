"""Bring a database to the head of the schema's history, or tell how far it is from it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from contentforge_app.migrations.default_site import DEFAULT_SITE, ensure_default_site
from contentforge_app.migrations.models import metadata
from contentforge_app.migrations.roles import roles_of
from contentforge_platform.database.roles import async_url

Result = TypeVar("Result")

# Whatever wants a table waits behind a migration that waits for it, so a migration waits briefly, gives up, lets the
# others through and comes back. Half a second is also below PostgreSQL's own search for deadlocks (a second): whoever
# has to yield is the migration, never a request.
_LIMITS: Final = {"lock_timeout": "500", "statement_timeout": "5000", "application_name": "contentforge migrate"}
_AGAIN_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 120.0
_YIELDED: Final = frozenset({"55P03", "40P01"})
"""What PostgreSQL answers (SQLSTATE) to whoever has not got a lock in time, or has been chosen to end a deadlock."""

# Asked again and again, never waited for: a statement that waits would hold up the other one's concurrent indexes,
# which wait for all statements that began before them.
_ONE_AT_A_TIME: Final = "SELECT pg_try_advisory_lock(hashtext('contentforge migrate'))"
_TURN_SECONDS: Final = 0.2


class TablesInUse(RuntimeError):
    """A migration has not got its locks within the time it has: some transaction stays open for too long."""

    def __init__(self, at: str | None, seconds: float) -> None:
        super().__init__(
            f"After {at or 'nothing'}: the next migration did not get its locks within {seconds:.0f} s, because a "
            "transaction has been open for too long. Nothing is half done. End that transaction, and migrate again."
        )


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """Where a database stood and stands, by revision, and where its tables differ from the models: nowhere, if well."""

    before: str | None
    after: str | None
    head: str | None
    differences: tuple[str, ...] = ()

    @property
    def later(self) -> bool:
        """Whether a later release has migrated the database: this one works on it, and has nothing to add."""
        return self.after is not None and self.after != self.head and self.after not in superseded()


def history() -> tuple[str, ...]:
    """The revisions that this code knows, the first one first."""
    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(script.revision for script in walked)[::-1]


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def superseded() -> frozenset[str]:
    """The revisions before `head`; one that is in neither was made by a later release."""
    return frozenset(history()[:-1])


async def migrate(
    owner_url: str,
    app_url: str,
    system_url: str,
    *,
    default_site: str = DEFAULT_SITE,
    to: str = "head",
    patience: float = _PATIENCE_SECONDS,
) -> MigrationReport:
    """Run all outstanding migrations (up to `to`), each in a transaction of its own. Two at once: the second waits.

    A database of a later release stays as it is: whoever goes back to this one finds it so. The organization of the
    default site (its slug is `default_site`) is made if there is none, once the schema is at its head.

    Raises:
        TablesInUse: a migration has not got its locks in `patience` seconds; those before it are done.
    """
    roles = roles_of(owner_url, app_url, system_url)

    async def upgrade(connection: AsyncConnection) -> MigrationReport:
        before = await _told(connection, _revision)
        found = MigrationReport(before=before, after=before, head=head())
        if found.later:
            return found
        config = _config()
        config.attributes["roles"] = roles
        await _upgrade(connection, config, to, patience)
        return MigrationReport(before=before, after=await _told(connection, _revision), head=head())

    report = await _as_owner(owner_url, upgrade)
    if report.after == report.head or report.later:
        await ensure_default_site(app_url, system_url, default_site)
    return report


async def _upgrade(connection: AsyncConnection, config: Config, to: str, patience: float) -> None:
    """Go on from migration to migration; one that yields is tried again, while those before it stay done."""

    def run(found: Connection) -> None:
        config.attributes["connection"] = found
        command.upgrade(config, to)

    clock = asyncio.get_running_loop().time
    stands, since = await _told(connection, _revision), clock()
    while True:
        try:
            return await connection.run_sync(run)
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) not in _YIELDED:
                raise
            reached = await _told(connection, _revision)
            if reached != stands:
                stands, since = reached, clock()
            elif clock() - since > patience:
                raise TablesInUse(stands, patience) from error
        await asyncio.sleep(_AGAIN_SECONDS)


async def check(owner_url: str) -> MigrationReport:
    """Compare a database with this code, changing nothing."""

    def compare(connection: Connection) -> MigrationReport:
        current = _revision(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = tuple(str(difference) for difference in compare_metadata(context, metadata))
        return MigrationReport(before=current, after=current, head=head(), differences=differences)

    return await _as_owner(owner_url, lambda connection: _told(connection, compare))


async def _as_owner(owner_url: str, work: Callable[[AsyncConnection], Awaitable[MigrationReport]]) -> MigrationReport:
    engine = create_async_engine(async_url(owner_url), connect_args={"server_settings": _LIMITS})
    try:
        async with engine.connect() as connection:
            while not await _told(connection, _is_our_turn):  # noqa: ASYNC110 - what is waited for is another process
                await asyncio.sleep(_TURN_SECONDS)
            return await work(connection)
    finally:
        await engine.dispose()


async def _told(connection: AsyncConnection, question: Callable[[Connection], Result]) -> Result:
    """Ask, and leave no transaction open: Alembic would run all migrations in one that is there."""
    answer = await connection.run_sync(question)
    await connection.rollback()
    return answer


def _is_our_turn(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql(_ONE_AT_A_TIME).scalar_one())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_path_separator", "os")
    return config
