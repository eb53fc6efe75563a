"""What faults may leave behind outside of the tables: processes, connections, files, and words in the logs."""

import json
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.rig import Rig

_BAD_LEVELS = frozenset({"error", "critical"})
_SHOWN = 1200
_BACKENDS = """
SELECT pid, application_name, client_port FROM pg_stat_activity
WHERE usename IN ('contentforge_app', 'contentforge_system', 'contentforge_owner') AND client_port IS NOT NULL
"""


def marked_processes(mark: str) -> set[int]:
    """Every live process that has the rig's mark in its environment."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and f"TEST_RIG={mark}".encode() in _read(entry / "environ"):
            found.add(int(entry.name))
    return found


def orphans(rig: "Rig") -> list[str]:
    """Processes whose founder, the crew member that leads their session, is dead."""
    crew = {process.pid for process in rig.crew if process.alive}
    left = [pid for pid in marked_processes(rig.mark) if pid not in crew and _session(pid) not in crew]
    return [f"process {pid} outlived its parent: {_read(Path(f'/proc/{pid}/cmdline'))!r}" for pid in left]


async def stray_connections(rig: "Rig") -> list[str]:
    """Database connections that no live process of ours holds."""
    ports = {port for pid in (marked_processes(rig.mark) | {os.getpid()}) for port in _local_ports(pid)}
    backends = await rig.rows(_BACKENDS)
    return [
        f"connection {backend['pid']} of {backend['application_name']} belongs to nobody"
        for backend in backends
        if backend["client_port"] not in ports
    ]


def stray_files(rig: "Rig") -> list[str]:
    """Files that stopped processes left among the temporary ones."""
    left = [path for path in (rig.folder / "temporary").rglob("*") if path.is_file()]
    return [f"temporary file left: {path.name}" for path in left]


def stray_objects(storage: Path, known: Collection[str]) -> list[str]:
    """Stored objects that no row names, and names that no object bears."""
    there = {str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file()}
    return [f"stored object without a row: {key}" for key in sorted(there - set(known))] + [
        f"row without its stored object: {key}" for key in sorted(set(known) - there)
    ]


class LogReader:
    """Reads what the processes have logged since it last did."""

    def __init__(self) -> None:
        self._read: dict[Path, int] = {}

    def findings(self, folder: Path, secrets: Collection[str], planned: Collection[str]) -> list[str]:
        """Secrets, errors that match none of the `planned` patterns, and what is no log line; each kind once a log."""
        expected = re.compile("|".join(planned)) if planned else None
        return [finding for path in sorted(folder.glob("*.log")) for finding in self._in(path, secrets, expected)]

    def _in(self, path: Path, secrets: Collection[str], expected: re.Pattern[str] | None) -> Iterator[str]:
        text = self._news(path)
        for secret in secrets:
            if secret in text:
                yield f"{path.name} tells a secret: {secret[:16]}..."
        bad: dict[str, list[str]] = {}
        for line in text.splitlines():
            told = _parsed(line)
            if told is None:
                bad.setdefault("no log line", []).append(line)
            elif told.get("level") in _BAD_LEVELS and (expected is None or not expected.search(line)):
                bad.setdefault(str(told.get("event")), []).append(line)
        for kind, lines in bad.items():
            yield f"{path.name}: {len(lines)} x {kind}: ...{lines[-1][-_SHOWN:]}"

    def _news(self, path: Path) -> str:
        with path.open("rb") as log:
            log.seek(self._read.get(path, 0))
            text = log.read().decode(errors="replace")
            self._read[path] = log.tell()
        return text


def _parsed(line: str) -> dict[str, object] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return pid


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _local_ports(pid: int) -> set[int]:
    """The local ports of the TCP connections that a process holds."""
    held = set()
    try:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            held.add(str(descriptor.readlink()))
    except OSError:
        return set()
    lines = _read(Path(f"/proc/{pid}/net/tcp")).decode().splitlines()[1:]
    fields = [line.split() for line in lines]
    return {int(entry[1].rpartition(":")[2], 16) for entry in fields if f"socket:[{entry[9]}]" in held}
