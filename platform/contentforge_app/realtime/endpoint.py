"""/socket.io at the root of every host: what must hold before a connection comes to the Socket.IO server."""

import asyncio
from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qs, urlsplit

import structlog

from contentforge_app.mounts import AsgiApp, Message, Receive, Scope, Send
from contentforge_app.realtime.engine import Engine
from contentforge_platform.http.envelope import Problem, envelope_of, respond
from contentforge_platform.http.problems import too_large
from contentforge_platform.http.settings import RealtimeSettings

PATH: Final = "/socket.io"

_TRANSPORTS: Final = frozenset({"http", "websocket"})
_READ: Final = frozenset({b"origin", b"host"})
_SEND_SECONDS: Final = 20.0
_ENDED: Final = Problem(400, "connection_ended", "This connection has ended.")
_TOO_LONG: Final = Problem(408, "poll_timeout", "The request took too long.")

log = structlog.get_logger(__name__)


class _Route:
    """What metrics and logs call this endpoint."""

    path_format = PATH


class Endpoint:
    """Hands requests below /socket.io to the engine, and all others to the app inside."""

    def __init__(self, engine: Engine, settings: RealtimeSettings, *, origins: Collection[str]) -> None:
        self._engine = engine
        self._origins = frozenset(origins)
        self._most = settings.sockets
        self._largest = settings.max_message_bytes
        self._longest = settings.ping_interval_seconds + 2 * settings.ping_timeout_seconds
        self.closing = False

    def around(self, app: AsgiApp) -> AsgiApp:
        """The app, with /socket.io in front of it."""

        async def routed(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if scope["type"] in _TRANSPORTS and (path == PATH or path.startswith(f"{PATH}/")):
                await self(scope, receive, send)
            else:
                await app(scope, receive, send)

        return routed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = _Route
        problem = self._problem(scope)
        if scope["type"] == "websocket":
            await self._websocket(problem, scope, receive, send)
        elif problem is not None:
            await respond(problem, envelope_of(scope), scope, receive, send)
        else:
            await self._poll(scope, receive, send)

    def _problem(self, scope: Scope) -> Problem | None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _READ}
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins and _authority(origin) != headers.get("host"):
            return Problem(403, "origin_not_allowed", "This origin is not allowed.")
        if self.closing or (b"sid=" not in scope["query_string"] and self._engine.connections >= self._most):
            return Problem(503, "no_sockets", "No more sockets here, please try again.", headers={"Retry-After": "1"})
        return None

    async def _poll(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of a client that polls. The library may wait for good for a client that has gone."""
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        connection = parse_qs(scope["query_string"].decode("latin-1")).get("sid", [""])[0]
        if _announced(scope) > self._largest:
            await self._engine.cut(connection)
            await respond(too_large(self._largest), envelope_of(scope), scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._longest):
                await self._engine.handle(scope, receive, noticing)
        except (TimeoutError, KeyError) as error:  # KeyError: the connection has just ended
            await self._engine.cut(connection)
            if not started:
                problem = _ENDED if isinstance(error, KeyError) else _TOO_LONG
                await respond(problem, envelope_of(scope), scope, receive, send)

    async def _websocket(self, problem: Problem | None, scope: Scope, receive: Receive, send: Send) -> None:
        if problem is not None:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": problem.message})
            return
        own = dict(scope)
        scope["query_string"] = b""  # the server prints it when it accepts, with the token that may be in it

        async def sending(message: Message) -> None:
            async with asyncio.timeout(_SEND_SECONDS):  # a client that does not read is given up
                await send(message)

        try:
            await self._engine.handle(own, receive, sending)
        except Exception as error:  # noqa: BLE001 - what a client sends that is no packet at all ends here, and its connection
            log.info("socket_connection_failed", reason=type(error).__name__)
            for connection in self._engine.connections_of(own):
                await self._engine.cut(connection)


def _authority(origin: str) -> str | None:
    """Host and port of an origin; None if it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _announced(scope: Scope) -> int:
    """The announced length of a body."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
