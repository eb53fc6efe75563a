"""Make each request a span: the root of its trace, whatever a stranger says, unless the operator's proxy begins it."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.http.observe import METHODS, UNROUTED, route_template
from contentforge_platform.http.scope import api_of, routed
from contentforge_platform.observability import SpanKind, begin, current_request_id

_HEADER: Final = b"traceparent"
_SOCKETS: Final = "/socket.io"  # a poll lasts until something happens, which says nothing about us
_FAILED: Final = 500


class Trace:
    """Stands inside of the request's id and outside of its line of log, which carries the ids of both.

    The name is the route's template. Paths, queries, addresses and headers stay out: tokens travel in them.
    """

    def __init__(self, app: ASGIApp, *, trusted: bool) -> None:
        """`trusted` tells that only the operator's own proxy can have written the traceparent that comes in."""
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _SOCKETS in scope["path"]:
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == _HEADER), None)
        parent, link = (given, None) if self._trusted else (None, given)
        about = {"http.request.method": method, "contentforge.request.id": current_request_id() or ""}
        with begin(method, SpanKind.SERVER, about, parent=parent, link=link) as span:

            async def noticing(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set("http.response.status_code", message["status"])
                    if message["status"] >= _FAILED:
                        span.fail(str(message["status"]))
                await send(message)

            try:
                await self._app(scope, receive, noticing)
            finally:
                span.set("contentforge.api", api_of(scope))
                if (template := route_template(routed(scope))) != UNROUTED:
                    span.rename(f"{method} {template}")
                    span.set("http.route", template)
