"""The forked processes of a run: their output shown, their ends noticed, their groups cleared away."""

import os
import selectors
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from contentforge_app.dev import forks
from contentforge_app.dev.console import Console, Lines
from contentforge_app.dev.guard import Guard
from contentforge_app.dev.signals import Signals

_READ = 65_536


@dataclass(slots=True)
class Member:
    """One forked process. `status` is set once it has ended: its exit status, or minus the signal that ended it."""

    name: str
    fork: forks.Fork
    lines: Lines = field(default_factory=Lines)
    status: int | None = None


class Members:
    def __init__(self, console: Console, guard: Guard, signals: Signals) -> None:
        self._console = console
        self._guard = guard
        self._signals = signals
        self._selector = selectors.PollSelector()
        self._selector.register(signals.descriptor, selectors.EVENT_READ)
        self._living: dict[int, Member] = {}

    @property
    def living(self) -> list[Member]:
        return list(self._living.values())

    def start(self, name: str, work: Callable[[], None], *, close: list[int]) -> Member:
        """Fork a process; `close` are the descriptors of others that it must not keep."""
        outputs = [member.fork.output for member in self._living.values()]
        close = [*close, *outputs, self._guard.descriptor, *self._signals.descriptors]
        member = Member(name, forks.fork(work, close=close))
        self._guard.add(member.fork.pid)
        self._selector.register(member.fork.output, selectors.EVENT_READ, member)
        self._living[member.fork.pid] = member
        return member

    def turn(self, seconds: float) -> None:
        """Wait for output, an end, or a signal, at most `seconds`, and deal with it."""
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Member):
                self._show(key.data, once=True)
            else:
                self._signals.drain()
        for member in self.living:
            status = forks.ended(member.fork.pid)
            if status is not None:
                self._bury(member, status)

    def terminate(self) -> None:
        for member in self.living:
            os.kill(member.fork.pid, signal.SIGTERM)

    def kill(self) -> None:
        for member in self.living:
            forks.signal_group(member.fork.pid, signal.SIGKILL)

    def close(self) -> None:
        self._selector.close()

    def _bury(self, member: Member, status: int) -> None:
        forks.signal_group(member.fork.pid, signal.SIGKILL)  # what it has started itself
        self._guard.remove(member.fork.pid)
        self._show(member, once=False)
        for line in member.lines.flush():
            self._console.show(member.name, line)
        if member.fork.output in self._selector.get_map():
            self._selector.unregister(member.fork.output)
        os.close(member.fork.output)
        del self._living[member.fork.pid]
        member.status = status

    def _show(self, member: Member, *, once: bool) -> None:
        while True:
            try:
                data = os.read(member.fork.output, _READ)
            except BlockingIOError:
                return
            if not data:
                if member.fork.output in self._selector.get_map():
                    self._selector.unregister(member.fork.output)
                return
            for line in member.lines.feed(data):
                self._console.show(member.name, line)
            if once:
                return
