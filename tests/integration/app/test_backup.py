"""Backup and restore of an installation: what comes back, what is refused, and that a refusal touches nothing."""

import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from contentforge_app.backup import BackupRefused, programs
from contentforge_app.backup.manifest import DATABASE, NAME, OBJECTS, Manifest
from contentforge_app.migrations import check, head, migrate, superseded
from support.backups import ROLES, Installation, installation, retold
from support.databases import DatabaseUrls


@pytest.fixture
async def place(own_database_urls: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(own_database_urls, tmp_path / "data") as opened:
        await opened.fill()
        yield opened


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "lock"]


def modes(backup: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (backup, *backup.iterdir())}


@pytest.fixture
async def backup(place: Installation, tmp_path: Path) -> Path:
    return await place.take(tmp_path / "backups")


async def test_what_was_backed_up_is_restored_row_for_row_and_byte_for_byte(place: Installation, backup: Path) -> None:
    rows, files, schema = await place.rows(), place.files(), place.schema()
    assert (len(rows["blog_post"]), len(files)) == (3, 2)

    await place.destroy()
    await place.restore(backup)

    assert await place.rows() == rows
    assert place.files() == files
    assert place.schema() == schema
    assert (await check(place.urls.owner)).differences == ()


async def test_a_backup_of_an_earlier_release_is_restored_as_it_is_and_migrated_after(
    place: Installation, tmp_path: Path
) -> None:
    earlier = max(superseded())
    await place.destroy()
    await migrate(place.urls.owner, place.urls.app, place.urls.system, to=earlier)
    backup = await place.take(tmp_path / "backups")
    await place.destroy()

    assert (await place.restore(backup)).revision == earlier
    assert (await check(place.urls.owner)).after == earlier
    report = await migrate(place.urls.owner, place.urls.app, place.urls.system)
    assert (report.before, report.after) == (earlier, head())
    assert (await check(place.urls.owner)).differences == ()


async def test_a_backup_is_for_its_owner_alone_and_says_what_is_in_it(place: Installation, backup: Path) -> None:
    assert modes(backup) == {backup.name: 0o700, DATABASE: 0o600, OBJECTS: 0o600, NAME: 0o600}

    assert left_in(backup.parent) == [backup.name]
    told = Manifest.read(backup)
    assert (told.rows["public.blog_post"], told.roles, told.server) == (3, ROLES, 18)
    assert told.objects is not None
    assert (told.objects.stored, told.objects.absent) == (2, 1)
    assert told.rows == {f"public.{table}": len(rows) for table, rows in (await place.rows()).items()}


async def test_the_database_alone_is_backed_up_and_files_stay_as_they_are(place: Installation, tmp_path: Path) -> None:
    backup = await place.take(tmp_path / "backups", media=False)
    rows, files = await place.rows(), place.files()

    await place.restore(backup, replace=True)

    assert sorted(path.name for path in backup.iterdir()) == [DATABASE, NAME]
    assert (await place.rows(), place.files()) == (rows, files)


async def test_a_role_that_does_not_see_every_row_takes_no_backup(place: Installation, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="does not see every row of"):
        await place.take(tmp_path / "backups", system_url=place.urls.app)
    assert left_in(tmp_path / "backups") == []


async def test_a_table_without_a_policy_for_system_is_named_and_not_silently_empty(
    place: Installation, tmp_path: Path
) -> None:
    await place.execute("DROP POLICY system ON blog_post")
    with pytest.raises(BackupRefused, match=r"does not see every row of public\.blog_post:"):
        await place.take(tmp_path / "backups")


async def test_a_restore_in_which_system_would_not_see_every_row_is_undone(place: Installation, backup: Path) -> None:
    rows = Manifest.read(backup).rows
    retold(backup, rows={**rows, "public.blog_post": rows["public.blog_post"] + 1})
    await place.destroy()

    with pytest.raises(BackupRefused, match=r"public\.blog_post shows 3 rows of 4: nothing was restored"):
        await place.restore(backup)
    assert await place.rows() == {}


def _truncated(backup: Path) -> str:
    with (backup / DATABASE).open("r+b") as file:
        file.truncate(1000)
    return "has 1000 bytes instead of"


def _altered(backup: Path) -> str:
    with (backup / OBJECTS).open("r+b") as file:
        file.seek(700)
        file.write(b"\x00\xff")
    return "is damaged: its SHA-256 is not"


def _incomplete(backup: Path) -> str:
    (backup / OBJECTS).unlink()
    return f"{OBJECTS} is missing"


def _without_manifest(backup: Path) -> str:
    (backup / NAME).unlink()
    return "is not a whole backup"


def _garbled(backup: Path) -> str:
    (backup / NAME).write_bytes(b'{"format": 1, "version": "\xff')
    return "is damaged, or of another release's format"


def _later(backup: Path) -> str:
    retold(backup, revision="9999")
    return "of migration 9999, which this release does not know"


def _of_a_newer_server(backup: Path) -> str:
    retold(backup, server=99)
    return "from PostgreSQL 99, this server is 18"


def _of_newer_programs(backup: Path) -> str:
    retold(backup, tool=99)
    return "install PostgreSQL's client programs of version 99 or later"


def _of_other_roles(backup: Path) -> str:
    retold(backup, roles={"owner": "a", "app": "b", "system": "c"})
    return "name the roles a, b, c"


@pytest.mark.parametrize(
    "harm",
    [_truncated, _altered, _incomplete, _without_manifest, _garbled, _later, _of_a_newer_server, _of_newer_programs,
     _of_other_roles],
)  # fmt: skip
async def test_what_is_no_sound_backup_is_refused_and_nothing_is_touched(
    place: Installation, backup: Path, harm: Callable[[Path], str]
) -> None:
    because = harm(backup)
    await place.destroy()

    with pytest.raises(BackupRefused) as refused:
        await place.restore(backup)

    assert because in str(refused.value)
    assert (await place.rows(), place.files()) == ({}, {})


async def test_a_dump_that_breaks_off_although_its_sum_is_right_restores_nothing(
    place: Installation, backup: Path
) -> None:
    size = (backup / DATABASE).stat().st_size
    with (backup / DATABASE).open("r+b") as file:
        file.truncate(size - 2000)
    retold(backup)
    await place.destroy()

    with pytest.raises(BackupRefused, match="pg_restore failed"):
        await place.restore(backup)
    assert await place.rows() == {}


async def test_a_database_that_is_not_empty_is_left_alone_unless_told_otherwise(
    place: Installation, backup: Path
) -> None:
    kept = await place.rows()
    await place.execute("DELETE FROM blog_former_slug; CREATE TABLE public.later (id int); CREATE SEQUENCE later_ids")
    await place.execute("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'")

    with pytest.raises(BackupRefused, match="The database is not empty"):
        await place.restore(backup)
    assert "later" in await place.rows()

    await place.execute(
        "ALTER TABLE later OWNER TO contentforge_owner; ALTER SEQUENCE later_ids OWNER TO contentforge_owner"
    )
    await place.execute("ALTER FUNCTION later() OWNER TO contentforge_owner")
    await place.restore(backup, replace=True)
    assert await place.rows() == kept


async def test_a_replacement_that_fails_leaves_what_was_there(place: Installation, backup: Path) -> None:
    kept = await place.rows()
    retold(backup, rows={"public.blog_post": 7})
    with pytest.raises(BackupRefused, match="nothing was restored"):
        await place.restore(backup, replace=True)
    assert await place.rows() == kept


async def test_processes_that_still_work_on_the_database_are_in_the_way(place: Installation, backup: Path) -> None:
    async with place.uow() as uow, uow.system() as session:
        await session.fetchval("SELECT 1")
        with pytest.raises(BackupRefused, match="stop API, workers and scheduler first"):
            await place.restore(backup, replace=True)


async def test_a_database_that_was_never_migrated_has_nothing_to_back_up(place: Installation, tmp_path: Path) -> None:
    await place.destroy()
    with pytest.raises(BackupRefused, match="has never run on it"):
        await place.take(tmp_path / "backups")


def test_programs_that_are_missing_or_older_than_the_server_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="There is no pg_dump here") as none:
        programs.find(at_least=18, folders=[tmp_path])
    assert "postgresql-client-18" in str(none.value)
    with pytest.raises(BackupRefused, match=r"pg_dump is too old for PostgreSQL 99: there is \d+ in /"):
        programs.find(at_least=99)
