"""The way of a dump into a database: one transaction, so that a restore is there whole, or not at all.

Row-level security that is forced binds the owner too, who may insert nothing then. It does not stand in the way: the
dump forces it on each table from the start, but switches it on only after the rows, keys and indexes.
"""

import asyncio
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from contentforge_app.backup import programs
from contentforge_app.backup.programs import Programs

_PIECE: Final = 256 * 1024
_KNOWS_TRANSACTION_TIMEOUT: Final = 17
_TRANSACTION_TIMEOUT: Final = b"SET transaction_timeout = 0;\n"
_HEAD: Final = 30  # lines; the settings of a session stand at the top


async def load(
    tools: Programs, owner_url: str, dump: Path, *, server: int, before: Iterable[str], after: Iterable[str]
) -> None:
    """Run the statements of `before`, the dump, and those of `after`, in one transaction, as the owner.

    Raises:
        BackupRefused: something in it fails, and the database is as it was.
    """
    with tempfile.TemporaryFile() as unread, tempfile.TemporaryFile() as refused:
        reading = await programs.start(
            [tools.path("pg_restore"), "--file=-", str(dump)], None, stderr=unread, stdout=PIPE
        )
        writing = await programs.start(_psql(tools, owner_url), owner_url, stderr=refused, stdin=PIPE)
        try:
            whole = await _pumped(reading, writing, server, before, after)
            await asyncio.gather(reading.wait(), writing.wait())
        finally:
            await programs.ended(reading)
            await programs.ended(writing)
        if writing.returncode != 0:
            raise programs.failure("psql", writing.returncode, refused)
        if not whole:
            raise programs.failure("pg_restore", reading.returncode, unread)


def _psql(tools: Programs, owner_url: str) -> list[str]:
    # Terse, since the details of an error may show a row.
    wanted = ("ON_ERROR_STOP=1", "VERBOSITY=terse")
    options = ("--no-psqlrc", "--quiet", "--no-password", *(f"--set={one}" for one in wanted))
    return [tools.path("psql"), *options, f"--dbname={programs.address(owner_url)}"]


async def _pumped(reading: Process, writing: Process, server: int, before: Iterable[str], after: Iterable[str]) -> bool:
    """Hand the dump on; whether all of it was. Only then the COMMIT is sent: psql's end without one undoes it."""
    source, target = reading.stdout, writing.stdin
    if source is None or target is None:
        raise TypeError("Both programs are started with pipes.")
    try:
        target.write(_script(["BEGIN", *before]))
        for _ in range(_HEAD):
            line = await source.readline()
            if line != _TRANSACTION_TIMEOUT or server >= _KNOWS_TRANSACTION_TIMEOUT:
                target.write(line)
        while piece := await source.read(_PIECE):
            target.write(piece)
            await target.drain()
        whole = await reading.wait() == 0
        if whole:
            target.write(_script([*after, "COMMIT"]))
            await target.drain()
    except (BrokenPipeError, ConnectionResetError):
        return False  # psql has ended over an error, and will say which
    else:
        return whole
    finally:
        target.close()


def _script(statements: Iterable[str]) -> bytes:
    return "".join(f"{statement};\n" for statement in statements).encode()
