"""Put an API together: all of them are FastAPI apps of the same make, with errors in an envelope of their own."""

from collections.abc import Sequence
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from contentforge_app.apis.common.documentation import describe, serve_documentation
from contentforge_app.apis.common.refusals import refusal_of
from contentforge_app.runtime import Runtime
from contentforge_platform.http.envelope import Envelope
from contentforge_platform.http.errors import install_error_handlers


def assemble(
    runtime: Runtime,
    *,
    title: str,
    description: str,
    envelope: Envelope,
    routers: Sequence[APIRouter],
    documented_at: Sequence[str] = ("",),
) -> FastAPI:
    """One API for one process. Routes are tried in the order of `routers`: the busiest first, wildcards last.

    `documented_at` are the prefixes below which `/docs` and `/openapi.json` are found.
    """
    app = FastAPI(
        title=title,
        description=description,
        version=version("contentforge"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        strict_content_type=False,
    )
    app.state.runtime = runtime
    install_error_handlers(app, envelope, refusal_of)
    # Their routes themselves, not the routers: each router in between costs every request a search of its own.
    app.router.routes.extend(route for router in routers for route in router.routes)
    describe(app)
    serve_documentation(app, *documented_at)
    return app
