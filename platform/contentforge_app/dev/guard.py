"""The guard: a process that ends what the supervisor would leave behind if it were killed.

The kernel ends the supervisor's own children with it, but not what those have started, and on some systems not even
them. The guard waits at a pipe whose other end only the supervisor has.
"""

import os
import signal
import time
from collections.abc import Iterable

from contentforge_app.dev import forks

_PATIENCE = 5.0
_TICK = 0.05


class Guard:
    """The supervisor's side: tell the guard which process groups are to end with us."""

    def __init__(self, *, close: Iterable[int]) -> None:
        reading, self._pipe = os.pipe()
        descriptors = (*close, self._pipe)
        self._fork = forks.fork(lambda: _watch(reading), close=descriptors, tied=False)
        os.close(reading)
        os.close(self._fork.output)

    @property
    def descriptor(self) -> int:
        """The end that no other process may keep open."""
        return self._pipe

    def add(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def remove(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def dismiss(self) -> None:
        """Let it end what is still registered, and wait for it."""
        os.close(self._pipe)
        os.waitpid(self._fork.pid, 0)

    def _tell(self, text: str) -> None:
        try:
            os.write(self._pipe, text.encode())
        except BrokenPipeError:
            return  # somebody has killed the guard: what the kernel does must do


def _watch(reading: int) -> None:
    groups: set[int] = set()
    with os.fdopen(reading, encoding="ascii") as pipe:
        for line in pipe:
            if line.startswith("+"):
                groups.add(int(line[1:]))
            else:
                groups.discard(int(line[1:]))
    _end(groups)


def _end(groups: set[int]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            forks.signal_group(group, number)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if not any(_exists(group) for group in groups):
                return
            time.sleep(_TICK)


def _exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
