"""What the server must never connect to: canary listeners stand there and count."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from contentforge_platform.egress import Egress, EgressSettings, FetchFailed, FetchReason, parse_public_url
from contentforge_platform.egress.addresses import Address, Network
from contentforge_platform.egress.pinning import pinned_connector

ALLOWED = "127.0.0.1"
CANARY = "127.0.0.2"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Canary:
    """Listens where nobody may come, and counts who does."""

    port: int = 0
    visits: int = 0

    async def visit(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        writer.close()


@dataclass
class PlayedResolver:
    """Answers from a script; the last answer stays."""

    answers: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> list[Address]:
        assert port > 0
        self.asked.append(host)
        script = self.answers.get(host)
        if not script:
            raise OSError("name not known")
        answer = script.pop(0) if len(script) > 1 else script[0]
        return [ip_address(text) for text in answer]


@asynccontextmanager
async def serving(handler: Handler, host: str = ALLOWED, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, host, 0, ssl_context=tls)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    canary = Canary()
    server = await asyncio.start_server(canary.visit, CANARY, 0)
    canary.port = server.sockets[0].getsockname()[1]
    yield canary
    server.close()
    await server.wait_closed()


def egress(resolver: PlayedResolver | None = None, tls: ssl.SSLContext | None = None) -> Egress:
    allow: list[Network] = [ip_network(f"{ALLOWED}/32")]
    return Egress(EgressSettings(allow=allow, total_seconds=5), resolver=resolver, tls=tls)


async def fetch_failure(client: Egress, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        await client.fetch(parse_public_url(url), limit=1000, accept="*/*")
    await asyncio.sleep(0)
    return caught.value


async def hello(request: web.Request) -> web.Response:
    return web.Response(text=f"hello {request.host} {request.path_qs}")


@pytest.mark.parametrize("host", [CANARY, "canary.example", "[::ffff:127.0.0.2]", "[::127.0.0.2]"])
async def test_a_private_host_is_never_connected_to(canary: Canary, host: str) -> None:
    client = egress(PlayedResolver({"canary.example": [[CANARY]]}))

    failure = await fetch_failure(client, f"http://{host}:{canary.port}/")

    assert failure.reason is FetchReason.NOT_PUBLIC
    assert canary.visits == 0


async def test_one_private_address_among_good_ones_refuses_the_host(canary: Canary) -> None:
    client = egress(PlayedResolver({"mixed.example": [[ALLOWED, CANARY]]}))

    failure = await fetch_failure(client, f"http://mixed.example:{canary.port}/")

    assert failure.reason is FetchReason.NOT_PUBLIC
    assert canary.visits == 0


async def test_a_name_that_changes_its_address_after_the_check_is_not_followed(canary: Canary) -> None:
    resolver = PlayedResolver({"rebind.example": [[ALLOWED], [CANARY]]})
    client = egress(resolver)

    failure = await fetch_failure(client, f"http://rebind.example:{canary.port}/")

    assert failure.reason is FetchReason.UNREACHABLE  # the checked address, where nothing listens on this port
    assert resolver.asked == ["rebind.example"]
    assert canary.visits == 0


async def test_a_redirect_into_a_private_network_is_refused(canary: Canary) -> None:
    targets = [
        f"http://{CANARY}:{canary.port}/",
        f"//{CANARY}:{canary.port}/",
        f"http://canary.example:{canary.port}/",
        f"http://[::ffff:{CANARY}]:{canary.port}/",
    ]

    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": targets[int(request.path[1:])]})

    client = egress(PlayedResolver({"canary.example": [[CANARY]]}))
    async with serving(redirect) as port:
        for number in range(len(targets)):
            failure = await fetch_failure(client, f"http://{ALLOWED}:{port}/{number}")
            assert failure.reason is FetchReason.NOT_PUBLIC
    assert canary.visits == 0


async def test_a_redirect_looks_its_host_up_again_and_is_checked_again(canary: Canary) -> None:
    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": f"http://rebind.example:{request.url.port}/next"})

    resolver = PlayedResolver({"rebind.example": [[ALLOWED], [CANARY]]})
    async with serving(redirect) as port:
        failure = await fetch_failure(egress(resolver), f"http://rebind.example:{port}/")

    assert failure.reason is FetchReason.NOT_PUBLIC
    assert resolver.asked == ["rebind.example", "rebind.example"]
    assert canary.visits == 0


async def test_a_proxy_from_the_environment_is_not_used(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{CANARY}:{canary.port}")

    async with serving(hello) as port:
        fetched = await egress().fetch(parse_public_url(f"http://{ALLOWED}:{port}/"), limit=1000, accept="*/*")

    assert fetched.status == 200
    assert canary.visits == 0


async def test_private_unknown_and_unreachable_hosts_read_the_same(canary: Canary, unused_tcp_port: int) -> None:
    client = egress(PlayedResolver({"canary.example": [[CANARY]]}))

    failures = [
        await fetch_failure(client, f"http://canary.example:{canary.port}/"),
        await fetch_failure(client, "http://unknown.example/"),
        await fetch_failure(client, f"http://{ALLOWED}:{unused_tcp_port}/"),
    ]

    assert [failure.reason for failure in failures] == [
        FetchReason.NOT_PUBLIC,
        FetchReason.UNRESOLVABLE,
        FetchReason.UNREACHABLE,
    ]
    assert {(failure.message, failure.code, str(failure.data), failure.transient) for failure in failures} == {
        ("The address could not be reached.", "fetch_failed", "{}", False)
    }


async def test_a_port_other_than_80_and_443_is_refused_outside_the_allowed_networks() -> None:
    resolver = PlayedResolver({"public.example": [["93.184.215.14"]]})

    assert (await fetch_failure(egress(resolver), "http://public.example:22/")).reason is FetchReason.PORT

    closed = Egress(EgressSettings(), resolver=resolver)
    resolver.asked.clear()
    assert (await fetch_failure(closed, "http://public.example:8080/")).reason is FetchReason.PORT
    assert resolver.asked == []


async def test_the_checked_address_is_asked_under_the_name_of_the_host() -> None:
    resolver = PlayedResolver({"shop.example": [[ALLOWED]]})
    async with serving(hello) as port:
        url = parse_public_url(f"http://Shop.example:{port}/a?b=c%20d#part")
        fetched = await egress(resolver).fetch(url, limit=1000, accept="text/html")

    assert fetched.body.decode() == f"hello shop.example:{port} /a?b=c%20d"
    assert fetched.url == url


async def test_a_connection_is_pinned_even_where_no_name_is_looked_up(canary: Canary) -> None:
    connector = pinned_connector([ip_address(ALLOWED)], ssl.create_default_context())
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"http://{CANARY}:{canary.port}/")
    assert canary.visits == 0


async def test_tls_asks_for_the_name_and_checks_the_certificate(tmp_path: Path) -> None:
    server_tls, trusting = make_certificate(tmp_path, "shop.example")
    names: list[str | None] = []
    server_tls.sni_callback = lambda _socket, name, _context: names.append(name)
    resolver = PlayedResolver({"shop.example": [[ALLOWED]], "other.example": [[ALLOWED]]})

    async with serving(hello, tls=server_tls) as port:
        shop, other = f"https://shop.example:{port}/", f"https://other.example:{port}/"
        fetched = await egress(resolver, trusting).fetch(parse_public_url(shop), limit=1000, accept="*/*")
        wrong_name = await fetch_failure(egress(resolver, trusting), other)
        untrusted = await fetch_failure(egress(resolver), shop)

    assert fetched.status == 200
    assert names == ["shop.example", "other.example", "shop.example"]
    assert wrong_name.reason is FetchReason.TLS
    assert untrusted.reason is FetchReason.TLS


def make_certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - arguments are our own
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))
