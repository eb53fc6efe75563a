"""The load generator for machines without wrk: raw HTTP/1.1 over kept-alive connections, told and telling in JSON."""

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any, Final, cast

import uvloop
from typing_extensions import override

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_REFUSED: Final = 400


class Asker(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again."""

    def __init__(self, requests: Iterator[bytes], times: list[float], statuses: list[int]) -> None:
        self._requests = requests
        self._times = times
        self._statuses = statuses
        self._transport: asyncio.Transport | None = None
        self._answer = b""
        self._asked = 0.0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass
        self._ask()

    @override
    def data_received(self, data: bytes) -> None:
        self._answer += data
        end = self._answer.find(b"\r\n\r\n")
        if end < 0:
            return
        found = _LENGTH.search(self._answer, 0, end)
        if found is None:
            raise ValueError("An answer without a length.")
        if len(self._answer) < end + 4 + int(found[1]):
            return
        self._statuses.append(int(self._answer[9:12]))
        self._times.append(time.perf_counter() - self._asked)
        self._answer = b""
        self._ask()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)

    def _ask(self) -> None:
        assert self._transport is not None
        self._asked = time.perf_counter()
        self._transport.write(next(self._requests))


def requests(spec: dict[str, Any]) -> Iterator[bytes]:
    """The requests, one token and path after the other, for ever."""
    body = (spec["body"] or "").encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in spec["headers"].items())
    if body:
        head += f"Content-Length: {len(body)}\r\n"
    made = []
    for token in spec["tokens"]:
        credential = f"Authorization: Bearer {token}\r\n" if token else ""
        made += [
            f"{spec['method']} {path} HTTP/1.1\r\n{head}{credential}\r\n".encode() + body for path in spec["paths"]
        ]
    return itertools.cycle(made)


async def measure(spec: dict[str, Any]) -> dict[str, float | int]:
    """Ask for as long as the spec says; the figures."""
    loop = asyncio.get_running_loop()
    times: list[float] = []
    statuses: list[int] = []
    turn = requests(spec)
    began = time.perf_counter()
    opened = [
        await loop.create_connection(lambda: Asker(turn, times, statuses), spec["host"], spec["port"])
        for _ in range(spec["connections"])
    ]
    broken = asyncio.gather(*(asker.lost for _, asker in opened))
    await asyncio.wait([broken], timeout=spec["seconds"])
    seconds = time.perf_counter() - began
    lost = sum(asker.lost.done() for _, asker in opened)
    for transport, _ in opened:
        transport.abort()
    times.sort()
    return {
        "per_second": len(times) / seconds,
        "p50_ms": times[len(times) // 2] * 1000 if times else 0.0,
        "p99_ms": times[len(times) * 99 // 100] * 1000 if times else 0.0,
        "refused": lost + sum(status >= _REFUSED for status in statuses),
    }


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(measure(json.load(sys.stdin)))
    print(json.dumps(figures))  # noqa: T201 - the starter reads it
