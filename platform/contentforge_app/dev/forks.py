"""Forked processes: each in a group of its own, its output in a pipe, and no way to outlive its parent."""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from contentforge_app.embedded import launch

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


@dataclass(frozen=True, slots=True)
class Fork:
    """A child process. Its id is its process group's too; `output` is the reading end of what it prints."""

    pid: int
    output: int


def fork(work: Callable[[], None], *, close: Iterable[int], tied: bool = True) -> Fork:
    """Run `work` in a child process. `close` are descriptors that only the parent may hold.

    `tied`: the kernel kills the child when the parent's main thread ends (on Linux).

    Call it from the main thread of a process that has no other.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    parent = os.getpid()
    # A signal between the fork and the child's own handlers would run the parent's handler in the child, and be lost.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    pid = os.fork()
    if pid == 0:
        _become(work, tied_to=parent if tied else None, output=writing, close=(*close, reading), mask=blocked)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    os.close(writing)
    os.set_blocking(reading, False)
    return Fork(pid, reading)


def _become(
    work: Callable[[], None],
    *,
    tied_to: int | None,
    output: int,
    close: Iterable[int],
    mask: Iterable[signal.Signals | int],
) -> NoReturn:
    status = 1
    try:
        os.setsid()
        if tied_to is not None:
            launch.end_with(tied_to, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _connect(output, close)
        work()
        status = 0
    except SystemExit as stop:
        status = _exit_status(stop)
    except BaseException:  # noqa: BLE001 - the fork's last line of defence: it must not return into its parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _connect(output: int, close: Iterable[int]) -> None:
    for descriptor in close:
        os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)
    # New streams: those inherited may have been replaced, or know whether they were a terminal.
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115 - for good
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115 - for good


def _exit_status(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    sys.stderr.write(f"{stop.code}\n")
    return 1


def ended(pid: int) -> int | None:
    """Return the exit status of a child that has ended (negative: by that signal), else None. Never waits."""
    done, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # gone, or (macOS) only zombies are left
        return
