"""Loopback ports for services that choose their own."""

import secrets
import socket
from pathlib import Path

HOST = "127.0.0.1"

# Below every system's ephemeral range. A port inside it could be taken by an outgoing connection while its service
# restarts, and a client that retries on it can be connected to itself.
_FIRST, _LAST = 15_000, 29_999
_ATTEMPTS = 200


def is_free(port: int, host: str = HOST) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a loopback port that nothing listens on at this moment."""
    for _ in range(_ATTEMPTS):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST + 1)
        if is_free(port):
            return port
    raise OSError(f"no free port between {_FIRST} and {_LAST} in {_ATTEMPTS} attempts")


def usual_port(record: Path) -> int:
    """Return the port noted in `record` if it is still free, else a free one."""
    try:
        port = int(record.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return free_port()
    return port if is_free(port) else free_port()
