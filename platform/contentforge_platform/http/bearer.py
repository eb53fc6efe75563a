"""The access token of a request."""

from typing import Final

from starlette.requests import Request

_BEARER: Final = "bearer "


def bearer_token(request: Request) -> str | None:
    """The bearer token of a request; another scheme in the header is as good as none."""
    header = request.headers.get("authorization", "")
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else None
