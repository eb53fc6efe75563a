"""What probes and Prometheus ask of every process: `/livez`, `/readyz` and `/metrics`, without FastAPI."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from contentforge_platform.http.responses import JSON, dumps
from contentforge_platform.observability import Metrics

Check = Callable[[], Awaitable[None]]
"""Asks one thing for an answer; an exception says that it has none."""

OPS_PATHS = frozenset({"/livez", "/readyz", "/metrics"})
_log = structlog.get_logger(__name__)


class Ops:
    """Answers the ops paths. `/livez` says that the loop turns; `/readyz` asks every check, a second each at most."""

    def __init__(self, checks: Mapping[str, Check], metrics: Metrics, *, timeout: float = 1.0) -> None:
        self._checks = dict(checks)
        self._metrics = metrics
        self._timeout = timeout

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        status, body, content_type = await self._answer(scope["method"], scope["path"])
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def readiness(self) -> tuple[bool, dict[str, str]]:
        """Whether every check answers, and what each says: `ok`, `failed` or `timeout`; details go to the log."""
        names = list(self._checks)
        verdicts = await asyncio.gather(*(self._ask(name) for name in names))
        return all(verdict == "ok" for verdict in verdicts), dict(zip(names, verdicts, strict=True))

    async def _answer(self, method: str, path: str) -> tuple[int, bytes, str]:
        if method not in {"GET", "HEAD"}:
            return 405, dumps({"detail": "Method Not Allowed"}), JSON
        if path == "/livez":
            return 200, dumps({"status": "alive"}), JSON
        if path == "/metrics":
            body, content_type = self._metrics.render()
            return 200, body, content_type
        if path == "/readyz":
            ready, checks = await self.readiness()
            return 200 if ready else 503, dumps({"status": "ready" if ready else "unready", "checks": checks}), JSON
        return 404, dumps({"detail": "Not Found"}), JSON

    async def _ask(self, name: str) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                await self._checks[name]()
        except TimeoutError:
            _log.warning("check_timeout", check=name)
            return "timeout"
        except Exception as error:  # noqa: BLE001 - whatever a check raises says the same: not ready
            _log.warning("check_failed", check=name, error=repr(error))
            return "failed"
        return "ok"


class OpsPaths:
    """Puts the ops paths in front of an app, ahead of its limits and its access log.

    Only as they are written here: proxies that close them to visitors compare letters, and `/%6detrics` gets past some.
    """

    def __init__(self, app: ASGIApp, ops: Ops) -> None:
        self._app = app
        self._ops = ops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path in OPS_PATHS and scope.get("raw_path") in {None, path.encode()}:
            await self._ops(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def ops_app(checks: Mapping[str, Check], metrics: Metrics) -> ASGIApp:
    """The whole app of a process without an API: only the ops paths. Serve it with the lifespan protocol off."""
    return Ops(checks, metrics)
