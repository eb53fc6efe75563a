"""Drive a server over kept-alive connections from a process of its own: wrk where it is installed, else our own."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

CONNECTIONS: Final = 16
_OWN: Final = Path(__file__).with_name("loadgen.py")
_SCRIPT: Final = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of request, made in turn on behalf of each of the tokens.

    With `paths` it is made to each of them in turn instead of to the path of `url`.
    """

    name: str
    url: str
    tokens: Sequence[str] = ("",)
    body: str | None = None
    headers: Mapping[str, str] | None = None
    paths: Sequence[str] = ()

    def spec(self, seconds: float) -> dict[str, object]:
        """What a generator needs to know, as JSON can say it."""
        parts = urlsplit(self.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {"Host": parts.netloc, **(self.headers or {})}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        return {
            "host": parts.hostname,
            "port": parts.port,
            "paths": list(self.paths) or [path],
            "method": "GET" if self.body is None else "POST",
            "headers": headers,
            "tokens": list(self.tokens),
            "body": self.body,
            "seconds": seconds,
            "connections": CONNECTIONS,
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """Answered requests per second, the median and the 99th percentile of their times, and how many went wrong."""

    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int


class WentWrong(RuntimeError):
    """A server refused what it was to do, so that its figure says nothing."""


def generator() -> str:
    """What drives both sides here."""
    return "wrk" if shutil.which("wrk") else "own generator (asyncio on uvloop)"


def drive(target: Target, seconds: float, scratch: Path) -> Measured:
    """Ask as fast as the server answers.

    Raises:
        WentWrong: nothing was answered, or more than one in a thousand of the answers was an error.
    """
    program = shutil.which("wrk")
    measured = _wrk(program, target, seconds, scratch) if program else _own(target, seconds)
    if measured.per_second <= 0:
        raise WentWrong(f"{target.name}: nothing was answered")
    if measured.refused > max(1, measured.per_second * seconds / 1000):
        raise WentWrong(f"{target.name}: {measured.refused} of {measured.per_second * seconds:.0f} answers were errors")
    return measured


def in_turn(targets: Sequence[Target], scratch: Path, *, rounds: int, seconds: float) -> dict[str, Measured]:
    """Warm each up, drive them A B A B, and give the median round of each by name."""
    for target in targets:
        drive(target, min(seconds, 2.0), scratch)
    runs: dict[str, list[Measured]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            runs[target.name].append(drive(target, seconds, scratch))
    return {name: _median(of) for name, of in runs.items()}


def _median(runs: list[Measured]) -> Measured:
    return Measured(
        per_second=statistics.median(run.per_second for run in runs),
        p50_ms=statistics.median(run.p50_ms for run in runs),
        p99_ms=statistics.median(run.p99_ms for run in runs),
        refused=sum(run.refused for run in runs),
    )


def _wrk(program: str, target: Target, seconds: float, scratch: Path) -> Measured:
    spec = target.spec(seconds)
    lines = [str(spec["method"]), target.body or ""]
    (scratch / "request").write_text("\n".join(lines), encoding="utf-8")
    headers, paths = spec["headers"], spec["paths"]
    assert isinstance(headers, dict)
    assert isinstance(paths, list)
    (scratch / "paths").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    (scratch / "headers").write_text("".join(f"{name}: {value}\n" for name, value in headers.items()), encoding="utf-8")
    (scratch / "tokens").write_text("".join(f"{token}\n" for token in target.tokens), encoding="utf-8")
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "10s", "-s", str(_SCRIPT)]
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [*command, target.url],
        env={"PATH": os.environ.get("PATH", os.defpath), "SCRATCH": str(scratch)},
        capture_output=True,
        text=True,
        check=True,
    )
    return _read(done.stdout)


def _own(target: Target, seconds: float) -> Measured:
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [sys.executable, str(_OWN)],
        input=json.dumps(target.spec(seconds)),
        capture_output=True,
        text=True,
        check=True,
    )
    return _read(done.stdout)


def _read(output: str) -> Measured:
    told = json.loads(output.splitlines()[-1])
    return Measured(told["per_second"], told["p50_ms"], told["p99_ms"], told["refused"])
