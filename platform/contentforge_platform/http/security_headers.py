"""Headers that keep browsers from guessing, framing and leaking, on every answer that does not set its own."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

API_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
DOCS_POLICY: Final = (
    b"default-src 'none'; script-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    b"style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; img-src 'self' data: https://fastapi.tiangolo.com; "
    b"connect-src 'self'; worker-src blob:; frame-ancestors 'none'"
)
_CSP = b"content-security-policy"
_DOCS = ("/docs", "/redoc", "/docs/oauth2-redirect")


class SecurityHeaders:
    """Adds nosniff, a referrer policy, a frame refusal and a content policy; API documentation gets one of its own.

    An answer that brings its own policy, like the dashboard's or a stored SVG's, keeps it.
    """

    def __init__(self, app: ASGIApp, *, hsts_seconds: int = 0) -> None:
        self._app = app
        self._common = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"x-frame-options", b"DENY"),
        ]
        hsts = (b"strict-transport-security", f"max-age={hsts_seconds}; includeSubDomains".encode())
        self._secure = [*self._common, hsts] if hsts_seconds else self._common

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = DOCS_POLICY if scope["path"].rstrip("/").endswith(_DOCS) else API_POLICY

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                wanted = self._secure if scope["scheme"] == "https" else self._common
                if any(name == _CSP for name, _ in given):
                    message["headers"] = [*given, *_absent(wanted, given)]
                else:
                    message["headers"] = [*given, *wanted, (_CSP, policy)]
            await send(message)

        await self._app(scope, receive, marking)


def _absent(wanted: list[tuple[bytes, bytes]], given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in given}
    return [header for header in wanted if header[0] not in names]
