"""The database's part of a backup: written by pg_dump, then read back and counted."""

import asyncio
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from contentforge_app.backup import programs, repository
from contentforge_app.backup.errors import BackupRefused
from contentforge_app.backup.programs import Programs
from contentforge_app.backup.telling import Tell

_LOOK_SECONDS: Final = 5.0
_LOCK_MILLISECONDS: Final = 30_000  # a migration that is under way is waited for, not for ever
_MEGABYTE: Final = 1_000_000
_COPY: Final = b"COPY "
_END: Final = b"\\.\n"
_SHOWN: Final = 5


async def dump(tools: Programs, system_url: str, snapshot: str, target: Path, tell: Tell) -> None:
    """Write a dump of what the snapshot shows, as the role `system`.

    The sandbox's schema is left out: it plays Stripe, of which no backup has a copy either.

    Raises:
        BackupRefused: pg_dump fails.
    """
    command = [
        *(tools.path("pg_dump"), "--format=custom", "--enable-row-security", "--no-password"),
        *(f"--snapshot={snapshot}", f"--lock-wait-timeout={_LOCK_MILLISECONDS}"),
        *(f"--exclude-schema={repository.SANDBOX}", f"--file={target}"),
        f"--dbname={programs.address(system_url)}",
    ]
    with tempfile.TemporaryFile() as said:
        process = await programs.start(command, system_url, stderr=said)
        try:
            while not await _ended_within(process, _LOOK_SECONDS):
                tell(f"database   {_megabytes(target)} MB so far")
        finally:
            await programs.ended(process)
        if process.returncode != 0:
            raise programs.failure("pg_dump", process.returncode, said)


def _megabytes(target: Path) -> int:
    return target.stat().st_size // _MEGABYTE if target.exists() else 0


async def counted(tools: Programs, archive: Path) -> dict[str, int]:
    """How many rows of each table a dump holds, counted by reading all of it.

    Raises:
        BackupRefused: it cannot be read to its end.
    """
    command = [tools.path("pg_restore"), "--data-only", "--file=-", str(archive)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 - starting it takes no time; it is read in a thread
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=programs.environment()
        )
        try:
            rows = await asyncio.to_thread(_count, process)
        finally:
            process.kill()  # which ends the thread too, should we be interrupted
        if process.returncode != 0:
            raise programs.failure("pg_restore", process.returncode, said)
    return rows


def _count(process: "subprocess.Popen[bytes]") -> dict[str, int]:
    rows: dict[str, int] = {}
    table = None
    with process:
        for line in process.stdout or ():
            if table is None:
                if line.startswith(_COPY):
                    table = line.removeprefix(_COPY).split(b" (", 1)[0].decode()
                    rows[table] = 0
            elif line == _END:
                table = None
            else:
                rows[table] += 1
    return rows


def compared(expected: dict[str, int], found: dict[str, int]) -> None:
    """Hold the rows that a dump holds to those that the database showed at the same moment.

    Raises:
        BackupRefused: they differ.
    """
    wrong = [table for table in sorted(expected.keys() | found.keys()) if expected.get(table) != found.get(table)]
    if wrong:
        told = ", ".join(f"{table}: {found.get(table, 0)} of {expected.get(table, 0)}" for table in wrong[:_SHOWN])
        raise BackupRefused(f"The dump does not hold all rows ({told}); it is not kept.")


async def _ended_within(process: asyncio.subprocess.Process, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        return False
    return True
