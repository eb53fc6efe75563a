"""Who PostgreSQL runs as: it refuses to be root, and root's folders are often closed to everybody else."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contentforge_app.embedded.errors import EngineError

_UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int


def for_cluster(cluster: Path) -> Account | None:
    """Return the account for a cluster, or None to keep our own, which is right for everybody but root.

    An existing cluster keeps its owner. A new one of root's gets `nobody`: initdb wants an account with a name, this
    one is there everywhere, and making one of our own would change the machine for a development server. The
    password keeps other processes of that account out.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists():
        owner = cluster.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise EngineError(f"PostgreSQL cannot run as root, and there is no account {_UNPRIVILEGED!r} here") from error
    return Account(entry.pw_uid, entry.pw_gid)


def can_enter(account: Account | None, folder: Path) -> bool:
    """Tell whether the account reaches a folder; asked of the kernel, so that every parent and access list counts."""
    return account is None or _succeeds(account, ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])


def can_run(account: Account | None, program: Path) -> bool:
    return account is None or _succeeds(account, [str(program), "--version"])


def _succeeds(account: Account, command: list[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            command, user=account.uid, group=account.gid, extra_groups=[], cwd="/", capture_output=True, check=False
        )
    except PermissionError:
        return False
    return done.returncode == 0


def give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
