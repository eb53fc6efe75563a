"""Programs of Debian that tests use: the machine's own, else unpacked below .venv without being installed.

Installing would start servers on people's machines. Where a program cannot be had, its tests are skipped and say so;
in CI (the variable CI) they fail: there, what was not checked must not look as if it had been.
"""

import fcntl
import os
import shutil
import subprocess
from typing import Final, NoReturn

from support.repository import ROOT
from support.unchecked import not_checked

_UNPACKED: Final = ROOT / ".venv" / "debian"
_SECONDS: Final = 300
_PLACES: Final = ("usr/bin", "usr/sbin")


def program(name: str, package: str) -> str:
    """Where the program is; of several processes that look for it, one fetches it and the others wait."""
    if (found := _find(name)) is not None:
        return found
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    with (_UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _find(name) or _fetched(name, package)
    return found or missing(name, package)


def unpack(package: str) -> None:
    """Unpack a package that others need, such as a library, where `program` unpacks."""
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    with (_UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(_UNPACKED.glob(f"{package}_*.deb")):
            _fetched(package, package)


def missing(name: str, package: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    not_checked(f"no {name} here (on Debian: apt install {package})")


def _find(name: str) -> str | None:
    folders = [os.environ.get("PATH", os.defpath), "/usr/sbin", *(str(_UNPACKED / place) for place in _PLACES)]
    return shutil.which(name, path=os.pathsep.join(folders))


def _fetched(name: str, package: str) -> str | None:
    apt, unpack = shutil.which("apt-get"), shutil.which("dpkg")
    if apt is None or unpack is None:
        return None
    if os.geteuid() == 0:  # a fresh machine knows of no packages yet
        _run(apt, "update", "-qq")
    _run(apt, "download", "-qq", package)
    for archive in _UNPACKED.glob(f"{package}_*.deb"):
        _run(unpack, "-x", str(archive), str(_UNPACKED))
    return _find(name)


def _run(*command: str) -> None:
    """Try; whether it was of use shows in whether the program is there."""
    subprocess.run(command, cwd=_UNPACKED, timeout=_SECONDS, check=False, capture_output=True)  # noqa: S603 - our own
