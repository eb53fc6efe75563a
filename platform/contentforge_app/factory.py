"""Put one API process together: the APIs at their mounts, the layers around them, and what starts and stops with it."""

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from contentforge_admin.dashboard import PREFIX as DASHBOARD
from contentforge_admin.dashboard import Dashboard, Files
from contentforge_app.apis.blog import app as blog
from contentforge_app.apis.blog.cache import PublicCache
from contentforge_app.apis.blog.envelope import ENVELOPE as BLOG
from contentforge_app.apis.blog.origins import SiteOrigins
from contentforge_app.apis.cgms import app as cgms
from contentforge_app.apis.cgms.envelope import ENVELOPE as CGMS
from contentforge_app.apis.contentforge.app import build
from contentforge_app.apis.generator import app as generator
from contentforge_app.apis.generator.envelope import ENVELOPE as GENERATOR
from contentforge_app.apis.writer import app as writer
from contentforge_app.apis.writer.envelope import ENVELOPE as WRITER
from contentforge_app.mounts import ApiMount, Mounts
from contentforge_app.readiness import readiness
from contentforge_app.realtime import Realtime
from contentforge_app.realtime.voices import VOICES
from contentforge_app.runtime import Runtime
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.http.health import Ops
from contentforge_platform.http.stack import Edge

log = structlog.get_logger(__name__)


def create_app(runtime: Runtime) -> "App":
    """The whole of one API process; its lifespan starts and closes `runtime`."""
    settings = runtime.settings
    mounts = Mounts(_mounts(runtime), settings.hosts)
    realtime = Realtime(runtime, mounts, VOICES)
    origins = SiteOrigins(runtime.uow, mounts)
    edge = Edge(
        http=settings.http,
        cors=settings.cors,
        limiter=runtime.limiter,
        metrics=runtime.metrics,
        ops=Ops(readiness(runtime), runtime.metrics),
        trusted_proxies=settings.trusted_proxies,
        access_log=settings.observability.access_log,
        trust_traceparent=settings.observability.trust_traceparent,
        resolver=mounts.resolving,
        origins=origins.allows,
    )
    return App(edge.around(realtime.around(mounts.dispatch)), runtime, realtime, origins)


def _mounts(runtime: Runtime) -> list[ApiMount]:
    """Every API with its place, and the dashboard; the first answers what no other claims."""
    native = build(runtime)
    return [
        ApiMount("contentforge", "", native, CONTENTFORGE),
        ApiMount("contentforge", "/contentforge", native, CONTENTFORGE),
        ApiMount("cgms", "/cgms", cgms.build(runtime), CGMS),
        ApiMount("writer", "/writer", writer.build(runtime), WRITER),
        ApiMount("generator", "/generator", generator.build(runtime), GENERATOR),
        ApiMount("blog", "/blog", _cached(blog.build(runtime), runtime), BLOG, runtime.settings.blog.default_site),
        ApiMount("dashboard", DASHBOARD, Dashboard(Files()), CONTENTFORGE),
    ]


def _cached(app: ASGIApp, runtime: Runtime) -> ASGIApp:
    return PublicCache(app, runtime) if runtime.settings.blog.copies_seconds else app


class App:
    """One API process as a server runs it."""

    def __init__(self, app: ASGIApp, runtime: Runtime, realtime: Realtime, origins: SiteOrigins) -> None:
        self._app = app
        self._runtime = runtime
        self._realtime = realtime
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def leave(self) -> None:
        """Send sockets elsewhere; for a server that is about to wait until its connections have ended."""
        await self._realtime.leave()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start with the server's start, close with its end; what cannot start says why and ends the server."""
        await receive()
        try:
            await self._runtime.start()
            self._runtime.keep_running("site_origins", self._origins.keep_fresh)
            self._realtime.start()
        except Exception as error:
            log.exception("start_failed")
            await self._close()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _close(self) -> None:
        await self._realtime.close()
        await self._runtime.close()
