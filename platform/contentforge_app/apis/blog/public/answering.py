"""Answers to readers: with a tag by which a copy is checked, and how long it may be kept."""

from hashlib import sha256
from typing import Final

from fastapi import Request, Response

from contentforge_app.apis.common.answers import JSON, to_json

CACHING: Final = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"


def public_answer(request: Request, body: bytes, media_type: str = JSON) -> Response:
    """The body, or 304 to whoever has it already."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": CACHING}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)


def public_json(request: Request, content: object) -> Response:
    """As `public_answer`, of what becomes JSON."""
    return public_answer(request, to_json(content))


def _has(request: Request, tag: str) -> bool:
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in given.split(",")}
