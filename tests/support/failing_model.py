"""A model on loopback for the failures that aimock cannot play: too late, cut off, nothing, wrong types."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(content: Any, **changes: Any) -> dict[str, Any]:
    """A chat completion as OpenAI sends it, with `changes` to its top level."""
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "double-1",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 20, "completion_tokens": 7, "total_tokens": 27},
    }
    return body | changes


class ModelServer:
    """Answers each call with `handler`, counts calls and keeps what was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.under_way = 0
        self.most_under_way = 0
        self.handler: Handler = says(completion("A fine kettle for the whole family."))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(json.loads(await request.read() or b"{}"))
        self.headers.append(dict(request.headers))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self.handler(request)
        finally:
            self.under_way -= 1


def says(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """Answer with `body`: bytes as they are, anything else as JSON."""

    async def handler(_: web.Request) -> web.StreamResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return web.Response(body=raw, status=status, headers=headers, content_type="application/json")

    return handler


def after(seconds: float, then: Handler) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request)

    return handler


def drips(seconds: float) -> Handler:
    """Begin an answer at once and never end it within `seconds`."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(int(seconds * 20)):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    return handler


def cuts_the_line() -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        if request.transport is not None:
            request.transport.close()
        return response

    return handler


@asynccontextmanager
async def running_model() -> AsyncIterator[ModelServer]:
    """A server of its own on a free port of loopback."""
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
