"""The embedded Valkey: real servers on folders of their own, really killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from contentforge_app.embedded import EmbeddedValkey, FolderBusyError, RunningValkey, processes

Maker = Callable[..., EmbeddedValkey]


@pytest.fixture
def make() -> Iterator[Maker]:
    made: list[EmbeddedValkey] = []

    def _make(folder: Path, *, fast: bool = False) -> EmbeddedValkey:
        made.append(EmbeddedValkey(folder, fast=fast))
        return made[-1]

    yield _make
    for engine in made:
        engine.stop()


def client(running: RunningValkey, password: str | None = None) -> Redis:
    wanted = password or running.password
    no_retry = Retry(NoBackoff(), 0)
    return Redis(host=running.host, port=running.port, password=wanted, decode_responses=True, retry=no_retry)


def test_it_answers_and_never_drops_a_key_for_memory(tmp_path: Path, make: Maker) -> None:
    running = make(tmp_path).start()

    with client(running) as redis:
        assert redis.ping()
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert str(redis.info("server")["valkey_version"]).startswith("9.")


def test_a_second_start_finds_the_data_on_the_same_port(tmp_path: Path, make: Maker) -> None:
    engine = make(tmp_path)
    running = engine.start()
    with client(running) as redis:
        redis.set("note", "kept")
    engine.stop()

    again = make(tmp_path).start()

    assert again.url == running.url
    with client(again) as redis:
        assert redis.get("note") == "kept"


def test_a_fast_server_that_is_killed_comes_back_empty_at_the_same_address(tmp_path: Path, make: Maker) -> None:
    engine = make(tmp_path, fast=True)
    running = engine.start()
    with client(running) as redis:
        redis.set("note", "lost")
    engine.kill()

    again = engine.start()

    assert again.url == running.url
    with client(again) as redis:
        assert redis.get("note") is None


def test_two_servers_never_share_a_folder(tmp_path: Path, make: Maker) -> None:
    make(tmp_path).start()

    with pytest.raises(FolderBusyError, match=rf"already running on .*process {os.getpid()}"):
        make(tmp_path).start()


def test_the_password_is_asked_for(tmp_path: Path, make: Maker) -> None:
    running = make(tmp_path).start()

    with client(running, "guess") as redis, pytest.raises(AuthenticationError):
        redis.ping()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's parent-death signal is Linux's")
def test_the_server_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from contentforge_app.embedded import EmbeddedValkey\n"
        "print(EmbeddedValkey(pathlib.Path(sys.argv[1])).start().pid, flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    starter = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own arguments
    assert starter.stdout is not None
    with starter.stdout as output:
        pid = int(output.readline())

    starter.kill()
    starter.wait()

    deadline = time.monotonic() + 20
    while processes.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not processes.is_alive(pid)
