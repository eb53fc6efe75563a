"""The release before this one, out of the history: its code, for processes that run it on the libraries of this one."""

import io
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.repository import ROOT
from support.unchecked import not_checked

COMMIT: Final = "0947d420fc8a2a4e5bab92fabdf408830d190153"
"""What was released last. Until there is a first tag: the first state with an image, compose and the chart.

Whoever releases puts the commit of that release here; nothing else has to change.
"""


@dataclass(frozen=True)
class Release:
    """The tree of a release, and an interpreter that takes our packages from there.

    An interpreter and not PYTHONPATH, since the product starts children that ignore that on purpose.
    """

    tree: Path
    python: Path


def unpacked(folder: Path) -> Release:
    """Unpack it into `folder`; a copy of less than the whole history asks where it came from."""
    archive = _git("archive", COMMIT)
    if archive is None:
        _git("fetch", "--quiet", "origin", COMMIT)
        archive = _git("archive", COMMIT)
    if archive is None:
        not_checked(f"the history has no {COMMIT[:12]} here, nor has its origin; a whole clone has it")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tree:
        tree.extractall(folder / "tree", filter="data")
    return Release(folder / "tree", _interpreter(folder / "venv", folder / "tree"))


def _interpreter(folder: Path, tree: Path) -> Path:
    """One whose packages are those of `tree`, and behind them the libraries of this process."""
    venv.create(folder, with_pip=False, symlinks=True)
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    roots = [str(tree / root) for root in project["tool"]["hatch"]["build"]["dev-mode-dirs"]]
    places = {"base": str(folder), "platbase": str(folder)}
    found = Path(sysconfig.get_path("purelib", "venv", vars=places)) / "release.pth"
    found.write_text("\n".join([*roots, sysconfig.get_path("purelib")]) + "\n", encoding="utf-8")
    return folder / "bin" / Path(sys.executable).name


def _git(*words: str) -> bytes | None:
    """What Git answers; None if it cannot."""
    command = [shutil.which("git") or "git", "-C", str(ROOT), *words]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - no word is from outside
    except (OSError, subprocess.CalledProcessError):
        return None
