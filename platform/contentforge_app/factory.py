"""Put one API process together: the APIs at their mounts, the layers around them, and what starts and stops with it."""

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from contentforge_app.apis.cgms import app as cgms
from contentforge_app.apis.cgms.envelope import ENVELOPE as CGMS
from contentforge_app.apis.contentforge.app import build
from contentforge_app.apis.generator import app as generator
from contentforge_app.apis.generator.envelope import ENVELOPE as GENERATOR
from contentforge_app.apis.writer import app as writer
from contentforge_app.apis.writer.envelope import ENVELOPE as WRITER
from contentforge_app.mounts import ApiMount, Mounts
from contentforge_app.readiness import readiness
from contentforge_app.runtime import Runtime
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.http.health import Ops
from contentforge_platform.http.stack import Edge

log = structlog.get_logger(__name__)


def create_app(runtime: Runtime) -> ASGIApp:
    """The whole of one API process; its lifespan starts and closes `runtime`."""
    settings = runtime.settings
    mounts = Mounts(_mounts(runtime), settings.hosts)
    edge = Edge(
        http=settings.http,
        cors=settings.cors,
        limiter=runtime.limiter,
        metrics=runtime.metrics,
        ops=Ops(readiness(runtime), runtime.metrics),
        trusted_proxies=settings.trusted_proxies,
        access_log=settings.observability.access_log,
        resolver=mounts.resolving,
    )
    return _with_lifespan(edge.around(mounts.dispatch), runtime)


def _mounts(runtime: Runtime) -> list[ApiMount]:
    """Every API with its place; the first answers what no other claims."""
    native = build(runtime)
    return [
        ApiMount("contentforge", "", native, CONTENTFORGE),
        ApiMount("contentforge", "/contentforge", native, CONTENTFORGE),
        ApiMount("cgms", "/cgms", cgms.build(runtime), CGMS),
        ApiMount("writer", "/writer", writer.build(runtime), WRITER),
        ApiMount("generator", "/generator", generator.build(runtime), GENERATOR),
    ]


def _with_lifespan(app: ASGIApp, runtime: Runtime) -> ASGIApp:
    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(runtime, receive, send)
        else:
            await app(scope, receive, send)

    return whole


async def _live(runtime: Runtime, receive: Receive, send: Send) -> None:
    """Start with the server's start, close with its end; what cannot start says why and ends the server."""
    await receive()
    try:
        await runtime.start()
    except Exception as error:
        log.exception("start_failed")
        await runtime.close()
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await runtime.close()
    await send({"type": "lifespan.shutdown.complete"})
