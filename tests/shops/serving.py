"""Serve the shop pages on loopback, with the content types their shops send, and fetch them as a worker would."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network

from aiohttp import web

from contentforge_content.sources.errors import SourceFailed
from contentforge_content.sources.facts import ProductFacts
from contentforge_content.sources.url.page import extract_page
from contentforge_platform.egress import Egress, EgressSettings, parse_public_url
from shops.catalogue import EXPECTED, PAGES


@asynccontextmanager
async def serving_shops() -> AsyncIterator[str]:
    """The address under which every page answers at its own path."""
    app = web.Application()
    for file, expected in EXPECTED.items():
        app.router.add_get(expected["path"], _page(file))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def loopback_egress() -> AsyncIterator[Egress]:
    egress = Egress(EgressSettings(allow=[ip_network("127.0.0.0/8")]))
    try:
        yield egress
    finally:
        await egress.close()


async def fetch_and_extract(egress: Egress, base: str, file: str) -> tuple[ProductFacts | None, str | None]:
    """Facts, or the reason for which there are none."""
    url = parse_public_url(base + EXPECTED[file]["path"])
    fetched = await egress.fetch(url, limit=egress.settings.page_bytes, accept="text/html")
    try:
        facts = await asyncio.to_thread(
            extract_page, fetched.body, fetched.content_type, fetched.charset, str(fetched.url)
        )
    except SourceFailed as error:
        return None, error.reason
    return facts, None


def _page(file: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    charset = EXPECTED[file]["charset"]
    kind = EXPECTED[file]["content_type"]

    async def handler(_: web.Request) -> web.StreamResponse:
        header = f"{kind}; charset={charset}" if charset else kind
        return web.Response(body=(PAGES / file).read_bytes(), headers={"Content-Type": header})

    return handler
