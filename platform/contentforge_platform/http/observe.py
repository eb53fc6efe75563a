"""Count, time and log each request by its route's template, never by its path, its ids or its tenant."""

import re
import time
from functools import lru_cache
from typing import Protocol

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.http.scope import api_of, routed
from contentforge_platform.observability import Metrics

UNROUTED = "(none)"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONG_SEGMENT = re.compile(r"[A-Za-z0-9_-]{40,}")
_MAX_PATH = 200
_FAILED = 500
_log = structlog.get_logger(__name__)


class _Templated(Protocol):
    path_format: str


class Observe:
    """RED metrics (rate, errors, duration) and one line of log for each request."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, access_log: bool = True) -> None:
        self._app = app
        self._access_log = access_log
        self._instruments = lru_cache(maxsize=4096)(_Instruments(metrics).of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 499  # the client left before there was an answer
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        path = scope["path"]

        async def noticing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, noticing)
        finally:
            seconds = time.perf_counter() - began
            api, template = api_of(scope), route_template(routed(scope))
            requests, durations = self._instruments(api, method, template, status // 100)
            requests.inc()
            durations.observe(seconds)
            if self._access_log:
                self._write(scope, api, method, template, path, status, seconds)

    @staticmethod
    def _write(scope: Scope, api: str, method: str, template: str, path: str, status: int, seconds: float) -> None:
        client = scope.get("client")
        (_log.error if status >= _FAILED else _log.info)(
            "request",
            api=api,
            method=method,
            route=template,
            path=_LONG_SEGMENT.sub("***", path[:_MAX_PATH]),  # preview and reset tokens travel in paths
            status=status,
            ms=round(seconds * 1000, 2),
            address=client[0] if client else None,
        )


class _Instruments:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def of(self, api: str, method: str, template: str, hundreds: int) -> tuple[Counter, Histogram]:
        """The two instruments of a route; found once, since looking labels up costs more than counting."""
        return (
            self._metrics.http_requests.labels(api, method, template, f"{hundreds}xx"),
            self._metrics.http_seconds.labels(api, method, template),
        )


def route_template(scope: Scope) -> str:
    """The path of the route that was chosen, with its parameters' names, as FastAPI prints it in the OpenAPI."""
    included = scope.get("fastapi")
    context: _Templated | None = included.get("effective_route_context") if isinstance(included, dict) else None
    template = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return template if isinstance(template, str) else UNROUTED
