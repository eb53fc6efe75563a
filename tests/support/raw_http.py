"""HTTP requests byte by byte, as no well-behaved client would send them."""

import asyncio
import contextlib
import http.client
import io
import json
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlsplit

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request before it is put on the wire. Length and end of connection are told for it unless it tells them."""

    method: bytes
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def bearing(self, *headers: tuple[bytes, bytes]) -> Self:
        """The same with these headers instead of others of these names; a name may come twice."""
        names = {name.lower() for name, _ in headers}
        kept = tuple(header for header in self.headers if header[0].lower() not in names)
        return replace(self, headers=(*kept, *headers))

    def carrying(self, body: bytes, content_type: bytes = b"application/json") -> Self:
        return replace(self.bearing((b"Content-Type", content_type)), body=body)

    def asking(self, query: bytes) -> Self:
        """The same with more of a query."""
        return replace(self, target=self.target + (b"&" if b"?" in self.target else b"?") + query)

    def on_the_wire(self, host: bytes) -> bytes:
        told = {name.lower() for name, _ in self.headers}
        headers = [*self.headers]
        if b"host" not in told:
            headers.insert(0, (b"Host", host))
        if not told & {b"content-length", b"transfer-encoding"} and (self.body or b"content-type" in told):
            headers.append((b"Content-Length", b"%d" % len(self.body)))
        if b"connection" not in told:
            headers.append((b"Connection", b"close"))
        lines = [b"%b %b HTTP/1.1" % (self.method, self.target), *(b"%b: %b" % header for header in headers)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What came back; status 0 where the connection was closed without a word."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        """The body, None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class _Received:
    """What `http.client` reads an answer from."""

    def __init__(self, told: bytes) -> None:
        self._told = told

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._told)


async def exchange(base: str, request: RawRequest) -> RawAnswer:
    """Send one request over a connection of its own, and read until the other side closes it."""
    parts = urlsplit(base)
    host = parts.netloc.encode()
    async with asyncio.timeout(_SECONDS):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**26)
        try:
            writer.write(request.on_the_wire(host))
            told = await _whatever_comes(reader, writer)
        finally:
            writer.close()
    if not told:
        return RawAnswer(0, http.client.HTTPMessage(), b"")
    response = http.client.HTTPResponse(_Received(told), method=request.method.decode("latin-1"))  # type: ignore[arg-type]  # all that it uses of a socket
    response.begin()
    return RawAnswer(response.status, response.headers, response.read())


async def _whatever_comes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """All that is sent, also by a server that stops reading before all is written."""
    told = b""
    with contextlib.suppress(ConnectionError):
        await writer.drain()
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(2**16):
            told += piece
    return told
