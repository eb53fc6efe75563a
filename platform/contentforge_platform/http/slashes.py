"""With and without a trailing slash are one address: both answer directly, never by redirect."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

KEPT = ("/socket.io", "/app")


class TrailingSlash:
    """Takes the slash off before routing: declare routes without one, and apps with `redirect_slashes=False`."""

    def __init__(self, app: ASGIApp, *, kept: Sequence[str] = KEPT) -> None:
        self._app = app
        self._kept = tuple(f"{prefix}/" for prefix in kept)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            root = scope.get("root_path", "")
            if path.endswith("/") and len(path) > len(root) + 1 and not path.startswith(self._kept):
                scope["path"] = path[:-1]
                raw = scope.get("raw_path")
                if raw and raw.endswith(b"/"):
                    scope["raw_path"] = raw[:-1]
        await self._app(scope, receive, send)
