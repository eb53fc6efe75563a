"""The schema's history and the models tell the same story, on databases of every kind, and while releases change."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from contentforge_app.embedded import RunningValkey
from contentforge_app.migrations import MigrationReport, TablesInUse, check, head, migrate, superseded
from contentforge_app.migrations.roles import ensure_roles
from contentforge_app.readiness import SchemaOutdated, readiness
from contentforge_app.runtime import Runtime
from support.app import Bell, settings_for
from support.databases import DatabaseUrls


async def test_the_migrated_database_is_what_the_models_describe(own_database_urls: DatabaseUrls) -> None:
    report = await check(own_database_urls.owner)
    assert report.differences == ()
    assert report.after == head()


async def test_migrating_again_changes_nothing(own_database_urls: DatabaseUrls) -> None:
    urls = own_database_urls
    report = await migrate(urls.owner, urls.app, urls.system)
    assert report.before == report.after == head()


async def test_what_gets_no_lock_yields_and_what_was_done_before_it_stays_done(
    empty_database_urls: DatabaseUrls,
) -> None:
    urls = empty_database_urls
    await migrate(urls.owner, urls.app, urls.system, to="0060")
    somebody = await asyncpg.connect(urls.admin)
    writing = somebody.transaction()
    await writing.start()
    await somebody.execute("LOCK TABLE user_account IN ROW EXCLUSIVE MODE")  # as any write does

    with pytest.raises(TablesInUse, match="0061"):
        await migrate(urls.owner, urls.app, urls.system, patience=0)
    assert await somebody.fetchval("SELECT version_num FROM alembic_version") == "0061"

    ending = asyncio.create_task(_after(1.0, writing.rollback))
    report = await migrate(urls.owner, urls.app, urls.system)
    assert (report.before, report.after) == ("0061", head())
    await ending
    await somebody.close()


async def _after(seconds: float, call: Callable[[], Awaitable[object]]) -> None:
    await asyncio.sleep(seconds)
    await call()


async def test_of_two_who_migrate_at_once_the_second_waits_and_finds_all_done(
    empty_database_urls: DatabaseUrls,
) -> None:
    urls = empty_database_urls
    reports = await asyncio.gather(*(migrate(urls.owner, urls.app, urls.system) for _ in range(2)))
    assert {(report.before, report.after) for report in reports} == {(None, head()), (head(), head())}


async def test_an_index_that_an_earlier_try_left_unfinished_is_built_anew(empty_database_urls: DatabaseUrls) -> None:
    urls = empty_database_urls
    await migrate(urls.owner, urls.app, urls.system, to="0064")
    admin = await asyncpg.connect(urls.admin)
    await admin.execute("CREATE INDEX ix_organization_deletion_due_at ON organization (deletion_due_at)")
    state = "indexrelid = 'ix_organization_deletion_due_at'::regclass"
    await admin.execute(f"UPDATE pg_index SET indisvalid = false WHERE {state}")

    await migrate(urls.owner, urls.app, urls.system)

    assert await admin.fetchval(f"SELECT indisvalid AND indpred IS NOT NULL FROM pg_index WHERE {state}")
    assert (await check(urls.owner)).differences == ()
    await admin.close()


async def test_an_owner_who_may_make_roles_but_is_no_superuser_migrates_again_and_again(
    own_database_urls: DatabaseUrls,
) -> None:
    """Managed databases give no more than that, and each upgrade migrates."""
    urls = own_database_urls
    admin = await asyncpg.connect(urls.admin)
    owner = make_url(urls.owner).set(username="limited_owner", password="limited").render_as_string(hide_password=False)
    roles = {"owner": owner, "app": _renamed(urls.app), "system": _renamed(urls.system)}
    try:
        await admin.execute("CREATE ROLE limited_owner LOGIN CREATEROLE PASSWORD 'limited'")
        await admin.execute(f"ALTER DATABASE {make_url(owner).database} OWNER TO limited_owner")

        assert await ensure_roles(owner, roles)
        assert await ensure_roles(owner, roles)

        app = await asyncpg.connect(roles["app"])
        powers = await app.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        await app.close()
        assert tuple(powers or ()) == (False, False)
    finally:
        await admin.execute(f"ALTER DATABASE {make_url(owner).database} OWNER TO contentforge_owner")
        for role in ("app", "system"):
            name = make_url(roles[role]).username
            await admin.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
        await admin.execute("DROP ROLE limited_owner")
        await admin.close()


def _renamed(url: str) -> str:
    parsed = make_url(url)
    return parsed.set(username=f"limited_{parsed.username}").render_as_string(hide_password=False)


async def test_going_back_to_an_earlier_release_leaves_the_schema_of_the_later_one(
    own_database_urls: DatabaseUrls,
) -> None:
    """Compose migrates at each start: an earlier release must not stop there when somebody goes back to it."""
    urls = own_database_urls
    await _set_revision(urls, "9999")

    report = await migrate(urls.owner, urls.app, urls.system)

    assert report.later
    assert (report.before, report.after) == ("9999", "9999")
    assert not (await migrate_from(urls, head())).later
    assert not MigrationReport(before=None, after=min(superseded()), head=head()).later


async def migrate_from(urls: DatabaseUrls, revision: str | None) -> MigrationReport:
    await _set_revision(urls, revision)
    return await migrate(urls.owner, urls.app, urls.system)


async def _set_revision(urls: DatabaseUrls, revision: str | None) -> None:
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("UPDATE alembic_version SET version_num = $1", revision)
    await owner.close()


@pytest.mark.parametrize(
    ("revision", "ready"),
    [(head(), True), ("9999", True), (min(superseded()), False)],
    ids=["ours", "later", "earlier"],
)
async def test_a_process_is_ready_on_its_own_schema_and_on_a_later_one(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path, revision: str, *, ready: bool
) -> None:
    """A later release has migrated while the processes of this one still serve."""
    await _set_revision(own_database_urls, revision)
    runtime = Runtime(settings_for(own_database_urls, valkey, tmp_path), Bell())
    try:
        check_schema = readiness(runtime)["migrations"]
        if ready:
            await check_schema()
        else:
            with pytest.raises(SchemaOutdated, match=str(head())):
                await check_schema()
    finally:
        await runtime.database.close()
