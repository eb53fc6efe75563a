"""Make a FastAPI app answer every error in its API's envelope."""

from typing import TypeVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import Scope

from contentforge_platform.errors import BusinessError
from contentforge_platform.http.boundary import Classifier, ErrorBoundary, no_refusals
from contentforge_platform.http.envelope import Envelope, Problem
from contentforge_platform.http.problems import from_business, from_http, from_validation
from contentforge_platform.http.responses import json_response

_METHOD_NOT_ALLOWED = 405
Raised = TypeVar("Raised", bound=Exception)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def install_error_handlers(app: FastAPI, envelope: Envelope, classify: Classifier = no_refusals) -> None:
    """Render business errors, the framework's own and all others of `app` in `envelope`.

    `classify` tells the database's refusals of input, which are the client's to mend, from failures of ours. Call this
    once, before the app serves.
    """

    def render(problem: Problem) -> Response:
        rendered = envelope.render(problem)
        return json_response(rendered.body, rendered.status, {**problem.headers, **rendered.headers})

    async def business(_: Request, error: Exception) -> Response:
        return render(from_business(_as(BusinessError, error)))

    async def framework(request: Request, error: Exception) -> Response:
        raised = _as(HTTPException, error)
        if raised.status_code == _METHOD_NOT_ALLOWED:
            raised = HTTPException(_METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(_allowed(app, request.scope))})
        return render(from_http(raised))

    async def validation(_: Request, error: Exception) -> Response:
        return render(from_validation(_as(RequestValidationError, error)))

    app.add_exception_handler(BusinessError, business)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_middleware(ErrorBoundary, envelope_for=lambda _: envelope, classify=classify)


def _allowed(app: FastAPI, scope: Scope) -> list[str]:
    """Every method some route takes at this path; the router tells those of the first route only.

    Undocumented routes count only where there are no others: one of them may be there to answer 404.
    """
    trial = {name: value for name, value in scope.items() if name != "fastapi"}
    routes = [route for route in app.router.routes if not isinstance(route, Mount)]
    here = {m: [r for r in routes if r.matches({**trial, "method": m})[0] is Match.FULL] for m in _METHODS}
    documented = [m for m, found in here.items() if any(getattr(route, "include_in_schema", True) for route in found)]
    return documented or [m for m, found in here.items() if found]


def _as(kind: type[Raised], error: Exception) -> Raised:
    """Starlette types each handler for any exception and calls it for its own kind only."""
    if not isinstance(error, kind):
        raise TypeError(f"a handler of {kind.__name__} was given {type(error).__name__}")
    return error
