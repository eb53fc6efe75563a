"""`contentforge backup` and `restore` as an operator types them: what is told and kept, and how they are stopped."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import make_url

from contentforge_app.backup import programs
from contentforge_app.backup.programs import Programs
from support.backups import PEPPERS, Installation, installation
from support.databases import DatabaseUrls

_SECONDS: Final = 90
_PEPPER: Final = PEPPERS[0].get_secret_value()


@dataclass
class Shell:
    """Where it is typed; PostgreSQL's programs are found in a folder that a test may put others into."""

    place: Installation
    programs: Path

    @property
    def backups(self) -> Path:
        return self.place.folder.parent / "backups"

    @property
    def commands(self) -> str:
        """All command lines of PostgreSQL's programs so far."""
        return (self.programs / "commands").read_text(encoding="utf-8")

    @asynccontextmanager
    async def typing(self, *words: str, limit: str = "", **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The command while it runs; `limit` is said to the shell before."""
        settings = {
            "PATH": f"{self.programs}:{os.environ.get('PATH', os.defpath)}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "CONTENTFORGE_ENV": "production",
            "CONTENTFORGE_DATA_DIR": str(self.place.folder),
            "CONTENTFORGE_SECRETS__KEY_PEPPER": _PEPPER,
            **self.place.urls.environment(),
        }
        process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", f'{limit or ":"} && exec "$@"', "sh", sys.executable, "-m", "contentforge_app", *words),
            env={name: value for name, value in {**settings, **more}.items() if value},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def __call__(self, *words: str, limit: str = "", **more: str) -> tuple[int, str, str]:
        """The exit status, what is told, and what is told of errors and progress."""
        async with self.typing(*words, limit=limit, **more) as process:
            told, failed = await asyncio.wait_for(process.communicate(), _SECONDS)
        return process.returncode or 0, told.decode(), failed.decode()

    def kept(self) -> list[str]:
        """All that there is where backups are kept."""
        return sorted(path.name for path in self.backups.iterdir() if path.name != "lock")

    def put(self, name: str, script: str) -> None:
        """Put a program of the test's own in the place of PostgreSQL's."""
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)


@pytest.fixture
async def shell(own_database_urls: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Shell]:
    async with installation(own_database_urls, tmp_path / "data") as place:
        await place.fill()
        shell = Shell(place, tmp_path / "programs")
        shell.programs.mkdir()
        _put_all(shell, programs.find(at_least=18))
        yield shell


def _put_all(shell: Shell, real: Programs) -> None:
    for name in ("pg_dump", "pg_restore", "psql"):
        shell.put(name, f'echo "{name} $*" >>{shell.programs}/commands; exec {real.path(name)} "$@"')


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_SECONDS):
        while not condition():  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)


async def test_a_backup_tells_where_it_is_and_a_restore_what_comes_next(shell: Shell) -> None:
    rows, files = await shell.place.rows(), shell.place.files()

    status, told, said = await shell("backup", str(shell.backups))
    assert status == 0, said
    assert shell.kept() == [Path(told.strip()).name]
    assert [line.split()[0] for line in said.splitlines()] == ["database", "database", "objects"]

    await shell.place.destroy()
    status, next_, said_after = await shell("restore", told.strip())
    assert status == 0, said_after
    assert (await shell.place.rows(), shell.place.files()) == (rows, files)
    assert "CONTENTFORGE_SECRETS__KEY_PEPPER must be what it was" in next_
    assert "contentforge migrate" in next_
    assert "WARNING" not in said_after

    secrets = [_PEPPER, *(str(make_url(url).password) for url in shell.place.urls.environment().values())]
    assert "--enable-row-security" in shell.commands
    for secret in secrets:
        assert secret not in shell.commands + told + said + next_ + said_after


async def test_a_restore_without_the_pepper_of_then_warns(shell: Shell) -> None:
    _, told, _ = await shell("backup", str(shell.backups), "--without-media")
    other = "Another pepper of the tests as long as the first"

    status, _, said = await shell("restore", told.strip(), "--replace", CONTENTFORGE_SECRETS__KEY_PEPPER=other)

    assert status == 0
    assert "WARNING: CONTENTFORGE_SECRETS__KEY_PEPPER lacks 1 of the 1 secrets" in said


async def test_a_dump_that_lacks_rows_is_not_kept(shell: Shell) -> None:
    real = programs.find(at_least=18).path("pg_dump")
    shell.put("pg_dump", f'test "$1" = --version || more=--exclude-table-data=blog_post; exec {real} "$@" $more')

    status, _, said = await shell("backup", str(shell.backups))

    assert (status, shell.kept()) == (1, [])
    assert "The dump does not hold all rows (public.blog_post: 0 of 3); it is not kept." in said


async def test_only_so_many_are_kept_and_never_one_too_few(shell: Shell) -> None:
    shell.backups.mkdir()
    older = ["contentforge-20250101T000000Z", "contentforge-20250102T000000Z"]
    for name in (*older, "something-else"):
        (shell.backups / name).mkdir()
    (shell.backups / ".contentforge-20250103T000000Z.partial").mkdir()

    status, told, said = await shell("backup", str(shell.backups), "--without-media", "--keep", "2")

    assert status == 0, said
    assert shell.kept() == [older[1], Path(told.strip()).name, "something-else"]

    shell.put("pg_dump", 'test "$1" = --version && echo "pg_dump (PostgreSQL) 18.0" || exit 9')
    status, _, said = await shell("backup", str(shell.backups), "--keep", "1")
    assert (status, len(shell.kept())) == (1, 3)
    assert "pg_dump failed with status 9" in said


@pytest.mark.parametrize("blocks", [1, 64])
async def test_a_full_disk_ends_a_backup_with_a_sentence_and_leaves_nothing(shell: Shell, blocks: int) -> None:
    status, told, said = await shell("backup", str(shell.backups), limit=f"ulimit -f {blocks}")

    assert (status, told, shell.kept()) == (1, "", [])
    assert "Traceback" not in said
    assert "pg_dump was ended by signal 25" in said or "File too large" in said


async def test_a_backup_that_is_stopped_leaves_nothing_and_nobody(shell: Shell) -> None:
    mark = shell.programs / "dumping"
    script = f'test "$1" = --version && exec echo "pg_dump (PostgreSQL) 18.0"; echo $$ >{mark}; exec sleep 600'
    shell.put("pg_dump", script)

    async with shell.typing("backup", str(shell.backups)) as process:
        await _until(lambda: mark.exists() and mark.read_text(encoding="ascii").endswith("\n"))
        dumping = Path("/proc") / mark.read_text(encoding="ascii").strip()
        process.terminate()
        _, said = await asyncio.wait_for(process.communicate(), _SECONDS)

    assert (process.returncode, shell.kept(), dumping.exists()) == (1, [], False)
    assert "Interrupted; nothing is left of it." in said.decode()


async def test_two_backups_into_one_folder_do_not_meet(shell: Shell) -> None:
    shell.put("pg_dump", 'test "$1" = --version && exec echo "pg_dump (PostgreSQL) 18.0"; exec sleep 600')
    async with shell.typing("backup", str(shell.backups)):
        await _until(lambda: shell.backups.exists() and len(shell.kept()) > 0)
        status, _, said = await shell("backup", str(shell.backups))

    assert status == 1
    assert "a backup is already running" in said


@pytest.mark.parametrize(("command", "missing"), [("backup", "SYSTEM_URL"), ("restore", "OWNER_URL")])
async def test_what_is_not_set_is_named(shell: Shell, command: str, missing: str) -> None:
    name = f"CONTENTFORGE_DATABASE__{missing}"
    status, _, said = await shell(command, str(shell.backups), **{name: ""})
    assert (status, f"{name} is not set." in said) == (2, True)
