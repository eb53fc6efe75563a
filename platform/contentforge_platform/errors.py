"""Errors that a caller can act on. Each carries a status, a stable code and data; an API renders it in its envelope."""

from typing import ClassVar


class BusinessError(Exception):
    """The root of every refusal that is the caller's to mend.

    Attributes:
        status: the HTTP status with which an API answers.
        code: a stable identifier of the reason; the message may change, the code does not.
        message: one sentence for people.
        data: facts that go with the reason, JSON-serialisable.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class BadRequest(BusinessError):
    status = 400
    code = "bad_request"


class NotAuthenticated(BusinessError):
    status = 401
    code = "not_authenticated"


class Forbidden(BusinessError):
    status = 403
    code = "forbidden"


class NotFound(BusinessError):
    status = 404
    code = "not_found"


class Conflict(BusinessError):
    status = 409
    code = "conflict"


class PayloadTooLarge(BusinessError):
    status = 413
    code = "payload_too_large"


class UnsupportedMediaType(BusinessError):
    status = 415
    code = "unsupported_media_type"


class Invalid(BusinessError):
    """A field's value is refused. `loc` is the path to it, as in FastAPI's validation errors."""

    status = 422
    code = "invalid"

    def __init__(self, message: str, *, loc: tuple[str | int, ...] = ("body",), **data: object) -> None:
        super().__init__(message, **data)
        self.loc = loc


class TooManyRequests(BusinessError):
    """A rate limit refuses. `retry_after` is in whole seconds, at least one."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: int, **data: object) -> None:
        super().__init__(message, **data)
        self.retry_after = max(1, retry_after)


class Unavailable(BusinessError):
    """Something this request needs does not answer now; the same request may succeed in `retry_after` seconds."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, retry_after: int = 5, **data: object) -> None:
        super().__init__(message, **data)
        self.retry_after = max(1, retry_after)
