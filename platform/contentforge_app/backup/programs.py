"""PostgreSQL's own programs: where they are, and how they are called without a secret in sight."""

import asyncio
import os
import re
import shutil
import subprocess
from asyncio.subprocess import DEVNULL
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from sqlalchemy import make_url

from contentforge_app.backup.errors import BackupRefused
from contentforge_app.embedded import EngineError, binaries

_NAMES: Final = ("pg_dump", "pg_restore", "psql")
_VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)")
_HANDED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
_SHOWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Programs:
    """pg_dump, pg_restore and psql of one major version, in one folder."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find(*, at_least: int, folders: Iterable[Path] | None = None) -> Programs:
    """The first programs of this major version or a later one; none reads from a server newer than itself.

    Raises:
        BackupRefused: there are none.
    """
    seen = []
    for folder in places() if folders is None else folders:
        major = _major(folder)
        if major is not None and major >= at_least:
            return Programs(folder, major)
        if major is not None:
            seen.append(f"{major} in {folder}")
    advice = f"install PostgreSQL's client programs of version {at_least} or later (postgresql-client-{at_least})"
    if seen:
        raise BackupRefused(f"pg_dump is too old for PostgreSQL {at_least}: there is {', '.join(seen)}; {advice}.")
    raise BackupRefused(f"There is no pg_dump here with pg_restore and psql beside it: {advice}.")


def places() -> Iterator[Path]:
    """PATH first, then where Debian keeps each version, then what `contentforge dev` runs on."""
    found = shutil.which("pg_dump")
    if found is not None:
        yield Path(found).parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: folder.parent.name.zfill(3), reverse=True)
    try:
        yield binaries.postgres_install() / "bin"
    except EngineError:
        return


def _major(folder: Path) -> int | None:
    """The version of the programs in a folder; None if they are not all there, or do not run."""
    if not all(os.access(folder / name, os.X_OK) for name in _NAMES):
        return None
    try:
        told = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False, env=environment()
        )
    except OSError:
        return None
    version = _VERSION.search(told.stdout)
    return int(version[1]) if version else None


def environment(url: str | None = None) -> dict[str, str]:
    """What a program is given of our environment: no settings, and a password only here, never in a command."""
    handed = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    handed |= {name: value for name, value in os.environ.items() if name.startswith("PG")}
    password = make_url(url).password if url is not None else None
    if password is not None:
        handed["PGPASSWORD"] = str(password)
    return handed


def address(url: str) -> str:
    """The connection string for a command line, where everybody on the machine can read it: without a password."""
    public = make_url(url)._replace(password=None).difference_update_query(["password"])
    return public.set(drivername="postgresql").render_as_string()


async def start(
    command: list[str], url: str | None, *, stderr: IO[bytes], stdin: int = DEVNULL, stdout: int = DEVNULL
) -> asyncio.subprocess.Process:
    """Start a program. Nobody else reads the files that it writes; Ctrl-C reaches only us, who end it."""
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=environment(url),
        umask=0o077,
        start_new_session=True,
    )


async def ended(process: asyncio.subprocess.Process) -> None:
    """End a program that is still running, and wait until it is gone."""
    if process.returncode is None:
        process.kill()
        await process.wait()


def failure(name: str, status: int | None, said: IO[bytes]) -> BackupRefused:
    """What a program said when it failed; `said` is the file that its errors went to."""
    said.seek(0)
    text = said.read().decode(errors="replace").strip()[-_SHOWN:]
    how = f"was ended by signal {-status}" if status is not None and status < 0 else f"failed with status {status}"
    return BackupRefused(f"{name} {how}.\n{text}".rstrip())
