"""The release before this one, out of the history: its code, for processes that run it on the packages of this one."""

import io
import os
import shutil
import subprocess
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.repository import ROOT
from support.unchecked import not_checked

COMMIT: Final = "031af2e75edb0dba35e6b447de52f35909ce16ce"
"""What was released last. Until there is a first tag: the first state with an image, compose and the chart.

Whoever releases puts the commit of that release here; nothing else has to change.
"""


@dataclass(frozen=True)
class Release:
    """The tree of a release."""

    tree: Path

    @property
    def packages(self) -> str:
        """Its source roots, as PYTHONPATH takes them: ahead of those of this checkout."""
        project = tomllib.loads((self.tree / "pyproject.toml").read_text(encoding="utf-8"))
        roots = project["tool"]["hatch"]["build"]["dev-mode-dirs"]
        return os.pathsep.join(str(self.tree / root) for root in roots)


def unpacked(folder: Path) -> Release:
    """Unpack it into `folder`; a copy of less than the whole history asks where it came from."""
    archive = _git("archive", COMMIT)
    if archive is None:
        _git("fetch", "--quiet", "origin", COMMIT)
        archive = _git("archive", COMMIT)
    if archive is None:
        not_checked(f"the history has no {COMMIT[:12]} here, nor has its origin; a whole clone has it")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tree:
        tree.extractall(folder, filter="data")
    return Release(folder)


def _git(*words: str) -> bytes | None:
    """What Git answers; None if it cannot."""
    command = [shutil.which("git") or "git", "-C", str(ROOT), *words]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - no word is from outside
    except (OSError, subprocess.CalledProcessError):
        return None
