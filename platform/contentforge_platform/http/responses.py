"""JSON answers by orjson, with the few types of ours that it does not know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import orjson
from starlette.responses import Response

from contentforge_platform.clock import to_iso_ms, to_iso_z

Times = Literal["seconds", "milliseconds"]
"""How moments are printed: 2026-01-12T12:00:00Z (contentforge, blog) or 2026-01-12T12:00:00.000Z (the others)."""

JSON = "application/json"
_FORMATS = {"seconds": to_iso_z, "milliseconds": to_iso_ms}
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS


def dumps(content: object, *, times: Times = "seconds") -> bytes:
    """JSON bytes; knows UUIDs of drivers, aware datetimes and sets. NaN and infinities become null."""
    form = _FORMATS[times]

    def other(value: object) -> object:
        if isinstance(value, datetime):
            return form(value)
        if isinstance(value, UUID):  # drivers' subclasses: orjson takes the exact type only
            return str(value)
        if isinstance(value, set | frozenset):
            return sorted(value)
        raise TypeError(f"{type(value).__name__} has no JSON form")

    return orjson.dumps(content, default=other, option=_OPTIONS)


def json_response(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None, *, times: Times = "seconds"
) -> Response:
    """An answer in JSON. Bytes are taken as JSON already made, by the database or a typed adapter."""
    body = content if isinstance(content, bytes) else dumps(content, times=times)
    return Response(body, status, dict(headers) if headers else None, JSON)
