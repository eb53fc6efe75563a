"""Answers as bytes, serialised once."""

from collections.abc import Mapping
from typing import Final, TypeVar
from uuid import UUID

import orjson
from fastapi import Response

JSON: Final = "application/json"
# Aware times in UTC as contentforge and blog print them: 2026-01-12T12:00:00Z.
_OPTIONS: Final = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS

Kept = TypeVar("Kept")


def to_json(content: object) -> bytes:
    """JSON with ids as text and times in whole seconds and UTC."""
    return orjson.dumps(content, default=_plain, option=_OPTIONS)


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    return Response(to_json(content), status, headers, JSON)


def no_content() -> Response:
    """204, as deletions answer."""
    return Response(status_code=204)


def found(value: Kept | None) -> Kept:
    """What this request's own transaction must have in sight; its absence is our mistake, not the caller's.

    Raises:
        LookupError: it is not there.
    """
    if value is None:
        raise LookupError("What this request has just made or locked is not there.")
    return value


def _plain(value: object) -> str:
    """The driver's own UUID type, and enums that are text."""
    if isinstance(value, (UUID, str)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer.")
