"""Turn whatever was raised into a problem that an envelope can render, without echoing what the client sent."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from contentforge_platform.errors import BusinessError, Invalid, NotAuthenticated, TooManyRequests, Unavailable
from contentforge_platform.http.envelope import FieldProblem, Origin, Problem

FAILURE: Final = Problem(500, "internal_error", "Internal Server Error")
_UNREADABLE_BODY: Final = "There was an error parsing the body"  # FastAPI's words for what no parser could read
_MAX_FIELDS: Final = 50
_MAX_TEXT: Final = 300
_MAX_LOC: Final = 100
_FRAMEWORK: Final = {
    400: ("bad_request", "Bad Request"),
    401: ("not_authenticated", "Not authenticated"),
    403: ("forbidden", "Forbidden"),
    404: ("not_found", "Not Found"),
    405: ("method_not_allowed", "Method Not Allowed"),
    413: ("payload_too_large", "Request body is too large"),
    415: ("unsupported_media_type", "Unsupported Media Type"),
    429: ("too_many_requests", "Too many requests. Please try again later."),
}
_KEPT_HEADERS: Final = frozenset({"allow", "location", "retry-after", "www-authenticate", "etag", "accept"})


def from_business(error: BusinessError) -> Problem:
    """A refusal of the product, with the headers that its status calls for."""
    headers: dict[str, str] = {}
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, TooManyRequests | Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    message = _clean(error.message, _MAX_TEXT)
    if isinstance(error, Invalid):
        fields = (FieldProblem(_clean_loc(error.loc), message, error.code),)
        return Problem(error.status, error.code, message, Origin.VALIDATION, fields, error.data, headers)
    return Problem(error.status, error.code, message, Origin.BUSINESS, (), error.data, headers)


def from_http(error: HTTPException) -> Problem:
    """What the framework raises: unknown route, wrong method, a body that it cannot read."""
    if error.detail == _UNREADABLE_BODY:
        return malformed(("body",), "The body cannot be read")
    code, message = _FRAMEWORK.get(error.status_code, ("http_error", "Bad Request"))
    if error.status_code >= FAILURE.status:
        code, message = "internal_error", FAILURE.message
    headers = {n: v for n, v in (error.headers or {}).items() if n.lower() in _KEPT_HEADERS}
    if error.status_code == NotAuthenticated.status:
        headers.setdefault("WWW-Authenticate", "Bearer")
    if error.detail and error.status_code < FAILURE.status:
        message = _clean(error.detail, _MAX_TEXT)
    return Problem(error.status_code, code, message, headers=headers)


def from_validation(error: RequestValidationError) -> Problem:
    """Fields refused by pydantic: where, why and what kind, but never the value."""
    errors: Sequence[Mapping[str, object]] = error.errors()
    for one in errors[:1]:
        if one.get("type") == "json_invalid":
            return malformed(_loc(one), _json_message(one))
    fields = tuple(
        FieldProblem(_loc(one), _clean(str(one.get("msg")), _MAX_TEXT), _clean(str(one.get("type")), _MAX_LOC))
        for one in errors[:_MAX_FIELDS]
    )
    message = fields[0].msg if fields else "Validation error"
    return Problem(422, "invalid", message, Origin.VALIDATION, fields)


def malformed(loc: tuple[str | int, ...], message: str) -> Problem:
    """The body is no JSON, or no form, at all."""
    return Problem(400, "malformed", message, Origin.MALFORMED, (FieldProblem(loc, message, "json_invalid"),))


def too_large(limit: int) -> Problem:
    """The body is beyond the limit of its route, in bytes."""
    code, message = _FRAMEWORK[413]
    return Problem(413, code, message, Origin.FRAMEWORK, (), {"limit": limit}, {"Connection": "close"})


def too_many(retry_after: int) -> Problem:
    """A rate limit refuses for `retry_after` seconds."""
    code, message = _FRAMEWORK[429]
    return Problem(429, code, message, headers={"Retry-After": str(max(1, retry_after))})


def _json_message(error: Mapping[str, object]) -> str:
    context = error.get("ctx")
    reason = context.get("error") if isinstance(context, Mapping) else None
    return f"JSON decode error: {_clean(reason, _MAX_LOC)}" if isinstance(reason, str) else "JSON decode error"


def _loc(error: Mapping[str, object]) -> tuple[str | int, ...]:
    loc = error.get("loc")
    return _clean_loc(loc) if isinstance(loc, tuple | list) else ()


def _clean_loc(loc: Sequence[object]) -> tuple[str | int, ...]:
    return tuple(part if isinstance(part, int) else _clean(str(part), _MAX_LOC) for part in loc)


def _clean(text: str, longest: int) -> str:
    """Text that is valid in JSON, of bounded length: names of unknown fields come from the client."""
    return text[:longest].encode("utf-8", "replace").decode()
