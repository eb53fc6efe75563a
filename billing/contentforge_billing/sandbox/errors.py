"""Refusals as Stripe words them: a status, a type, and mostly a code and the parameter at fault."""

from typing import Final

_RATE_LIMIT: Final = "Request rate limit exceeded. You can learn more about rate limits at the sandbox's README."


class StripeProblem(Exception):
    """What a request is answered with when it is not served."""

    def __init__(self, status: int, error_type: str, message: str, **facts: str) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, str] = {"type": error_type, "message": message, **facts}

    @property
    def is_remembered(self) -> bool:
        """Whether a repeat with the same idempotency key gets this very answer: only if something was attempted."""
        return self.status in {402, 500}


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeProblem:
    """400: the request makes no sense as it is."""
    facts = {"param": param, "code": code}
    return StripeProblem(
        400, "invalid_request_error", message, **{name: value for name, value in facts.items() if value}
    )


def missing_param(param: str) -> StripeProblem:
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def no_such(what: str, given: str, param: str) -> StripeProblem:
    """An unknown id: 404 where the path names it, 400 where a parameter does."""
    message = f"No such {what}: '{given}'"
    status = 404 if param == "id" else 400
    return StripeProblem(status, "invalid_request_error", message, code="resource_missing", param=param)


def card_problem(message: str, code: str, decline_code: str | None = None) -> StripeProblem:
    facts = {"code": code} | ({"decline_code": decline_code} if decline_code else {})
    return StripeProblem(402, "card_error", message, **facts)


def unauthorized(message: str) -> StripeProblem:
    return StripeProblem(401, "invalid_request_error", message)


def rate_limited() -> StripeProblem:
    return StripeProblem(429, "invalid_request_error", _RATE_LIMIT, code="rate_limit")


def broken() -> StripeProblem:
    return StripeProblem(500, "api_error", "An unknown error occurred")


def unknown_route(method: str, path: str) -> StripeProblem:
    return StripeProblem(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path}).")
