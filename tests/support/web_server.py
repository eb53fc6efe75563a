"""The web server of a site: takes what it is told of changes, and answers as a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Told:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """Listens on loopback.

    Attributes:
        statuses: what to answer, one for each request; 204 when there are no more.
        location: where answers send the client.
        open: cleared, it holds requests without an answer.
    """

    port: int = 0
    told: list[Told] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    open: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/api/revalidate?all=1"

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.told.append(Told(request.method, request.path_qs, dict(request.headers), body))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.open.wait()
        finally:
            self.at_once -= 1
        status = self.statuses.pop(0) if self.statuses else 204
        return web.Response(status=status, headers={"Location": self.location} if self.location else {})


@asynccontextmanager
async def web_server() -> AsyncIterator[WebServer]:
    """A server for as long as the block lasts."""
    server = WebServer()
    server.open.set()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        server.open.set()
        await runner.cleanup()
