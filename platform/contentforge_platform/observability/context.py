"""Which request or job a line of log belongs to, without each call having to say so."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

from contentforge_platform.observability.spans import current_ids

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_job_id: ContextVar[str | None] = ContextVar("job_id", default=None)


def current_request_id() -> str | None:
    """The id of the request being served, which the client sees as X-Request-ID."""
    return _request_id.get()


def set_request_id(request_id: str) -> Token[str | None]:
    """Name the request that this context serves; give the token back to `reset_request_id`."""
    return _request_id.set(request_id)


def reset_request_id(token: Token[str | None]) -> None:
    _request_id.reset(token)


@contextmanager
def job_context(job_id: object, *, request_id: str | None = None) -> Iterator[None]:
    """Name the job, and the request that caused it if known, on every line logged inside the block."""
    job = _job_id.set(str(job_id))
    request = _request_id.set(request_id) if request_id else None
    try:
        yield
    finally:
        _job_id.reset(job)
        if request is not None:
            _request_id.reset(request)


def add_ids(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that adds the ids of this context to an event."""
    if (request_id := _request_id.get()) is not None:
        event.setdefault("request_id", request_id)
    if (job_id := _job_id.get()) is not None:
        event.setdefault("job_id", job_id)
    if (ids := current_ids()) is not None:
        event["trace_id"], event["span_id"] = ids
    return event
