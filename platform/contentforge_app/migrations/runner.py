"""Bring a database to the head of the schema's history, or tell how far it is from it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from contentforge_app.migrations.models import metadata
from contentforge_app.migrations.roles import roles_of
from contentforge_platform.database.roles import async_url

# A migration that cannot get its lock gives up, so that it never queues the whole service behind it.
_LIMITS = {"lock_timeout": "4000", "statement_timeout": "5000", "application_name": "contentforge migrate"}
_ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('contentforge migrate'))"


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """Where a database stood and stands, by revision, and where its tables differ from the models: nowhere, if well."""

    before: str | None
    after: str | None
    head: str | None
    differences: tuple[str, ...] = ()


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def migrate(owner_url: str, app_url: str, system_url: str) -> MigrationReport:
    """Run all outstanding migrations, each in a transaction of its own. Two at once: the second waits."""

    def upgrade(connection: Connection) -> MigrationReport:
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["roles"] = roles_of(owner_url, app_url, system_url)
        before = _revision(connection)
        command.upgrade(config, "head")
        return MigrationReport(before=before, after=_revision(connection), head=head())

    return await _as_owner(owner_url, upgrade)


async def check(owner_url: str) -> MigrationReport:
    """Compare a database with this code, changing nothing."""

    def compare(connection: Connection) -> MigrationReport:
        current = _revision(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = tuple(str(difference) for difference in compare_metadata(context, metadata))
        return MigrationReport(before=current, after=current, head=head(), differences=differences)

    return await _as_owner(owner_url, compare)


async def _as_owner(owner_url: str, work: Callable[[Connection], MigrationReport]) -> MigrationReport:
    engine = create_async_engine(async_url(owner_url), connect_args={"server_settings": _LIMITS})
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(_ONE_AT_A_TIME)
            await connection.commit()
            report = await connection.run_sync(work)
            await connection.commit()
            return report
    finally:
        await engine.dispose()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_path_separator", "os")
    return config
