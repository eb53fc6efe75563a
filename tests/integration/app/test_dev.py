"""The development supervisor, with real engines and small children that are really killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contentforge_app.embedded import EmbeddedPostgres, processes
from contentforge_app.embedded.ports import free_port

_PATIENCE = 60.0

Starter = Callable[..., "Terminal"]


class Terminal:
    """A supervisor in the foreground of a terminal, as a person would have it."""

    def __init__(self, folder: Path, port: int, behaviour: str) -> None:
        self.port = port
        self._out = folder.parent / f"out-{time.monotonic_ns()}"
        program = Path(__file__).with_name("dev_product.py")
        command = [sys.executable, "-W", "error", str(program), str(folder), str(port), behaviour]
        with self._out.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own arguments
                command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._seen: set[int] = set()

    @property
    def text(self) -> str:
        return self._out.read_text(encoding="utf-8")

    def wait_for(self, pattern: str) -> re.Match[str]:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, self.text, re.MULTILINE)
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        pytest.fail(f"{pattern!r} was not printed:\n{self.text}")

    def ready(self) -> "Terminal":
        self.wait_for(rf"^ready http://127\.0\.0\.1:{self.port}$")
        return self

    def family(self) -> set[int]:
        """All processes below the supervisor, now and when last asked."""
        if self.process.poll() is None:
            self._seen |= descendants(self.process.pid)
        return self._seen

    def exit_status(self) -> int:
        return self.process.wait(_PATIENCE)

    def nothing_is_left(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while any(map(processes.is_alive, self._seen)) and time.monotonic() < deadline:
            time.sleep(0.02)
        return not any(map(processes.is_alive, self._seen))


def listing() -> list[tuple[int, int, str]]:
    """Every process of this machine: its id, its parent's, and the program's path."""
    command = ["ps", "-ww", "-A", "-o", "pid=,ppid=,args="]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own arguments
    rows = (line.split(maxsplit=2) for line in output.splitlines())
    return [(int(row[0]), int(row[1]), row[2].split()[0]) for row in rows if len(row) == 3]


def descendants(pid: int) -> set[int]:
    below = {pid}
    rows = listing()
    while grown := {child for child, parent, _ in rows if parent in below} - below:
        below |= grown
    return below - {pid}


def engine_of(terminal: Terminal, program: str) -> int:
    return next(pid for pid, ppid, path in listing() if ppid == terminal.process.pid and path.endswith(f"/{program}"))


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    EmbeddedPostgres(tmp_path / "data").destroy()


@pytest.fixture
def start(data: Path) -> Iterator[Starter]:
    terminals: list[Terminal] = []

    def _start(behaviour: str = "plain", *, port: int | None = None) -> Terminal:
        terminals.append(Terminal(data, port or free_port(), behaviour))
        return terminals[-1]

    yield _start
    for terminal in terminals:
        terminal.family()
        if terminal.process.poll() is None:
            terminal.process.terminate()
            terminal.exit_status()


def pid_of(terminal: Terminal, name: str, *, after: int = 0) -> int:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        pids = [int(found) for found in re.findall(rf"listening who={name} pid=(\d+)", terminal.text)]
        if len(pids) > after:
            return pids[after]
        time.sleep(0.02)
    return pytest.fail(f"{name} did not start:\n{terminal.text}")


def test_it_says_where_everything_is_and_then_that_it_is_ready(start: Starter) -> None:
    terminal = start().ready()

    text = terminal.text
    assert text.index("/docs") < text.index("\nready ")
    assert text.index("/api/v1/auth/register") < text.index("\nready ")
    assert re.search(r"postgres +127\.0\.0\.1:\d+", text)
    assert re.search(r"worker +http://127\.0\.0\.1:\d+/metrics", text)
    assert len(re.findall(r"^ready ", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_in_good_order(start: Starter, number: signal.Signals) -> None:
    terminal = start("draining").ready()
    assert len(terminal.family()) > 5

    terminal.process.send_signal(number)

    assert terminal.exit_status() == 0
    assert "draining | goodbye" in terminal.text
    assert "starting it again" not in terminal.text
    assert terminal.nothing_is_left()


def test_a_child_that_does_not_end_is_killed_with_its_own_children(start: Starter) -> None:
    terminal = start("stubborn").ready()
    terminal.family()

    terminal.process.terminate()

    assert terminal.exit_status() == 0
    assert "stubborn does not end; killing it" in terminal.text
    assert terminal.nothing_is_left()


def test_a_killed_supervisor_leaves_nothing(start: Starter) -> None:
    terminal = start("stubborn").ready()
    family = terminal.family()
    assert len(family) > 6

    terminal.process.kill()
    terminal.process.wait()

    assert terminal.nothing_is_left()


def test_after_a_killed_supervisor_the_next_start_continues(start: Starter) -> None:
    first = start().ready()
    secret = first.wait_for(r"migrate +\| jwt (\S+)")[1]
    first.family()
    first.process.kill()
    first.process.wait()

    second = start().ready()

    assert second.wait_for(r"migrate +\| jwt (\S+)")[1] == secret


def test_a_second_run_on_the_same_data_is_refused(start: Starter) -> None:
    first = start().ready()

    second = start()

    assert second.exit_status() == 1
    assert re.search(rf"contentforge dev is already running on .*process {first.process.pid}", second.text)
    assert first.process.poll() is None


def test_a_busy_port_is_refused_before_anything_starts(start: Starter, tmp_path: Path) -> None:
    first = start().ready()

    second = Terminal(tmp_path / "other", first.port, "plain")

    assert second.exit_status() == 1
    assert f"cannot listen on 127.0.0.1:{first.port}, it is in use" in second.text
    assert not (tmp_path / "other" / "postgres").exists()


def test_a_child_that_dies_is_started_again(start: Starter) -> None:
    terminal = start().ready()

    os.kill(pid_of(terminal, "worker"), signal.SIGKILL)

    assert pid_of(terminal, "worker", after=1)
    terminal.wait_for(r"worker has ended \(SIGKILL\); starting it again")


def test_what_a_dead_child_has_started_dies_too(start: Starter) -> None:
    terminal = start("stubborn").ready()
    found = terminal.wait_for(r"stubborn (\d+) with (\d+)$")
    child, grandchild = int(found[1]), int(found[2])

    os.kill(child, signal.SIGKILL)

    deadline = time.monotonic() + _PATIENCE
    while processes.is_alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not processes.is_alive(grandchild)


def test_a_child_that_cannot_live_is_tried_again_ever_more_slowly(start: Starter) -> None:
    terminal = start("failing")

    terminal.wait_for(r"failing +\| RuntimeError: it cannot be")
    delays = [float(terminal.wait_for(rf"(?s)(?:failing has ended.*?){{{n}}}again in (\S+) s")[1]) for n in (1, 2, 3)]

    assert delays == [0.25, 0.5, 1.0]


@pytest.mark.parametrize("engine", ["postgres", "valkey"])
def test_an_engine_that_dies_comes_back_at_the_same_address(start: Starter, engine: str) -> None:
    terminal = start().ready()
    port = int(terminal.wait_for(rf"{engine} +127\.0\.0\.1:(\d+)")[1])
    program = {"postgres": "postgres", "valkey": "valkey-server"}[engine]
    victim = engine_of(terminal, program)

    os.kill(victim, signal.SIGKILL)

    terminal.wait_for(rf"{engine} runs again")
    assert engine_of(terminal, program) != victim
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_a_migration_that_fails_ends_the_run(start: Starter) -> None:
    terminal = start("broken-migration")

    assert terminal.exit_status() == 1
    assert "migrate | no way" in terminal.text
    assert "the migration failed (status 1)" in terminal.text
    assert "listening" not in terminal.text


def test_a_reader_that_goes_away_ends_the_run(start: Starter, data: Path) -> None:
    del start
    program = Path(__file__).with_name("dev_product.py")
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        [sys.executable, str(program), str(data), str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(_PATIENCE) == 0
