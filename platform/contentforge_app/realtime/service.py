"""The live updates of one process, put together: sockets are let in, and told what is heard on the bus."""

from collections import Counter

import structlog

from contentforge_app.mounts import AsgiApp, Mounts
from contentforge_app.realtime.background import Background
from contentforge_app.realtime.desk import Desk
from contentforge_app.realtime.door import Door
from contentforge_app.realtime.ending import Ending
from contentforge_app.realtime.endpoint import Endpoint
from contentforge_app.realtime.engine import Engine, Environ
from contentforge_app.realtime.outlet import Outlet
from contentforge_app.realtime.places import Namespaces, Voices
from contentforge_app.realtime.registry import Registry
from contentforge_app.realtime.replays import Replays
from contentforge_app.realtime.telling import Teller
from contentforge_app.runtime import Runtime
from contentforge_platform.observability.metrics import Samples

log = structlog.get_logger(__name__)


class Realtime:
    """Live updates. `around` puts it in front of an app; `start` and `close` belong to the process's own."""

    def __init__(self, runtime: Runtime, mounts: Mounts, voices: Voices) -> None:
        settings, uow = runtime.settings.realtime, runtime.uow
        self._runtime = runtime
        self._settings = settings
        self._background = Background()
        self._engine = engine = Engine(settings)
        self._registry = registry = Registry()
        outlet = Outlet(engine, runtime.metrics)
        self._door = Door(
            engine,
            registry,
            Namespaces(mounts, voices),
            voices,
            tokens=runtime.tokens,
            uow=uow,
            settings=settings,
        )
        self._desk = Desk(engine, registry, outlet, background=self._background, uow=uow, settings=settings)
        self._replays = Replays(registry, outlet, uow)
        self._teller = Teller(registry, outlet, voices, background=self._background, uow=uow)
        self._ending = Ending(
            engine,
            registry,
            background=self._background,
            uow=uow,
            connect_seconds=settings.connect_seconds,
        )
        self._endpoint = Endpoint(engine, settings, origins=runtime.settings.cors.origins)
        engine.serve(self._connect, registry.remove, self._event)
        runtime.feed.hear(self._teller.hear)
        runtime.feed.resume(self._resume)
        runtime.watch_sessions(self._ending.sessions_ended)
        runtime.watch_closings(self._ending.organization_closed)
        runtime.metrics.watch("realtime_sockets", "Connected sockets.", ("api",), self._connected)

    def around(self, app: AsgiApp) -> AsgiApp:
        """The app, with /socket.io in front of it."""
        return self._endpoint.around(app)

    def start(self) -> None:
        """Begin what goes on in the background, until the runtime closes."""
        seconds = self._settings.recheck_seconds
        self._runtime.keep_running("recheck_sockets", lambda: self._ending.keep_rechecking(seconds))
        self._runtime.keep_running("clear_connections", self._ending.keep_clearing)

    async def leave(self) -> None:
        """Send clients elsewhere: they take the end of the connection for a failure of the network, and come back."""
        self._endpoint.closing = True
        await self._engine.close()

    async def close(self) -> None:
        """End everything; call it before the runtime's own close."""
        await self.leave()
        await self._background.close()

    async def _connect(self, namespace: str, sid: str, environ: Environ, auth: object) -> None:
        socket = await self._door.admit(namespace, sid, environ, auth)
        self._background.run(self._replays.greet(socket))

    async def _event(self, event: str, namespace: str, sid: str, *said: object) -> object:
        socket = self._registry.get(sid)
        if socket is None:
            return None
        try:
            return await self._desk.take(event, socket, said)
        except Exception:
            log.exception("socket_message_failed", api=socket.api, namespace=namespace)
            return {"ok": False, "message": "Something went wrong"}

    def _resume(self, seconds: float) -> None:
        self._background.run(self._replays.catch_up(seconds, self._teller.hear))
        self._background.run(self._ending.recheck())

    def _connected(self) -> Samples:
        """The numbers of sockets, by API."""
        return [((api,), number) for api, number in Counter(socket.api for socket in self._registry).items()]
