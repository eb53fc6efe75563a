"""`/admin/media`: the library of pictures and films."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from contentforge_app.apis.blog.doors import CALLER_ERRORS, PREFIX, read, refused, visit, write
from contentforge_app.apis.blog.listing import listed
from contentforge_app.apis.blog.media import render
from contentforge_app.apis.blog.media.schemas import ChangeMedia, Deleted, MediaPage, MediaShown
from contentforge_app.apis.blog.media.uploading import upload
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.common.requests import client_of
from contentforge_blog.media import FocalPoint, MediaChange, MediaKind, MediaNotFound, library, repository
from contentforge_platform.errors import Invalid
from contentforge_platform.http.pagination import MAX_PER_PAGE, Page, lenient_page
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor
from contentforge_tenants.principal import require_for

router = APIRouter(
    prefix=f"{PREFIX}/admin/media", route_class=LenientBodyRoute, tags=["admin: media"], responses=CALLER_ERRORS
)

MediaReader = Annotated[Reading, read(Permission.BLOG_MEDIA_READ)]
Uploader = Annotated[Visitor, visit(Permission.BLOG_MEDIA_WRITE_OWN)]
Describer = Annotated[Writing, write(Permission.BLOG_MEDIA_WRITE_OWN)]
Deleter = Annotated[Writing, write(Permission.BLOG_MEDIA_DELETE)]
AskedPage = Annotated[Page, Depends(lenient_page(default=20, maximum=MAX_PER_PAGE))]
MediaId = Annotated[str, Path(description="The file's id.")]

# Read by hand, since the file must not be read before the caller is known.
_FORM: Final[dict[str, Any]] = {
    **TOKEN_ONLY,
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "At most 50 MB."},
                        "alt": {"type": "string", "maxLength": library.LONGEST_ALT},
                        "caption": {"type": "string", "maxLength": library.LONGEST_CAPTION},
                    },
                }
            }
        },
    },
}


@router.post(
    "/upload",
    status_code=201,
    response_model=MediaShown,
    summary="Upload a picture or a film",
    responses={
        **refused(409, "A request with this Idempotency-Key is being answered."),
        **refused(413, "The file is larger than 50 MB."),
        **refused(415, "By its content the file is of no type that is taken, whatever its name says."),
    },
    openapi_extra=_FORM,
)
async def upload_media(visitor: Uploader, request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Takes JPEG, PNG, GIF, WebP, SVG (without what acts), MP4, WebM, MOV and AVI.

    Smaller pictures are usually there when the answer comes; until then their addresses answer with the file itself.
    """
    media = await upload(request, visitor, idempotency_key)
    return answer(render.to_staff(media, 0, visitor.links), 201)


@router.get("", response_model=MediaPage, summary="List the library", openapi_extra=TOKEN_ONLY)
async def list_media(
    caller: MediaReader,
    page: AskedPage,
    kind: Annotated[Text | None, Query(alias="type", description="IMAGE or VIDEO.")] = None,
    search: Annotated[Text | None, Query(description="Stands in name, alternative text or caption.")] = None,
) -> Response:
    """The newest first."""
    found, total = await library.page(
        caller.session, caller.tenant, kind=_kind(kind), search=search, limit=page.limit, offset=page.offset
    )
    uses = await repository.uses(caller.session, caller.tenant, [one.id for one in found])
    return listed([render.to_staff(one, uses.get(one.id, 0), caller.links) for one in found], page, total)


@router.get("/{media_id}", response_model=MediaShown, summary="Get a file", openapi_extra=TOKEN_ONLY)
async def get_media(media_id: MediaId, caller: MediaReader) -> Response:
    """With its addresses, and how many posts show it."""
    media = await library.get(caller.session, caller.tenant, _id(media_id))
    uses = await repository.uses(caller.session, caller.tenant, [media.id])
    return answer(render.to_staff(media, uses.get(media.id, 0), caller.links))


@router.patch("/{media_id}", response_model=MediaShown, summary="Describe a file", openapi_extra=TOKEN_ONLY)
async def change_media(media_id: MediaId, body: ChangeMedia, caller: Describer, request: Request) -> Response:
    """An AUTHOR describes their own files, an EDITOR any."""
    before = await library.lock(caller.session, caller.tenant, _id(media_id))
    require_for(
        caller.principal,
        before.uploader,
        own=Permission.BLOG_MEDIA_WRITE_OWN,
        others=Permission.BLOG_MEDIA_WRITE_ANY,
    )
    point = body.focal_point
    wanted = MediaChange(
        alt=body.alt,
        caption=body.caption,
        refocus="focal_point" in body.model_fields_set,
        focal=None if point is None else FocalPoint(point.x, point.y),
    )
    actor = Actor(caller.user, client_of(request))
    kinds = caller.runtime.kinds
    media = await library.change(caller.session, caller.tenant, actor, before, wanted, kinds.discard)
    uses = await repository.uses(caller.session, caller.tenant, [media.id])
    return answer(render.to_staff(media, uses.get(media.id, 0), caller.links))


@router.delete(
    "/{media_id}",
    response_model=Deleted,
    summary="Delete a file",
    responses=refused(409, "Posts show it, and `force` is not set."),
    openapi_extra=TOKEN_ONLY,
)
async def delete_media(
    media_id: MediaId,
    caller: Deleter,
    request: Request,
    force: Annotated[Text | None, Query(description="`true` deletes it although posts show it.")] = None,
) -> Response:
    """With all its pictures. Posts whose hero image it was have none then."""
    media = await library.lock(caller.session, caller.tenant, _id(media_id))
    forced = (force or "").lower() in {"true", "1"}
    actor = Actor(caller.user, client_of(request))
    await library.delete(
        caller.session, caller.tenant, actor, media, force=forced, discards=caller.runtime.kinds.discard
    )
    return answer({"success": True})


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise MediaNotFound
    return found


def _kind(name: str | None) -> MediaKind | None:
    if not name:
        return None
    try:
        return MediaKind(name.upper())
    except ValueError:
        raise Invalid("type must be IMAGE or VIDEO", loc=("query", "type")) from None
