"""`/content/{id}`: what people do to a text: describe it, have it written anew, delete it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.cgms.content import render
from contentforge_app.apis.cgms.content.schemas import DescribeRequest, OrderedAnew, RegenerateRequest, Single
from contentforge_app.apis.cgms.doors import CALLER_ERRORS, PREFIX, refused, write
from contentforge_app.apis.cgms.names import NAMEABLE
from contentforge_app.apis.common.callers import Caller, Writing
from contentforge_app.apis.common.generation import author_of, count_generation
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.prompts import held
from contentforge_app.apis.common.success import Done, succeeded
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.pieces import change, queries
from contentforge_content.pieces.piece import Piece
from contentforge_content.pieces.regenerate import regenerate_in_place
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content", route_class=LenientBodyRoute, tags=["content"], responses=CALLER_ERRORS)

Orderer = Annotated[Writing, write(Permission.JOBS_CREATE)]
ContentWriter = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]
ContentId = Annotated[str, Path(description="The text's id.")]


@router.patch("/{content_id}", response_model=Single, summary="Describe a text")
async def describe_content(
    content_id: ContentId, caller: ContentWriter, body: DescribeRequest | None = None
) -> Response:
    """Sets title, tags and notes, in whatever state the text is."""
    told = body or DescribeRequest()
    piece = await _piece(caller, content_id)
    await change.describe(
        caller.session,
        caller.tenant,
        piece.id,
        title=told.title,
        tags=told.tags,
        notes=told.notes,
        owner=_owner(caller),
    )
    # Again, now that it is locked: meanwhile it may have become of a type that cannot be named here.
    return succeeded(render.content(await _piece(caller, content_id)), "Updated content metadata")


@router.post(
    "/{content_id}/regenerate",
    status_code=202,
    response_model=OrderedAnew,
    summary="Write a text anew",
    responses=refused(409, "It is being written, or a request with this Idempotency-Key is being answered."),
)
async def regenerate_content(
    content_id: ContentId,
    caller: Orderer,
    request: Request,
    body: RegenerateRequest | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Queues the same prompt under a new job; the former text stays among the versions. Costs one generation."""
    provider, model = (None, None) if body is None else (body.provider, body.model)
    use = await claimed(request, caller, caller.session, idempotency_key)
    # Read once the key is ours: a repeat that had read before would name the job that the first use has replaced.
    piece = await _piece(caller, content_id)
    job: UUID | None = piece.job
    if use is None or not use.objects:
        await count_generation(caller)
        made = await regenerate_in_place(
            caller.session,
            author_of(caller),
            caller.runtime.kinds,
            piece.id,
            terms=held(caller, provider, model),
            owner=_owner(caller),
        )
        job = made.id
        if use is not None:
            await remember(caller.session, use, [piece.id])
    return succeeded({"jobId": job, "contentId": piece.id}, "Regeneration enqueued", status=202)


@router.delete("/{content_id}", response_model=Done, summary="Delete a text")
async def delete_content(content_id: ContentId, caller: ContentWriter) -> Response:
    """Removes a text for good; an unfinished job is cancelled and costs nothing."""
    item = (await _piece(caller, content_id)).id
    await change.delete(caller.session, caller.tenant, caller.runtime.kinds, item, owner=_owner(caller))
    return succeeded(message="Content deleted successfully")


async def _piece(caller: Writing, content_id: str) -> Piece:
    item = parse_id(content_id)
    piece = None if item is None else await queries.find(caller.session, caller.tenant, item, NAMEABLE)
    if piece is None:
        raise ContentNotFound
    return piece


def _owner(caller: Caller) -> UserId | None:
    return caller.owner_unless(Permission.CONTENT_EDIT_ANY)
