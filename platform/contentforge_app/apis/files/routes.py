"""`/files/...`: serve what a signed link names, so that a browser shows it and nothing in it runs."""

from typing import Final

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.callers import runtime_of

router = APIRouter(include_in_schema=False)

_CAUTION: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=3600",
}


@router.get("/files/{key:path}")
async def get_file(request: Request, key: str, until: str = "", signature: str = "") -> Response:
    """The object, while the link lasts; anything else about the link is answered alike (404)."""
    runtime = runtime_of(request)
    runtime.signer.check(key, until, signature)
    stored = await runtime.storage.get(key)
    return Response(stored.body, headers=_CAUTION, media_type=stored.content_type)
