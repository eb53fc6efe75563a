"""JSON bodies read strictly: no NaN, no lone surrogates, no NUL, no thousand levels; each is a 4xx and never a 500."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Final

import orjson
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

# Looked for in the bytes: whoever sends the body may be anybody, and a walk through a million values stops all others.
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_MOST_OPENINGS: Final = 200_000
"""Each becomes an object: three bytes of JSON make some seventy of memory. Those within texts count, too."""


class StrictRequest(Request):
    """A request whose JSON is read by orjson, which refuses what PostgreSQL and UTF-8 cannot hold."""

    @override
    async def json(self) -> Any:  # Starlette's own signature
        if not hasattr(self, "_json"):
            self._json = loads(await self.body())
        return self._json


class StrictJsonRoute(APIRoute):
    """A route with strict JSON: `APIRouter(route_class=StrictJsonRoute)`; a body without a type is taken for JSON."""

    request_class: ClassVar[type[Request]] = StrictRequest

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        self.strict_content_type = False  # a setting of apps, which routes that are handed over singly do not inherit
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler
        request_class = self.request_class

        async def strict(request: Request) -> Response:
            return await handler(request_class(request.scope, request.receive))

        return strict


class _EmptyIsObject(StrictRequest):
    """A request whose empty body reads as an object without fields."""

    @override
    async def body(self) -> bytes:
        return await super().body() or b"{}"


class LenientBodyRoute(StrictJsonRoute):
    """The same, but an empty body is an object without fields, whose absence is told field by field."""

    request_class = _EmptyIsObject


def loads(body: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """Parse a JSON document.

    Raises:
        json.JSONDecodeError: it is no JSON, nests beyond 1,024 levels, has too many opening brackets, or holds a
            number or text that cannot be kept.
    """
    if body.count(b"{") + body.count(b"[") > _MOST_OPENINGS:
        raise json.JSONDecodeError(f"more than {_MOST_OPENINGS} opening brackets", "", 0)
    document = orjson.loads(body)
    nul = _ESCAPED_NUL.search(body)
    if nul is not None:
        raise json.JSONDecodeError("NUL is not allowed in text", "", nul.start())
    return document
