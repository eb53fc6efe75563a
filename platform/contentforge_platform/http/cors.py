"""Let pages of known origins call the APIs, and read what was refused too: this layer is the outermost one."""

from collections.abc import Callable, Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.http.settings import CorsSettings

METHODS: Final = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
ALLOWED_HEADERS: Final = (
    "Authorization, Content-Type, X-API-Key, Idempotency-Key, Prefer, If-Match, If-None-Match, X-Request-ID"
)
EXPOSED_HEADERS: Final = "X-Total-Count, Retry-After, ETag, Location, WWW-Authenticate, X-Request-ID, RateLimit"
_VARY = (b"vary", b"Origin")

OriginCheck = Callable[[Scope, str], bool]
"""Allows further origins by the request, such as a site's own; it must answer from memory."""


class Cors:
    """Echoes an allowed origin, with credentials, never `*`. Pages of other origins cannot read their answers."""

    def __init__(self, app: ASGIApp, settings: CorsSettings, *, also: OriginCheck | None = None) -> None:
        self._app = app
        self._origins = frozenset(origin.encode() for origin in settings.origins)
        self._also = also
        self._max_age = str(settings.max_age_seconds).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = _header(scope["headers"], b"origin")
        granted = origin if origin is not None and self._allows(scope, origin) else None
        if (
            origin is not None
            and scope["method"] == "OPTIONS"
            and _header(scope["headers"], b"access-control-request-method")
        ):
            await self._answer_preflight(granted, send)
            return

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = [*message.get("headers", ()), _VARY]
                if granted is not None:
                    headers += (
                        (b"access-control-allow-origin", granted),
                        (b"access-control-allow-credentials", b"true"),
                        (b"access-control-expose-headers", EXPOSED_HEADERS.encode()),
                    )
            await send(message)

        await self._app(scope, receive, marking)

    def _allows(self, scope: Scope, origin: bytes) -> bool:
        return origin in self._origins or (self._also is not None and self._also(scope, origin.decode("latin-1")))

    async def _answer_preflight(self, granted: bytes | None, send: Send) -> None:
        headers = [(b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers")]
        if granted is not None:
            headers += (
                (b"access-control-allow-origin", granted),
                (b"access-control-allow-credentials", b"true"),
                (b"access-control-allow-methods", METHODS.encode()),
                (b"access-control-allow-headers", ALLOWED_HEADERS.encode()),
                (b"access-control-max-age", self._max_age),
            )
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    for known, value in headers:
        if known == name:
            return value
    return None
