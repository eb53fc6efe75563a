"""The files of this repository, as git sees them, or as they lie there when there is no git."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("platform", "tenants", "billing", "workers", "admin")

_NEVER_OURS = {".venv", "node_modules", "__pycache__", "build", "dist", ".git", ".contentforge"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or could be committed, relative to the root."""
    listed = _git("ls-files", "--cached", "--others", "--exclude-standard")
    if listed is not None:
        return tuple(sorted(Path(name) for name in set(listed) if (ROOT / name).is_file()))
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not _NEVER_OURS & set(path.parts)))


@cache
def tracked_root_entries() -> frozenset[str]:
    """The names in the root folder of what is committed; without git, of what lies there and is no tool's cache."""
    listed = _git("ls-files")
    names = [path.parts[0] for path in files()] if listed is None else [Path(name).parts[0] for name in listed]
    caches = {name for name in names if name.endswith("_cache") or name in {".hypothesis", ".coverage"}}
    return frozenset(names) - caches


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def _git(*arguments: str) -> list[str] | None:
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            ["git", "-C", str(ROOT), *arguments, "-z"],  # noqa: S607 - git is found by PATH
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    if done.returncode != 0 or not (ROOT / ".git").exists():
        return None
    return [name for name in done.stdout.split("\0") if name]
