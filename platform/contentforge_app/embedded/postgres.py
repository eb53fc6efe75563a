"""PostgreSQL 18 of one's own: on a data folder, a private socket and a loopback port, alive as long as its starter."""

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from typing_extensions import override

from contentforge_app.embedded import cluster, folders, ports, processes
from contentforge_app.embedded.cluster import ADMIN, Place
from contentforge_app.embedded.engine import Engine
from contentforge_app.embedded.errors import EngineError

_START_TIMEOUT = 60.0  # crash recovery included
_ORPHANS_TIMEOUT = 15.0  # how long the sessions of a killed server may take to notice
_TICK = 0.01
_STATUS_LINE = 7  # of postmaster.pid, counted from 0

_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_level": "minimal",  # nobody replicates a development server
    "max_wal_senders": "0",
    "io_method": "sync",  # three processes fewer; the files are in the page cache
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "4GB"}


@dataclass(frozen=True, slots=True)
class RunningPostgres:
    """A server that answers. Both addresses are the superuser's: `postgresql://`, by TCP and by socket."""

    url: str
    socket_url: str
    host: str
    port: int
    pid: int
    log: Path
    programs: Path
    """The folder of the server's own programs; the wheel's has psql and pg_dump too."""


class EmbeddedPostgres(Engine[RunningPostgres]):
    """A PostgreSQL server on `data_dir/postgres`, with one database made.

    `fast` is for tests that do not crash the machine: nothing is forced to disk.
    """

    name = "postgres"
    passable = True
    polite = (signal.SIGINT, signal.SIGQUIT)

    def __init__(
        self, data_dir: Path, *, fast: bool = False, port: int | None = None, database: str = "contentforge"
    ) -> None:
        super().__init__(data_dir, fast=fast, port=port)
        self._database = database
        self._sockets: tuple[Path, bool] | None = None

    def destroy(self) -> None:
        """Stop, and remove the cluster with everything that goes with it."""
        self.stop()
        cluster.destroy(self._folder)

    @override
    def _tidy(self) -> None:
        if self._sockets is not None:
            folder, temporary = self._sockets
            if temporary:
                shutil.rmtree(folder, ignore_errors=True)
            self._sockets = None

    @override
    def _start(self) -> RunningPostgres:
        place = cluster.locate(self._folder)
        password = folders.kept_secret(self._folder / "password")
        if place.exists:
            cluster.check_version(place)
        else:
            cluster.create(place, password=password, database=self._database)
        self._sockets = self._sockets or cluster.socket_folder(place)
        socket_folder = self._sockets[0]
        port = self._port or ports.usual_port(self._folder / "port")
        process = self._launch(place, socket_folder, port)
        self._port = port
        folders.write_private(self._folder / "port", f"{port}\n")
        user = f"{ADMIN}:{password}"
        return RunningPostgres(
            url=f"postgresql://{user}@{ports.HOST}:{port}/{self._database}",
            socket_url=f"postgresql://{user}@/{self._database}?host={quote(str(socket_folder), safe='/')}&port={port}",
            host=ports.HOST,
            port=port,
            pid=process.pid,
            log=self.log,
            programs=place.programs,
        )

    def _launch(self, place: Place, socket_folder: Path, port: int) -> subprocess.Popen[bytes]:
        """Start until it answers. Sessions of a killed server hold the cluster for a moment: then try again."""
        crashed = _end_leftover(place)
        deadline = time.monotonic() + (_ORPHANS_TIMEOUT if crashed else 0)
        while True:
            self._process = process = processes.spawn(
                self._command(place, socket_folder, port),
                account=place.account,
                death_signal=signal.SIGINT,
                cwd=place.base,
                log=self.log,
            )
            if _wait_until_ready(place.cluster, process):
                return process
            if time.monotonic() > deadline:
                raise EngineError(f"PostgreSQL does not start ({self.log}):\n{processes.tail(self.log)}")
            time.sleep(10 * _TICK)

    def _command(self, place: Place, socket_folder: Path, port: int) -> list[str]:
        settings = {
            **_SETTINGS,
            **(_FAST if self._fast else {}),
            "listen_addresses": ports.HOST,
            "port": str(port),
            "unix_socket_directories": str(socket_folder).replace(",", "\\,"),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(place.programs / "postgres"), "-D", str(place.cluster), *options]


def _status(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _end_leftover(place: Place) -> bool:
    """End a server whose starter is dead, and remove a mark that names a process that is none of ours.

    Returns:
        Whether the last server here did not end in good order.
    """
    lines = _status(place.cluster)
    if not lines:
        return False
    pid = int(lines[0])
    ours = processes.end_leftover(pid, str(place.cluster), signal.SIGINT, signal.SIGQUIT, grace=10.0)
    if not ours and processes.is_alive(pid):
        # Its number now belongs to somebody else, which would keep PostgreSQL from starting.
        (place.cluster / "postmaster.pid").unlink(missing_ok=True)
    return True


def _wait_until_ready(data: Path, process: subprocess.Popen[bytes]) -> bool:
    """Wait for the server's own word, in its status file, that it takes connections; False if it ends before."""
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        lines = _status(data)
        if len(lines) > _STATUS_LINE and lines[0] == str(process.pid) and lines[_STATUS_LINE].strip() == "ready":
            return True
        time.sleep(_TICK)
    processes.stop(process, signal.SIGQUIT, grace=2.0)
    return False
