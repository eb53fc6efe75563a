"""A PostgreSQL cluster on disk: where it lies, which programs serve it, and how it is made."""

import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from contentforge_app.embedded import accounts, binaries, folders, processes
from contentforge_app.embedded.accounts import Account
from contentforge_app.embedded.errors import EngineError

ADMIN = "postgres"

_SYSTEM_HOME = Path("/var/lib/contentforge")
_LOCATION = "location"
_SOCKET_PATH_LIMIT = 103  # bytes; Linux takes 107, macOS 103
_LONGEST_SOCKET_NAME = "/.s.PGSQL.65535.lock"


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster's surroundings: its folder, the account that owns it, the programs that this account can run."""

    base: Path
    account: Account | None
    programs: Path

    @property
    def cluster(self) -> Path:
        return self.base / "cluster"

    @property
    def exists(self) -> bool:
        return self.cluster.exists()


def locate(folder: Path) -> Place:
    """Find the cluster that belongs to `folder`, or choose where it shall lie.

    That is in `folder` itself, unless we are root and the unprivileged account cannot enter it. Then it is a folder of
    that account's own elsewhere, and `folder` keeps a record of it.
    """
    record = folder / _LOCATION
    if record.exists():
        base = Path(record.read_text(encoding="utf-8").strip())
        if not base.is_dir():
            raise EngineError(f"the cluster at {base} is gone; remove {record} to begin with an empty one")
        account = accounts.for_cluster(base / "cluster")
    else:
        account = accounts.for_cluster(folder / "cluster")
        base = folder if accounts.can_enter(account, folder) else _foreign_home(folder, account)
        if base != folder:
            folders.write_private(record, f"{base}\n")
    return Place(base, account, _programs(base, account))


def _programs(base: Path, account: Account | None) -> Path:
    install = binaries.postgres_install()
    if not accounts.can_run(account, install / "bin" / "postgres"):
        install = binaries.copy_postgres(install, base / "install")
    return install / "bin"


def _foreign_home(folder: Path, account: Account | None) -> Path:
    for parent in _home_candidates(folder):
        home = parent / f"pg-{secrets.token_hex(8)}"
        try:
            parent.mkdir(mode=0o755, exist_ok=True)
            home.mkdir(mode=0o711)
        except OSError:
            continue
        home.chmod(0o711)  # whatever the umask is
        if accounts.can_enter(account, home):
            return home
        home.rmdir()
    raise EngineError("PostgreSQL's account can enter neither the data folder nor any folder for temporary files")


def _home_candidates(folder: Path) -> Iterator[Path]:
    """Yield folders to lie in: beside temporary data what goes with it, else where data outlives a restart."""
    temporary = Path(tempfile.gettempdir())
    if not folder.resolve().is_relative_to(temporary.resolve()):
        yield _SYSTEM_HOME
    yield temporary
    yield Path("/var/tmp")  # noqa: S108 - the name inside is random and made by mkdir, never opened if it exists
    yield _SYSTEM_HOME


def destroy(folder: Path) -> None:
    """Remove the cluster of `folder` and everything that goes with it, wherever it lies."""
    record = folder / _LOCATION
    if record.exists():
        base = Path(record.read_text(encoding="utf-8").strip())
        if base.name.startswith("pg-"):
            shutil.rmtree(base, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def create(place: Place, *, password: str, database: str) -> None:
    """Make the cluster with its superuser and its database; it appears whole or not at all.

    It is not forced to disk: it holds nothing yet that could not be made again.
    """
    draft = place.base / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    accounts.give(draft, place.account)
    secret = place.base / "password.new"
    folders.write_private(secret, password)
    accounts.give(secret, place.account)
    try:
        _run(place, [
            "initdb", "--pgdata", str(draft), "--no-sync", "--username", ADMIN, "--pwfile", str(secret),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        ])  # fmt: skip
    finally:
        secret.unlink()
    _run(place, ["postgres", "--single", "-F", "-D", str(draft), ADMIN], f'CREATE DATABASE "{database}"\n')
    draft.rename(place.cluster)


def _run(place: Place, command: list[str], text: str = "") -> None:
    program = [str(place.programs / command[0]), *command[1:]]
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        processes.arguments(program, place.account, SIGKILL),
        input=text,
        text=True,
        cwd=place.base,
        env=processes.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0 or "ERROR:" in done.stdout:
        raise EngineError(f"{command[0]} failed with status {done.returncode}:\n{done.stdout.strip()[-2000:]}")


def check_version(place: Place) -> None:
    version = (place.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != binaries.POSTGRES_MAJOR:
        raise EngineError(
            f"{place.cluster} is of PostgreSQL {version}, this is {binaries.POSTGRES_MAJOR}: dump and restore"
        )


def socket_folder(place: Place) -> tuple[Path, bool]:
    """Make the folder for the socket, closed to others, and tell whether it is to be removed afterwards.

    It lies beside the cluster, unless the path would be longer than a socket's address may be.
    """
    folder = place.base / "run"
    temporary = len(os.fsencode(folder)) + len(_LONGEST_SOCKET_NAME) > _SOCKET_PATH_LIMIT
    if temporary:
        folder = _short_folder(place)
    else:
        folder.mkdir(mode=0o700, exist_ok=True)
    accounts.give(folder, place.account)
    return folder, temporary


def _short_folder(place: Place) -> Path:
    """Make a private folder with a short path; the same one each time, so that a killed starter leaves but one."""
    parent = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108 - its owner is checked
    folder = parent / f"cf-pg-{hashlib.sha256(os.fsencode(place.base)).hexdigest()[:16]}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        ours = place.account.uid if place.account else os.geteuid()
        if (found.st_uid, found.st_mode) != (ours, stat.S_IFDIR | 0o700):
            return Path(tempfile.mkdtemp(prefix="cf-pg-", dir=parent))
    return folder
