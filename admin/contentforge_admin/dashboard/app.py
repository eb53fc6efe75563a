"""Answer browsers below `/app`: files by their names, and the index page for every place inside the dashboard."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from contentforge_admin.dashboard.files import File, Files

PREFIX: Final = "/app"
"""The one place where it lives: the build has written it into its files' addresses."""
_METHODS: Final = ("GET", "HEAD")
# Scripts come from our own files alone, which is the wall against script injection. Styles may be inline: Mantine, the
# editor and the lock that holds the page still behind a dialogue write style elements while they run. A nonce for them
# would make each index page another one, which could then not be revalidated by its ETag, and would keep out little.
# Pictures may come from anywhere: shops' originals are shown beside what was made of them.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' https: http: data: blob:; "
    "media-src 'self' https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Links in mails carry tokens in their addresses; these must not travel on.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_UNBUILT: Final = """<!doctype html>
<html lang="en">
<title>ContentForge: no dashboard here yet</title>
<style>body { font: 16px/1.6 system-ui, sans-serif; max-width: 38rem; margin: 15vh auto; padding: 0 1rem }</style>
<h1>The dashboard has not been built</h1>
<p>The APIs run without it: <a href="/docs">their documentation</a>.</p>
<p><code>make dev</code> builds it in a checkout; wheels and images contain it. After building, start again.</p>
</html>
"""


class Dashboard:
    """Serves one build from memory; without one, it says how to get it."""

    def __init__(self, files: Files) -> None:
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = self._answer(Request(scope))
            response.headers.update(_HEADERS)
            await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        if request.method not in _METHODS:
            return PlainTextResponse("Method Not Allowed", 405, {"Allow": ", ".join(_METHODS)})
        root: str = request.scope.get("root_path", "")
        if root != PREFIX:  # reached through an organization's prefix or a host of an API
            return PlainTextResponse("Not Found", 404, {"Cache-Control": "no-store"})
        index = self._files.index
        if index is None:
            return HTMLResponse(_UNBUILT, 503, {"Cache-Control": "no-store"})
        name = request.scope["path"].removeprefix(root).strip("/")
        file = self._files.find(name)
        if file is not None:
            return _sent(request, file)
        if self._files.is_file_name(name):
            # An old page that asks for a file of a former build must fail there, not read a page as a script.
            return PlainTextResponse("Not Found", 404, {"Cache-Control": "no-store"})
        return _sent(request, index)


def _sent(request: Request, file: File) -> Response:
    coding = next((name for name in ("br", "gzip") if name in file.bodies and _takes(request, name)), "identity")
    headers = {
        "Cache-Control": _FOR_EVER if file.lasting else _ASK_AGAIN,
        "ETag": file.etag if coding == "identity" else f'{file.etag[:-1]}-{coding}"',
        "Vary": "Accept-Encoding",
    }
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    # A HEAD's answer tells the length of the body that is not sent.
    return Response(file.bodies[coding], headers=headers | {"Content-Type": file.media_type})


def _takes(request: Request, coding: str) -> bool:
    """Whether the client takes that content coding; `q=0` is a refusal."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip().lower() == coding:
            return weight.replace(" ", "").lower().rstrip("0") not in {"q=", "q=0."}
    return False
