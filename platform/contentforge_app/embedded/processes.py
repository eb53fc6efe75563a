"""Engine processes: started apart from the terminal, ended with us, recognised when a dead starter left them behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from contentforge_app.embedded import launch
from contentforge_app.embedded.accounts import Account

_LAUNCH = str(Path(launch.__file__))
_TICK = 0.01
_LOG_LIMIT = 5_000_000


def arguments(program: list[str], account: Account | None, death_signal: signal.Signals) -> list[str]:
    """Return the command that runs `program` under `account`, and ends it with `death_signal` when its starter ends."""
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    launcher = [sys.executable, "-I", "-S", _LAUNCH]
    return [*launcher, str(uid), str(gid), str(int(death_signal)), str(os.getpid()), *program]


def environment() -> dict[str, str]:
    """Return the little that an engine needs to know of ours; its own variables (PGDATA, PGPORT) must not reach it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def spawn(
    program: list[str], *, death_signal: signal.Signals, cwd: Path, log: Path, account: Account | None = None
) -> subprocess.Popen[bytes]:
    """Start an engine in a session of its own, so that Ctrl-C reaches only us, with its output appended to `log`."""
    log.touch(mode=0o600)  # statements and their values may appear in it
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the arguments are our own
            arguments(program, account, death_signal),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=environment(),
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes], *polite: signal.Signals, grace: float) -> int:
    """Ask with each signal in turn, waiting `grace` seconds after each, then kill. Returns the exit status."""
    for number in polite:
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(grace)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.wait()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]


def command_line(pid: int) -> str:
    """Return the command line of a live process, or nothing."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        ps = shutil.which("ps")
    if ps is None or Path("/proc/self").exists():
        return ""
    ask = [ps, "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own arguments


def end_leftover(pid: int, mark: str, *polite: signal.Signals, grace: float) -> bool:
    """End process `pid` if `mark` is on its command line, which tells ours from one that got its number later.

    Returns:
        Whether there was one.
    """
    if not is_alive(pid) or mark not in command_line(pid):
        return False
    for number in (*polite, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + grace
        while time.monotonic() < deadline:
            if not is_alive(pid):
                return True
            time.sleep(_TICK)
    return True


def rotate(log: Path) -> None:
    """Keep one older log, so that a log that is only appended to has an end."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".old"))


def tail(log: Path, lines: int = 15) -> str:
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
