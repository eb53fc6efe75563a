"""The local Stripe for tests: the real app served over loopback, and a shop that listens to its webhooks."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import stripe
import uvicorn
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import make_url

from contentforge_app.embedded import ports
from contentforge_app.migrations.roles import ensure_sandbox
from contentforge_billing.sandbox.app import SandboxConfig, create_app
from support.databases import DatabaseUrls

KEY = "sk_test_for_tests_only"
SECRET = "whsec_for_tests_only"


def sandbox_url(urls: DatabaseUrls) -> str:
    """The database as the sandbox's own role sees it."""
    named = make_url(urls.app).set(username="contentforge_sandbox", password="for-tests-only")
    return named.render_as_string(hide_password=False)


async def grant_sandbox(urls: DatabaseUrls) -> None:
    await ensure_sandbox(urls.admin, sandbox_url(urls), urls.system)


@dataclass
class Sandbox:
    """A running sandbox and a client of Stripe's own package for it."""

    address: str
    client: stripe.StripeClient
    http: aiohttp.ClientSession

    async def console(self, method: str, path: str, **body: object) -> dict[str, Any]:
        async with self.http.request(method, f"{self.address}/_sandbox/{path}", json=body or None) as answer:
            told: dict[str, Any] = await answer.json()
            assert answer.status == 200, told
            return told

    async def get(self, url: str) -> tuple[int, str]:
        async with self.http.get(url, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def submit(self, url: str, **fields: str) -> tuple[int, str]:
        """Send a form as a browser does; the status, and the page or where it leads."""
        headers = {"Origin": origin(self.address)}
        async with self.http.post(url, data=fields, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def stripe_client(address: str, key: str = KEY, **options: Any) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": address}, http_client=stripe.AIOHTTPClient(), **{"max_network_retries": 0} | options
    )


async def close(client: stripe.StripeClient) -> None:
    """Close a client's connections, for which the package has no public way."""
    await client._requestor._get_http_client().close_async()  # type: ignore[no-untyped-call]


async def _has_started(server: uvicorn.Server, task: asyncio.Task[None]) -> bool:
    return server.started or task.done()


@asynccontextmanager
async def serving(urls: DatabaseUrls, *, port: int | None = None, webhook: str | None = None) -> AsyncIterator[Sandbox]:
    """Serve a sandbox on a database; again on the same one, it goes on where it was."""
    await grant_sandbox(urls)
    port = port or ports.free_port()
    address = f"http://127.0.0.1:{port}"
    config = SandboxConfig(
        address=address,
        database_url=SecretStr(sandbox_url(urls)),
        secret_key=SecretStr(KEY),
        webhook_url=webhook,
        webhook_secret=SecretStr(SECRET) if webhook else None,
    )
    server = uvicorn.Server(
        uvicorn.Config(create_app(config), host="127.0.0.1", port=port, log_config=None, ws="none", lifespan="on")
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined,method-assign,unused-ignore]
    task = asyncio.create_task(server.serve())
    client = stripe_client(address)
    try:
        await until(partial(_has_started, server, task))
        async with aiohttp.ClientSession() as http:
            yield Sandbox(address, client, http)
    finally:
        server.should_exit = True
        await task
        await close(client)


async def until(ready: Callable[[], Awaitable[Any]], seconds: float = 20.0) -> Any:
    """Wait for something to come true, and return what it then is."""
    deadline = time.monotonic() + seconds
    while not (value := await ready()):
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.02)
    return value


@dataclass
class Shop:
    """An endpoint that verifies what it gets; `answers` are statuses to give before 200s."""

    url: str = ""
    secret: str = SECRET
    answers: list[int] = field(default_factory=list)
    events: list[stripe.Event] = field(default_factory=list)
    attempts: int = 0

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    async def take(self, request: web.Request) -> web.Response:
        self.attempts += 1
        if self.answers:
            return web.Response(status=self.answers.pop(0), text="not now")
        body = await request.read()
        event = stripe.Webhook.construct_event(body, request.headers["Stripe-Signature"], self.secret)
        assert json.loads(body)["object"] == "event"
        self.events.append(event)
        return web.Response()

    async def hear(self, event_type: str, times: int = 1) -> stripe.Event:
        """Wait for an event of a type, and return the last one."""

        async def heard() -> bool:
            return self.types.count(event_type) >= times

        await until(heard)
        return next(event for event in reversed(self.events) if event.type == event_type)


@asynccontextmanager
async def listening(path: str = "/hook") -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application(client_max_size=10**7)
    app.router.add_post(path, shop.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = ports.free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    shop.url = f"http://127.0.0.1:{port}{path}"
    try:
        yield shop
    finally:
        await runner.cleanup()
