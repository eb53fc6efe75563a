"""A served API with sockets, and clients of it: python-socketio's, and the npm one that browsers run."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
import socketio
import socketio.exceptions

from contentforge_app.embedded import ports
from contentforge_app.factory import create_app
from contentforge_app.runtime import Runtime
from contentforge_app.serving import Server
from contentforge_app.settings import Settings
from contentforge_content.author import Author
from contentforge_content.pieces import create
from contentforge_content.pieces.create import Prompted
from contentforge_content.pieces.piece import Piece
from contentforge_content.pieces.regenerate import regenerate_in_place
from contentforge_content.pieces.terms import Terms
from contentforge_content.vocabulary import ContentType
from contentforge_tenants import sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.client import UNKNOWN
from support.app import Api, Bell, Person
from support.repository import ROOT

SECONDS: Final = 5.0
"""How long an event may take to arrive before a test calls it lost."""
QUIET: Final = 0.3
"""How long nothing must arrive before a test believes that nothing will."""

_NODE_CLIENT: Final = ROOT / "tests" / "node" / "socket_client.mjs"
_NOW: Final = Terms(hold=0)


class Served(Api):
    """A running API on a port of its own."""

    base: str

    async def token(self, person: Person, audience: Audience) -> str:
        """Sign a person in through an API; the access token."""
        async with self.runtime.uow.write(None) as session:
            pair = await sessions.start(
                session, self.runtime.keyring, person.user_id, person.organization, audience, UNKNOWN
            )
        return pair.access_token

    async def piece(self, person: Person, kind: ContentType = ContentType.BLOG_POST_OUTLINE, **changes: Any) -> Piece:
        """Order a piece in a person's organization; it runs when the workshop does."""
        by = self._author(person)
        values = {"prompt": "Why copper kettles sing.", "content_type": kind, **changes}
        async with self.runtime.uow.write(by.tenant) as session:
            return await create.order(session, by, self.runtime.kinds, Prompted(**values), _NOW)

    async def anew(self, person: Person, piece: Piece) -> UUID:
        """Order the piece's text again, in place; the new job."""
        by = self._author(person)
        async with self.runtime.uow.write(by.tenant) as session:
            return (await regenerate_in_place(session, by, self.runtime.kinds, piece.id, terms=_NOW)).id

    def _author(self, person: Person) -> Author:
        return Author(person.organization, person.user_id, self.runtime.catalogue.get("enterprise"))


@asynccontextmanager
async def served(settings: Settings, *, port: int | None = None) -> AsyncIterator[Served]:
    """Serve the whole app in this process, as `contentforge serve` does, for as long as the block lasts."""
    settings = settings.model_copy(update={"host": "127.0.0.1", "port": port or ports.free_port()})
    runtime = Runtime(settings, Bell(), application="test-api")
    app = create_app(runtime)
    server = Server(app, settings)
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), "the server did not start"
        await asyncio.sleep(0.01)
    base = f"http://127.0.0.1:{settings.port}"
    try:
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            api = Served(runtime, app, client)
            api.base = base
            yield api
    finally:
        server.should_exit = True
        await running


class Client:
    """A Socket.IO client that keeps what it hears."""

    def __init__(self, namespace: str = "/") -> None:
        self.namespace = namespace
        self.heard: list[tuple[str, Any]] = []
        self.ended = asyncio.Event()
        self._news = asyncio.Condition()
        self.sio = socketio.AsyncClient(reconnection=False)
        self.sio.on("*", self._hear, namespace=namespace)
        self.sio.on("disconnect", self._end, namespace=namespace)

    async def _hear(self, event: str, *said: Any) -> None:
        self.heard.append((event, said[0] if said else None))
        async with self._news:
            self._news.notify_all()

    async def _end(self, *_: object) -> None:
        self.ended.set()

    async def ask(self, event: str, *said: Any) -> Any:
        """Send a message; its acknowledgement."""
        return await self.sio.call(event, said, namespace=self.namespace, timeout=30)

    async def subscribe(self, what: object) -> Any:
        return await self.ask("subscribe-job", what)

    async def until(self, holds: Callable[[list[tuple[str, Any]]], bool], seconds: float = SECONDS) -> None:
        """Wait until `holds` is true of what was heard so far."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: holds(self.heard))
        except TimeoutError:
            pytest.fail(f"heard only {self.heard}")

    async def hears(self, number: int) -> list[tuple[str, Any]]:
        """What is heard, once it is so many events and nothing more comes."""
        await self.until(lambda heard: len(heard) >= number)
        await asyncio.sleep(QUIET)
        assert len(self.heard) == number, self.heard
        return self.heard

    async def hears_nothing(self) -> None:
        await asyncio.sleep(QUIET)
        assert self.heard == []

    @property
    def statuses(self) -> list[str]:
        return [said["status"] for _, said in self.heard]


@asynccontextmanager
async def connected(
    base: str, namespace: str = "/", *, token: object = None, transports: tuple[str, ...] = ("websocket",), **how: Any
) -> AsyncIterator[Client]:
    """A client in a namespace; `token` goes where browsers put it."""
    client = Client(namespace)
    how.setdefault("auth", None if token is None else {"token": token})
    await client.sio.connect(base, namespaces=[namespace], transports=list(transports), wait_timeout=5, **how)
    try:
        yield client
    finally:
        await client.sio.disconnect()


async def refusal(base: str, namespace: str = "/", **how: Any) -> str:
    """What a client is told that is not let in."""
    client = socketio.AsyncClient(reconnection=False)
    told: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def refused(data: Any) -> None:
        if not told.done():
            told.set_result(data)

    client.on("connect_error", refused, namespace=namespace)
    token = how.pop("token", None)
    how.setdefault("auth", None if token is None else {"token": token})
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(base, namespaces=[namespace], transports=["websocket"], wait_timeout=5, **how)
    await client.disconnect()
    answer = await asyncio.wait_for(told, SECONDS)
    return str(answer["message"] if isinstance(answer, dict) else answer)


class NodeClient:
    """socket.io-client from npm in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def do(self, what: str, **more: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")
        await self._process.stdin.drain()

    async def hears(self) -> dict[str, Any]:
        """The next thing that happens."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 15)
        return dict(json.loads(line))


@asynccontextmanager
async def node_client() -> AsyncIterator[NodeClient]:
    node = shutil.which("node") or pytest.fail("Node is not on PATH")
    process = await asyncio.create_subprocess_exec(
        node,
        str(_NODE_CLIENT),
        cwd=Path(_NODE_CLIENT).parent,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield NodeClient(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
