"""The partner to measure against: Express, BullMQ and pg, as a user would put them together for the same work."""

import base64
import hashlib
import hmac
import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.ground import PARTNERS, TESTS, Ground, run, value
from benchmarks.load import Target
from contentforge_app.embedded import ports
from support.rig_process import Process

_SOURCES: Final = Path(__file__).with_name("peer")
_TOOLS: Final = TESTS / "node" / "node_modules"
_SECRET: Final = b"secret"
_ORDER: Final = {"prompt": "Write a description of a copper kettle for 49.00 EUR.", "contentType": "description"}
_START_SECONDS: Final = 20.0


class Partner:
    """Starts the partner's processes on a ground, from a copy: Node looks for packages upwards from the file."""

    def __init__(self, ground: Ground) -> None:
        if not (_TOOLS / "bullmq").is_dir():
            raise RuntimeError(f"The partner is not installed: run `npm ci` in {_TOOLS.parent}.")
        self._ground = ground
        self._node = _node()
        self._folder = ground.folder / "partner"
        shutil.copytree(_SOURCES, self._folder)
        (self._folder / "node_modules").symlink_to(_TOOLS)
        self._environment = {**ground.partners_environment(), "NODE_ENV": "production"}
        self.admin = ground.admin(PARTNERS)

    @contextmanager
    def model(self, *, latency_ms: int = 0) -> Iterator[str]:
        """A model that answers at once, or after a while; its base address. Both sides ask it."""
        port = ports.free_port()
        settings = {"PORT": str(port), "LATENCY_MS": str(latency_ms)}
        process = self._launch("llm.mjs", settings)
        try:
            process.wait_ready(port, "/count")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.end()

    @contextmanager
    def api(self) -> Iterator[str]:
        """Its API; the address."""
        port = ports.free_port()
        process = self._launch("server.mjs", {"PORT": str(port)})
        try:
            _wait_for(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.end()

    @contextmanager
    def workers(self, number: int, model: str) -> Iterator[list[Process]]:
        """So many workers, with five jobs at once each."""
        started: list[Process] = []
        try:
            started += [self._launch("worker.mjs", {"LLM": model, "CONC": "5"}) for _ in range(number)]
            yield started
        finally:
            for process in started:
                process.end()

    def finished(self) -> int:
        """How many jobs are done."""
        return int(value(self.admin, "SELECT count(*) FROM job WHERE status = 'completed'"))

    def unfinished(self) -> int:
        """How many jobs wait or are under way."""
        return int(value(self.admin, "SELECT count(*) FROM job WHERE status <> 'completed'"))

    def forget_unfinished(self) -> None:
        """Leave only finished jobs."""
        run(self.admin, "DELETE FROM job WHERE status <> 'completed'", "VACUUM (ANALYZE)")

    def _launch(self, script: str, settings: dict[str, str]) -> Process:
        name = script.removesuffix(".mjs")
        return self._ground.launch(
            f"partner-{name}", [self._node, str(self._folder / script)], {**self._environment, **settings}
        )


def queueing(base: str, users: int) -> Target:
    """Queue one text."""
    return Target("partner", f"{base}/generate-content", _tokens(users), json.dumps(_ORDER))


def listing(base: str, users: int) -> Target:
    """The newest 20 jobs with their texts."""
    return Target("partner", f"{base}/generate-content", _tokens(users))


def _tokens(users: int) -> list[str]:
    return [_token(number + 1) for number in range(users)]


def _token(user: int) -> str:
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, {"id": user})]
    signed = ".".join(parts)
    return f"{signed}.{_encoded(hmac.new(_SECRET, signed.encode(), hashlib.sha256).digest())}"


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _node() -> str:
    found = shutil.which("node")
    if found is None:
        raise RuntimeError("Node is not on the PATH: `make bench` puts it there.")
    return found


def _wait_for(process: Process, port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.alive:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.name} does not listen:\n{process.told()[-2000:]}")
