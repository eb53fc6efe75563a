"""Answer readers from copies, before the framework is asked at all."""

import time
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_app.apis.blog.cache.copies import Copies, Copy
from contentforge_app.apis.blog.doors import PREFIX
from contentforge_app.apis.blog.public.answering import CACHING
from contentforge_app.apis.common.refusals import refusal_of
from contentforge_app.runtime import Runtime
from contentforge_platform.http.observe import route_template

_PUBLIC: Final = tuple(
    f"{PREFIX}/{part}" for part in ("posts", "categories", "tags", "sitemap.xml", "sitemaps/", "rss/")
)
_LONGEST: Final = 1000
_OK: Final = 200
_CACHING: Final = CACHING.encode()


class PublicCache:
    """Keeps what routes answer with `public_answer`.

    A copy belongs to the version that the site had before its answer was read, and the version rises in the same
    transaction as each change: no copy is older than its version says. See `sites.KnownSites` for how long a version is
    believed.
    """

    def __init__(self, app: ASGIApp, runtime: Runtime) -> None:
        self._app = app
        self._runtime = runtime
        self._copies = Copies(runtime.redis, runtime.settings.blog.copies_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = await self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        copy = self._copies.here(key) or await self._copies.elsewhere(key)
        if copy is None:
            await self._app(scope, receive, _Listener(scope, send, self._copies, key))
        else:
            await _answer(scope, send, copy)

    async def _key(self, scope: Scope) -> bytes | None:
        wanted = self._wanted(scope)
        if wanted is None:
            return None
        try:
            known = await self._runtime.sites.get(scope["state"]["slug"])
        except Exception as error:
            if refusal_of(error) is None:
                raise
            return None  # the API behind this meets the same, and has words for it
        return b"%b %d %b" % (known.site.tenant.bytes, known.version, wanted)

    def _wanted(self, scope: Scope) -> bytes | None:
        """What is asked for, as far as answers differ by it; None for what is never kept."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        if not path.startswith(_PUBLIC) or len(path) + len(scope["query_string"]) > _LONGEST:
            return None
        base = b"" if self._runtime.settings.public_url is not None else _host(scope)
        root: str = scope.get("root_path", "")
        return b"%b %b%b?%b" % (base, root.encode(), path.encode("utf-8", "surrogatepass"), scope["query_string"])


class _Listener:
    """Passes an answer on, and keeps it if it may be kept and is whole."""

    def __init__(self, scope: Scope, send: Send, copies: Copies, key: bytes) -> None:
        self._scope = scope
        self._send = send
        self._copies = copies
        self._key = key
        self._headers: dict[bytes, bytes] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            keeps = message["status"] == _OK and headers.get(b"cache-control") == _CACHING
            self._headers = headers if keeps else None
        elif self._headers is not None and not message.get("more_body", False):
            self._keep(self._headers, message.get("body", b""))
        await self._send(message)

    def _keep(self, headers: dict[bytes, bytes], body: bytes) -> None:
        if headers.get(b"content-length") == str(len(body)).encode():
            copy = Copy(route_template(self._scope), headers[b"etag"], headers[b"content-type"], body, time.time())
            self._copies.keep(self._key, copy)


@dataclass(frozen=True, slots=True)
class _Route:
    """What logs and metrics name a request by."""

    path_format: str


async def _answer(scope: Scope, send: Send, copy: Copy) -> None:
    scope["route"] = _Route(copy.route)
    headers = [(b"etag", copy.tag), (b"cache-control", _CACHING)]
    if _tags(scope) & {copy.tag, b"*"}:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    length = str(len(copy.body)).encode()
    headers += [(b"content-type", copy.media_type), (b"content-length", length)]
    await send({"type": "http.response.start", "status": _OK, "headers": headers})
    await send({"type": "http.response.body", "body": copy.body})


def _tags(scope: Scope) -> set[bytes]:
    given = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return {tag.strip().removeprefix(b"W/") for tag in given.split(b",")}


def _host(scope: Scope) -> bytes:
    """What addresses in an answer are made of where no public address is set."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return b"%b://%b" % (scope["scheme"].encode(), host)
