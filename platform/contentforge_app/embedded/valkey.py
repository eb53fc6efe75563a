"""Valkey 9 of one's own: on a data folder and a loopback port with a password, alive as long as its starter."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from contentforge_app.embedded import binaries, folders, ports, processes
from contentforge_app.embedded.engine import Engine
from contentforge_app.embedded.errors import EngineError

_START_TIMEOUT = 30.0
_TICK = 0.01
_DURABLE = ("appendonly yes", "appendfsync everysec", "save 300 1")
_FAST = ("appendonly no", 'save ""')


@dataclass(frozen=True, slots=True)
class RunningValkey:
    """A server that answers, with its `redis://` address."""

    url: str
    host: str
    port: int
    password: str
    pid: int
    log: Path


class EmbeddedValkey(Engine[RunningValkey]):
    """A Valkey server on `data_dir/valkey`. `fast` keeps nothing on disk: killed and started again, it is empty."""

    name = "valkey"
    polite = (signal.SIGTERM,)

    @override
    def _start(self) -> RunningValkey:
        configuration = self._folder / "valkey.conf"
        pidfile = self._folder / "pid"
        if pidfile.exists():
            leftover = int(pidfile.read_text(encoding="ascii"))
            processes.end_leftover(leftover, str(configuration), *self.polite, grace=10.0)
        password = folders.kept_secret(self._folder / "password")
        port = self._port or ports.usual_port(self._folder / "port")
        folders.write_private(configuration, self._configuration(port, password))
        command = [str(binaries.valkey_server()), str(configuration)]
        self._process = processes.spawn(command, death_signal=signal.SIGTERM, cwd=self._folder, log=self.log)
        folders.write_private(pidfile, f"{self._process.pid}\n")
        if not _wait_until_ready(port, password, self._process):
            raise EngineError(f"Valkey does not start ({self.log}):\n{processes.tail(self.log)}")
        self._port = port
        folders.write_private(self._folder / "port", f"{port}\n")
        url = f"redis://:{password}@{ports.HOST}:{port}/0"
        return RunningValkey(url, ports.HOST, port, password, self._process.pid, self.log)

    def _configuration(self, port: int, password: str) -> str:
        lines = (
            f"bind {ports.HOST}",
            f"port {port}",
            f"requirepass {password}",
            f'dir "{self._folder}"',
            "maxmemory-policy noeviction",  # a broker that drops keys drops messages
            "set-proc-title no",  # the command line is how a leftover is recognised
            *(_FAST if self._fast else _DURABLE),
        )
        return "\n".join(lines) + "\n"


def _wait_until_ready(port: int, password: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port, password):
            return True
        time.sleep(_TICK)
    return False


def _answers(port: int, password: str) -> bool:
    """Tell whether the server says PONG; while it reads its data back it says LOADING instead."""
    wanted = b"+OK\r\n+PONG\r\n"
    try:
        with socket.create_connection((ports.HOST, port), timeout=1.0) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while len(answer) < len(wanted) and (part := connection.recv(256)):
                answer += part
    except OSError:
        return False
    return answer == wanted
