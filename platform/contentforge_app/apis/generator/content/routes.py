"""`/content`: the library."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.prompts import made_before
from contentforge_app.apis.generator.content import render
from contentforge_app.apis.generator.content.own import own_piece
from contentforge_app.apis.generator.content.schemas import Content, CreateContent, Removed, UpdateContent
from contentforge_app.apis.generator.doors import CALLER_ERRORS, IN_USE, read, refused, write
from contentforge_app.apis.generator.listing import LISTED, MOST_LISTED, listed
from contentforge_app.apis.generator.names import NAMEABLE, named_like
from contentforge_content.content import edit
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.pieces import change, create, queries
from contentforge_content.pieces.queries import PieceFilter, Search
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.http.text import Text
from contentforge_platform.idempotency import remember
from contentforge_tenants.access import Permission

router = APIRouter(prefix="/content", route_class=LenientBodyRoute, tags=["content"], responses=CALLER_ERRORS)

ContentReader = Annotated[Reading, read(Permission.CONTENT_READ)]
ContentWriter = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]
ContentId = Annotated[str, Path(description="The text's id.")]
Sought = Annotated[Text | None, Query(description="Looked for in title, type and body, whatever its case.")]
_NOT_THEIRS: Final = refused(401, "No good token, or the text is another person's.")


@router.get("", response_model=list[Content], summary="List the library", responses=LISTED)
async def list_content(caller: ContentReader, search: Sought = None) -> Response:
    """The texts that are kept, newest first, at most 1,000."""
    session, tenant = caller.session, caller.tenant
    asked = Search(search, named_like(search)) if search else None
    wanted = PieceFilter(types=NAMEABLE, finished_in_library=True, search=asked)
    pieces = await queries.page(session, tenant, wanted, limit=MOST_LISTED)
    return await listed([render.content(piece) for piece in pieces], lambda: queries.count(session, tenant, wanted))


@router.get("/{content_id}", include_in_schema=False)  # noqa: FAST003 - whatever the id
async def no_single_content() -> Response:
    """The document lists no such route, so it is an unknown one and not a known path with a wrong method."""
    raise HTTPException(404)


@router.post("", status_code=201, response_model=Content, summary="Add a text", responses=IN_USE)
async def create_content(
    body: CreateContent, caller: ContentWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Keeps a text that was written elsewhere; it costs nothing."""
    session = caller.session
    use = await claimed(request, caller, session, idempotency_key)
    if use is not None and use.objects:
        piece = await made_before(caller, use, NAMEABLE)
    else:
        piece = await create.write_by_hand(
            session, caller.tenant, caller.user, body.type, title=body.title, text=body.body
        )
        if use is not None:
            await remember(session, use, [piece.id])
    return answer(render.content(piece), 201)


@router.put("/{content_id}", response_model=Content, summary="Change a text", responses=_NOT_THEIRS)
async def update_content(content_id: ContentId, caller: ContentWriter, body: UpdateContent | None = None) -> Response:
    """Sets what is given; the former body stays among the versions."""
    piece = await own_piece(caller, content_id)
    session, tenant, wanted = caller.session, caller.tenant, body or UpdateContent()
    if wanted.title is not None or wanted.type is not None:
        await change.describe(session, tenant, piece.id, title=wanted.title, content_type=wanted.type)
    if wanted.body is not None:
        await edit.edit(session, tenant, piece.id, wanted.body, by=caller.user)
    changed = await queries.find(session, tenant, piece.id, NAMEABLE)
    if changed is None:
        raise ContentNotFound  # removed by another request since it was looked up
    return answer(render.content(changed))


@router.delete("/{content_id}", response_model=Removed, summary="Remove a text", responses=_NOT_THEIRS)
async def delete_content(content_id: ContentId, caller: ContentWriter) -> Response:
    """Removes a text for good, and its job from the list; an unfinished job is cancelled."""
    piece = await own_piece(caller, content_id)
    await change.delete(caller.session, caller.tenant, caller.runtime.kinds, piece.id)
    return answer({"id": piece.id})
