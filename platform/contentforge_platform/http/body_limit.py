"""Refuse bodies that are larger than their route needs, before they are read if they say so, else while they stream."""

from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentforge_platform.http.envelope import EnvelopeFor, envelope_of, respond
from contentforge_platform.http.problems import too_large
from contentforge_platform.http.scope import api_of
from contentforge_platform.http.settings import HttpSettings

_UPLOAD: Final = "/admin/media/upload"
_CSV: Final = "/content/generate"
_FORM: Final = b"multipart/form-data"

LimitFor = Callable[[Scope], int]
"""How many bytes a request may send; asked only if it has a body."""


class BodyTooLarge(HTTPException):
    """Raised out of `receive`: FastAPI lets an HTTPException through while it reads a body."""

    def __init__(self) -> None:
        super().__init__(413, "Request body is too large", {"Connection": "close"})


class BodyLimit:
    """Answers 413, in the API's envelope, once a body is longer than `limit_for` allows."""

    def __init__(self, app: ASGIApp, *, limit_for: LimitFor, envelope_for: EnvelopeFor = envelope_of) -> None:
        self._app = app
        self._limit_for = limit_for
        self._envelope_for = envelope_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _announced(scope) if scope["type"] == "http" else 0
        if length == 0:
            await self._app(scope, receive, send)
            return
        limit = self._limit_for(scope)
        if length is not None:
            if length > limit:
                await respond(too_large(limit), self._envelope_for(scope), scope, receive, send)
            else:
                await self._app(scope, receive, send)  # the server holds the client to the length it announced
            return
        await self._stream(limit, scope, receive, send)

    async def _stream(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        received, started = 0, False

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > limit:
                    raise BodyTooLarge
            return message

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counting, noticing)
        except BodyTooLarge:
            if started:
                raise
            await respond(too_large(limit), self._envelope_for(scope), scope, receive, send)


def limits_by_path(settings: HttpSettings) -> LimitFor:
    """The usual limit, and larger ones for what brings files, whatever mount or host leads to it.

    Bodies are read, and JSON is parsed, before anybody asks who sends them. So no more is let in than the route can
    want: films come as forms, and only to where they are uploaded.
    """

    def limit(scope: Scope) -> int:
        path = scope["path"].rstrip("/")
        if scope["method"] == "POST":
            if path.endswith(_UPLOAD) and _is_form(scope):
                return settings.max_media_bytes
            if _CSV in path and api_of(scope) == "contentforge":  # cgms has such a path, for short prompts
                return settings.max_csv_bytes
        return settings.max_body_bytes

    return limit


def _is_form(scope: Scope) -> bool:
    return any(name == b"content-type" and value.lower().startswith(_FORM) for name, value in scope["headers"])


def _announced(scope: Scope) -> int | None:
    """The announced length: 0 without a body, None if it comes in chunks of unknown number."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            if not value.isdigit():
                return None
            length = int(value)
    return length
