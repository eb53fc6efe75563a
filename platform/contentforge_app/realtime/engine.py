"""The Socket.IO server of one process, as far as the rest of this package needs to know of it.

Namespaces are whatever clients ask for, since each organization has its own: who asks for a wrong one is refused by the
connect handler. The manager is the in-memory one; python-socketio's Redis manager would deliver an event once for
each process, when each of them renders it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import engineio.exceptions
import engineio.payload
import socketio
import socketio.exceptions
import socketio.packet

from contentforge_app.mounts import Receive, Scope, Send
from contentforge_app.realtime import codec
from contentforge_app.realtime.manager import Manager
from contentforge_platform.http.settings import RealtimeSettings

Environ: TypeAlias = Mapping[str, Any]
"""The first request of a connection, as WSGI would have it; the same for all of the connection's namespaces."""

Connect: TypeAlias = Callable[[str, str, Environ, object], Awaitable[None]]
"""Called with namespace, sid, environ and what the client sent along; refuses by raising `Refused`."""

Disconnect: TypeAlias = Callable[[str], None]
"""Called with the sid."""

Event: TypeAlias = Callable[..., Awaitable[object]]
"""Called with event, namespace, sid and the client's arguments; what it returns is the acknowledgement."""

_PACKETS_PER_REQUEST: Final = 3000  # of a polling client; the library's 16 are fewer than clients send at once
_EVERYWHERE: Final = "*"

_SERVER: Final[Any] = socketio.AsyncServer  # the library has no types, and what checkers guess of them is wrong

Refused = socketio.exceptions.ConnectionRefusedError
"""Raise it with one argument: the client's `connect_error` has it as its message."""


class Engine:
    """Speaks Engine.IO and Socket.IO. Nothing here waits for a client: what is sent waits in the client's own queue."""

    def __init__(self, settings: RealtimeSettings) -> None:
        self._most_waiting = settings.waiting_messages
        self._closed = False
        engineio.payload.Payload.max_decode_packets = _PACKETS_PER_REQUEST
        silent = _silent_logger()
        self._server = _SERVER(
            client_manager=Manager(),
            async_mode="asgi",
            namespaces=_EVERYWHERE,
            async_handlers=False,  # one message of a client after the other: a flood waits on the client's side
            json=codec,
            logger=silent,  # pyright: ignore[reportArgumentType] - documented to take loggers, untyped
            engineio_logger=silent,
            cors_allowed_origins=[],  # the edge answers for origins
            http_compression=False,
            max_http_buffer_size=settings.max_message_bytes,
            ping_interval=settings.ping_interval_seconds,
            ping_timeout=settings.ping_timeout_seconds,
        )

    def serve(self, connect: Connect, disconnect: Disconnect, event: Event) -> None:
        """Have these called, in whatever namespace."""
        manager = self._server.manager

        # A client's own event of the name `connect` or `disconnect` comes to the same handlers. While the real ones are
        # under way, the socket does not count as connected.
        async def connecting(namespace: str, sid: str, *told: object) -> None:
            if not manager.is_connected(sid, namespace):
                environ: Environ = self._server.get_environ(sid, namespace) or {}
                await connect(namespace, sid, environ, told[1] if len(told) > 1 else None)

        async def disconnected(namespace: str, sid: str, *_: object) -> None:
            if not manager.is_connected(sid, namespace):
                disconnect(sid)

        self._end_writing()
        self._server.on("connect", connecting, namespace=_EVERYWHERE)
        self._server.on("disconnect", disconnected, namespace=_EVERYWHERE)
        self._server.on(_EVERYWHERE, event, namespace=_EVERYWHERE)

    def _end_writing(self) -> None:
        """Have the end of a connection end whatever writes to it, or holds its poll open: the library forgets that."""
        eio = self._server.eio
        forget: Callable[[str, str], Awaitable[None]] = eio.handlers["disconnect"]

        async def ended(connection: str, reason: str) -> None:
            socket = eio.sockets.get(connection)
            await forget(connection, reason)
            if socket is not None:
                asyncio.get_running_loop().call_soon(socket.queue.put_nowait, None)  # after the library's last word

        eio.on("disconnect", ended)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or stay with one websocket until its end."""
        await self._server.eio.handle_request(scope, receive, send)

    @property
    def connections(self) -> int:
        """How many connections there are, with and without sockets in them."""
        return len(self._server.eio.sockets)

    def connection_ids(self) -> list[str]:
        return list(self._server.eio.sockets)

    def connection_of(self, namespace: str, sid: str) -> str:
        """The connection that a socket lives in."""
        return str(self._server.manager.eio_sid_from_sid(sid, namespace))

    def connections_of(self, scope: Scope) -> Iterator[str]:
        """The connection that began with this request, if it did."""
        for connection, environ in list(self._server.environ.items()):
            if environ.get("asgi.scope") is scope:
                yield connection

    def encode(self, namespace: str, event: str, payload: Mapping[str, object]) -> str:
        """An event as it travels, to be sent to any number of sockets of the namespace."""
        packet = socketio.packet.Packet(socketio.packet.EVENT, namespace=namespace, data=[event, payload])
        return str(packet.encode())

    def waiting(self, connection: str) -> int:
        """How many messages wait for a client to take them."""
        socket = self._server.eio.sockets.get(connection)
        return 0 if socket is None else int(socket.queue.qsize())

    async def send(self, connection: str, encoded: str) -> bool:
        """Put an encoded event into the client's queue; False if it is gone, or now cut off for being slow.

        Control never leaves this coroutine, so that calls one after the other arrive in that order.
        """
        if self.waiting(connection) >= self._most_waiting:
            await self.cut(connection)
            return False
        try:
            await self._server.eio.send(connection, encoded)
        except engineio.exceptions.SocketIsClosedError:
            return False
        return True

    async def disconnect(self, namespace: str, sid: str) -> None:
        """End a socket, and tell its client, which does not come back by itself."""
        await self._server.disconnect(sid, namespace=namespace)

    async def cut(self, connection: str) -> None:
        """Close a connection with all its sockets; its client takes it for a failure of the network and comes back.

        It does not wait for the client to take notice, and control does not leave it.
        """
        socket = self._server.eio.sockets.get(connection)
        if socket is None or socket.closing or socket.closed:
            return
        while not socket.queue.empty():
            socket.queue.get_nowait()
            socket.queue.task_done()
        await socket.close(wait=False)

    async def close(self) -> None:
        """Cut all connections and end what the server does in the background."""
        for connection in self.connection_ids():
            await self.cut(connection)
            await asyncio.sleep(0)
        if not self._closed:
            self._closed = True
            await self._server.shutdown()


def _silent_logger() -> logging.Logger:
    """The library logs each malformed packet with a traceback, and at lower levels what clients send, tokens included.

    What our own handlers raise, they tell themselves.
    """
    silent = logging.getLogger("contentforge_app.realtime.library")
    silent.setLevel(logging.CRITICAL)
    return silent
