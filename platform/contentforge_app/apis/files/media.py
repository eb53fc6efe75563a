"""`/media/...`: files of media libraries, to everybody who has their address, for good, in whole or in part."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.apis.files.ranges import Part, Unsatisfiable, asked_part
from contentforge_app.runtime import Runtime
from contentforge_blog.media import Address, MediaNotFound, library, parse_path
from contentforge_platform.storage import Facts, ObjectMissing

router = APIRouter(include_in_schema=False)

_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_NOT_YET: Final = "no-store"
_CAUTION: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """An object; `stands_in` for a picture that is not made yet."""

    key: str
    facts: Facts
    stands_in: bool

    @property
    def tag(self) -> str:
        """What stands under a name never changes, so the name tells it."""
        return f'"{sha256(self.key.encode()).hexdigest()[:32]}"'

    def headers(self) -> dict[str, str]:
        caching = _NOT_YET if self.stands_in else _FOR_GOOD
        return {**_CAUTION, "ETag": self.tag, "Cache-Control": caching}


@router.api_route("/media/{tenant}/{media}/{name}", methods=["GET", "HEAD"])
async def get_media(request: Request, tenant: str, media: str, name: str) -> Response:
    """The file, or the part of it that is asked for; anything else about the address is answered alike (404)."""
    address = parse_path(tenant, media, name)
    if address is None:
        raise MediaNotFound
    runtime = runtime_of(request)
    found = await _found(runtime, address)
    if found.tag in _tags(request, "if-none-match"):
        return Response(status_code=304, headers=found.headers())
    try:
        part = asked_part(_range(request, found), found.facts.size)
    except Unsatisfiable:
        return Response(status_code=416, headers={**_CAUTION, "Content-Range": f"bytes */{found.facts.size}"})
    return _answer(request, runtime, found, part)


async def _found(runtime: Runtime, address: Address) -> _Found:
    if not await runtime.open_organizations.has(address.tenant):
        raise MediaNotFound
    try:
        return _Found(address.key, await runtime.storage.facts(address.key), stands_in=False)
    except ObjectMissing:
        pass
    async with runtime.uow.read(address.tenant) as session:
        media = await library.get(session, address.tenant, address.media)
    if address.key not in media.variants.values():
        raise MediaNotFound
    return _Found(media.object_key, await runtime.storage.facts(media.object_key), stands_in=True)


def _answer(request: Request, runtime: Runtime, found: _Found, part: Part | None) -> Response:
    size = found.facts.size
    sent = part or Part(0, size)
    headers = {**found.headers(), "Content-Length": str(sent.length)}
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=found.facts.content_type)
    pieces = runtime.storage.read(found.key, sent.start, sent.length)
    return StreamingResponse(pieces, status_code=status, headers=headers, media_type=found.facts.content_type)


def _range(request: Request, found: _Found) -> str | None:
    """The range that is asked for, unless on the condition of another version."""
    condition = request.headers.get("if-range")
    if request.method != "GET" or (condition is not None and condition.strip() != found.tag):
        return None
    return request.headers.get("range")


def _tags(request: Request, header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",")}
