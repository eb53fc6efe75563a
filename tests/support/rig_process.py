"""A real process of the product or of a test's own, in a process group of its own, that dies with the test."""

import asyncio
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from contentforge_app.embedded import processes

_TICK = 0.02
START_SECONDS = 60.0


class NotReady(AssertionError):
    """A process did not answer in time; the end of its log is in the message."""


class Process:
    """One program with its log. The kernel ends it with this test process, whatever happens to that."""

    def __init__(self, name: str, program: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.stopped = False
        command = processes.arguments(list(program), None, signal.SIGKILL)
        with log.open("ab") as output:
            self._popen = subprocess.Popen(  # noqa: S603 - the arguments are our own
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=log.parent,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def send(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def kill9(self) -> None:
        """Crash this one process; what it started must end by itself."""
        self.stopped = True
        self._popen.kill()
        self._popen.wait()

    def pause(self) -> None:
        """SIGSTOP: it stands still in the middle of whatever it does."""
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        self.send(signal.SIGCONT)

    def terminate(self) -> None:
        """SIGTERM, as a deploy sends it; returns at once."""
        self.stopped = True
        self.send(signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """The exit status.

        Raises:
            subprocess.TimeoutExpired: it is still running.
        """
        return self._popen.wait(seconds)

    def end(self) -> None:
        """End it and its whole group, whatever state they are in."""
        self.stopped = True
        if self.alive:
            self.resume()
            processes.stop(self._popen, signal.SIGTERM, grace=10.0)
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def wait_ready(self, port: int, path: str) -> None:
        """Wait until it answers 200.

        Raises:
            NotReady: it ended, or was not ready within a minute.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.alive:
            if answers(port, path):
                return
            time.sleep(_TICK)
        raise NotReady(f"{self.name} is not ready:\n{processes.tail(self.log, 40)}")

    async def ready(self, port: int, path: str) -> None:
        """As `wait_ready`, while others go on."""
        deadline = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(answers, port, path):
            if time.monotonic() > deadline or not self.alive:
                raise NotReady(f"{self.name} is not ready:\n{processes.tail(self.log, 40)}")
            await asyncio.sleep(_TICK)

    def told(self) -> str:
        """Everything it has logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def answers(port: int, path: str, *, timeout: float = 2.0) -> bool:
    """Whether a GET on this machine is answered 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
