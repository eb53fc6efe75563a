"""`/files/...`: serve what a signed link names, so that a browser shows it and nothing in it runs."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from contentforge_app.apis.common.callers import runtime_of
from contentforge_platform.ids import TenantId, parse_id
from contentforge_platform.storage import CHUNK, ObjectMissing

router = APIRouter(include_in_schema=False)

_CAUTION: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=3600",
}


@router.get("/files/{key:path}")
async def get_file(request: Request, key: str, until: str = "", signature: str = "") -> Response:
    """The object, while the link lasts and its organization is open; anything else is answered alike (404)."""
    runtime = runtime_of(request)
    runtime.signer.check(key, until, signature)
    owner = parse_id(key.partition("/")[0])
    if owner is None or not await runtime.open_organizations.has(TenantId(owner)):
        raise ObjectMissing
    facts = await runtime.storage.facts(key)
    if facts.size <= CHUNK:
        stored = await runtime.storage.get(key)
        return Response(stored.body, headers=_CAUTION, media_type=stored.content_type)
    # Archives may be larger than what a process should hold at once.
    headers = {**_CAUTION, "Content-Length": str(facts.size)}
    pieces = runtime.storage.read(key, 0, facts.size)
    return StreamingResponse(pieces, headers=headers, media_type=facts.content_type)
