"""What other sides may answer: good pages, broken ones, and answers made to exhaust us."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network

import pytest

from contentforge_platform.egress import Egress, EgressSettings, FetchFailed, FetchReason, parse_public_url
from contentforge_platform.egress.client import Fetched

LIMIT = 100_000
Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """A server that says exactly what a test tells it to, and remembers what it was asked and how much it sent."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.port = 0
        self.visits: set[asyncio.Task[None]] = set()

    def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            request = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(request)
            await self.answer(request, writer)
            await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def raw_server(answer: Answer) -> AsyncIterator[RawServer]:
    raw = RawServer(answer)
    server = await asyncio.start_server(raw.visit, "127.0.0.1", 0)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        yield raw
    finally:
        server.close()
        await server.wait_closed()
        for visit in raw.visits:
            visit.cancel()
        await asyncio.gather(*raw.visits)


async def fetch(server: RawServer, path: str = "/", *, total_seconds: float = 20) -> Fetched:
    client = Egress(EgressSettings(allow=[ip_network("127.0.0.0/8")], total_seconds=total_seconds))
    try:
        url = parse_public_url(f"http://127.0.0.1:{server.port}{path}")
        return await client.fetch(url, limit=LIMIT, accept="text/html")
    finally:
        await client.close()


async def failure(server: RawServer, path: str = "/", *, total_seconds: float = 20) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        await fetch(server, path, total_seconds=total_seconds)
    return caught.value


def says(*parts: bytes) -> Answer:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return answer


def page(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""])
    return says(head.encode(), body)


async def test_a_page_comes_with_its_type_and_charset() -> None:
    async with raw_server(page(b"\xcf\xf0\xe8", "Content-Type: Text/HTML; charset=windows-1251")) as server:
        fetched = await fetch(server, "/shop?id=1")

    assert (fetched.status, fetched.content_type, fetched.charset) == (200, "text/html", "windows-1251")
    assert fetched.body == b"\xcf\xf0\xe8"


async def test_a_request_carries_nothing_but_what_it_needs() -> None:
    async with raw_server(page(b"x", "Set-Cookie: a=b")) as server:
        await fetch(server)
        await fetch(server)

    lines = {line.partition(":")[0].lower() for line in server.requests[1].decode().split("\r\n")[1:] if line}
    assert lines == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert b"accept-encoding: gzip, deflate\r\n" in server.requests[0].lower()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello " * 1000, mtime=0)),
        ("GZIP", gzip.compress(b"hello " * 500, mtime=0) * 2),
        ("deflate", zlib.compress(b"hello " * 1000)),
        ("deflate", zlib.compress(b"hello " * 1000)[2:-4]),
        ("identity", b"hello " * 1000),
    ],
)
async def test_a_compressed_page_is_unpacked(encoding: str, body: bytes) -> None:
    async with raw_server(page(body, f"Content-Encoding: {encoding}")) as server:
        assert (await fetch(server)).body == b"hello " * 1000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, deflate", "nonsense"])
async def test_an_unknown_or_nested_encoding_is_refused(encoding: str) -> None:
    async with raw_server(page(gzip.compress(gzip.compress(b"x")), f"Content-Encoding: {encoding}")) as server:
        assert (await failure(server)).reason is FetchReason.ENCODING


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_stops_at_the_limit_long_before_it_is_unfolded(encoding: str) -> None:
    pack = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = b"".join(pack.compress(bytes(1_000_000)) for _ in range(90)) + pack.flush()
    assert len(bomb) < LIMIT

    async with raw_server(page(bomb, f"Content-Encoding: {encoding}")) as server:
        assert (await failure(server)).reason is FetchReason.TOO_LARGE


async def test_thousands_of_empty_gzip_members_are_refused() -> None:
    async with raw_server(page(gzip.compress(b"") * 3000, "Content-Encoding: gzip")) as server:
        assert (await failure(server)).reason is FetchReason.BROKEN


async def test_a_page_of_just_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    async with raw_server(page(b"x" * LIMIT)) as server:
        assert len((await fetch(server)).body) == LIMIT
    async with raw_server(page(b"x" * (LIMIT + 1))) as server:
        assert (await failure(server)).reason is FetchReason.TOO_LARGE
    async with raw_server(page(gzip.compress(b"x" * (LIMIT + 1)), "Content-Encoding: gzip")) as server:
        assert (await failure(server)).reason is FetchReason.TOO_LARGE


async def test_an_announced_size_over_the_limit_is_not_read() -> None:
    async with raw_server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")) as server:
        assert (await failure(server)).reason is FetchReason.TOO_LARGE


async def test_an_endless_stream_is_cut_at_the_limit() -> None:
    sent = 0

    async def endless(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"2000\r\n" + bytes(0x2000) + b"\r\n")
            await writer.drain()
            sent += 0x2000

    async with raw_server(endless) as server:
        assert (await failure(server)).reason is FetchReason.TOO_LARGE
    assert sent < 100 * LIMIT  # what the socket buffers hold, not a stream without end


async def test_a_slow_drip_ends_at_the_deadline() -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _second in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as server:
        assert (await failure(server, total_seconds=0.5)).reason is FetchReason.TIMEOUT


async def test_the_deadline_is_for_all_redirects_together() -> None:
    async def slow_redirect(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")

    async with raw_server(slow_redirect) as server:
        assert (await failure(server, total_seconds=0.7)).reason is FetchReason.TIMEOUT


async def test_a_server_that_says_nothing_is_left_at_the_deadline() -> None:
    async def silent(_: bytes, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with raw_server(silent) as server:
        assert (await failure(server, total_seconds=0.3)).reason is FetchReason.TIMEOUT


@pytest.mark.parametrize(
    "answer",
    [
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
        says(b"SSH-2.0-OpenSSH\r\n"),
        says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"),
        says(b""),
        page(b"not gzip", "Content-Encoding: gzip"),
        page(gzip.compress(b"hello " * 1000)[:-20], "Content-Encoding: gzip"),
    ],
    ids=["short", "cut-chunks", "bad-chunks", "not-http", "huge-header", "nothing", "not-gzip", "cut-gzip"],
)
async def test_a_broken_answer_is_a_failure_that_may_pass(answer: Answer) -> None:
    async with raw_server(answer) as server:
        failed = await failure(server)

    assert failed.reason is FetchReason.BROKEN
    assert failed.transient


@pytest.mark.parametrize(
    ("status", "transient"),
    [("404 Not Found", False), ("403 No", False), ("503 Busy", True), ("429 Slow", True), ("304 Same", False)],
)
async def test_an_error_status_fails_with_its_number(status: str, *, transient: bool) -> None:
    async with raw_server(page(b"", status=status)) as server:
        failed = await failure(server)

    assert failed.reason is FetchReason.STATUS
    assert failed.message == f"The address answered with status {status[:3]}."
    assert failed.transient is transient


def redirects(times: int) -> Answer:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        number = int(request.split()[1].strip(b"/") or b"0")
        if number == times:
            await page(b"arrived")(request, writer)
            return
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: /{number + 1}\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    async with raw_server(redirects(3)) as server:
        fetched = await fetch(server)
        assert fetched.body == b"arrived"
        assert fetched.url.path == "/3"
    async with raw_server(redirects(4)) as server:
        assert (await failure(server)).reason is FetchReason.TOO_MANY_REDIRECTS
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "javascript:alert(1)", "http://a@b/", "http://[::1", "/\\x", "/\xff", None]
)
async def test_a_redirect_to_something_that_is_not_a_web_address_is_refused(location: str | None) -> None:
    header = b"" if location is None else f"Location: {location}\r\n".encode("latin-1")
    answer = says(b"HTTP/1.1 301 Moved\r\n", header, b"Content-Length: 0\r\n\r\n")
    async with raw_server(answer) as server:
        assert (await failure(server)).reason is FetchReason.REDIRECT
