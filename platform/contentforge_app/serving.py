"""The HTTP server of an API process: uvicorn, with what its defaults are not made for."""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

import uvicorn
from typing_extensions import override

from contentforge_app.factory import App
from contentforge_app.settings import Settings

_KEEP_ALIVE_SECONDS: Final = 75
_DRAIN_SECONDS: Final = 25
_BACKLOG: Final = 2048


class Server(uvicorn.Server):
    """Sends sockets elsewhere before it waits for its connections to end: polling clients would keep it waiting."""

    def __init__(self, app: App, settings: Settings, *, flush: Callable[[], None] = lambda: None) -> None:
        """`flush` blocks for a moment when all is answered; the signal that ends us ends the process after that."""
        super().__init__(_configuration(app, settings))
        self._app = app
        self._flush = flush

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.leave()
        await super().shutdown(sockets)
        await asyncio.to_thread(self._flush)


def _configuration(app: App, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="wsproto",
        ws_max_size=settings.realtime.max_message_bytes,
        ws_ping_interval=None,  # Engine.IO asks for signs of life itself
        ws_per_message_deflate=False,  # it costs a connection more memory than everything else about it
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
