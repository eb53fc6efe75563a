"""`/content`: order texts, read them, and what people do to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from contentforge_app.apis.common.answers import no_content
from contentforge_app.apis.common.callers import Caller, Reading, Writing
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.common.prompts import held, order_text
from contentforge_app.apis.common.success import succeeded
from contentforge_app.apis.writer.content import render
from contentforge_app.apis.writer.content.schemas import (
    Changed,
    Created,
    CreateRequest,
    Listed,
    Reported,
    Single,
    UpdateRequest,
)
from contentforge_app.apis.writer.delay import in_words
from contentforge_app.apis.writer.doors import CALLER_ERRORS, PREFIX, read, refused, write
from contentforge_app.apis.writer.names import NAMEABLE, content_of_job
from contentforge_content.content import edit
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.pieces import change, queries
from contentforge_content.pieces.create import Prompted
from contentforge_content.pieces.piece import Piece
from contentforge_content.pieces.queries import PieceFilter
from contentforge_platform.http.pagination import Page, lenient_page
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content", route_class=LenientBodyRoute, tags=["content"], responses=CALLER_ERRORS)

Orderer = Annotated[Writing, write(Permission.JOBS_CREATE)]
ContentReader = Annotated[Reading, read(Permission.CONTENT_READ)]
ContentWriter = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]
ContentId = Annotated[str, Path(description="The text's id.")]
AskedPage = Annotated[Page, Depends(lenient_page())]


@router.post(
    "",
    status_code=202,
    response_model=Created,
    summary="Order a text",
    responses=refused(409, "A request with this Idempotency-Key is being answered."),
)
async def create_content(
    body: CreateRequest, caller: Orderer, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Queues a text about a topic; it is held back for a while before a model is asked. Costs one generation."""
    asked = Prompted(prompt=body.topic, title=body.topic, content_type=body.content_type)
    terms = held(caller)
    piece = await order_text(request, caller, idempotency_key, NAMEABLE, asked, terms)
    answer = render.ordered(piece, in_words(terms.hold))
    return succeeded(answer, "Content generation job queued successfully", status=202)


@router.get("", response_model=Listed, summary="List texts")
async def list_content(caller: ContentReader, page: AskedPage) -> Response:
    """All texts that this API can name, newest first."""
    wanted = PieceFilter(types=NAMEABLE)
    pieces = await queries.page(caller.session, caller.tenant, wanted, limit=page.limit, offset=page.offset)
    total = await queries.count(caller.session, caller.tenant, wanted)
    shown = [render.content(piece) for piece in pieces]
    return succeeded({"content": shown, "total": total, "page": page.number, "totalPages": page.pages(total)})


@router.get("/job/{job_id}/status", response_model=Reported, summary="Ask after a job")
async def job_status(job_id: Annotated[str, Path(description="`content-<id>`.")], caller: ContentReader) -> Response:
    """How the job stands that writes a text."""
    content = content_of_job(job_id)
    piece = None if content is None else await queries.find(caller.session, caller.tenant, content, NAMEABLE)
    if piece is None or piece.job is None:
        raise JobNotFound
    return succeeded(render.report(piece))


@router.get("/{content_id}", response_model=Single, summary="Get a text")
async def get_content(content_id: ContentId, caller: ContentReader) -> Response:
    """One text as it stands."""
    return succeeded({"content": render.content(await _piece(caller, content_id))})


@router.put(
    "/{content_id}",
    response_model=Changed,
    summary="Edit a text",
    openapi_extra={"requestBody": {"required": False}},  # without one, nothing changes
)
async def update_content(content_id: ContentId, body: UpdateRequest, caller: ContentWriter) -> Response:
    """Sets topic or text; a text that is set before the generated one is there wins over it."""
    piece = await _piece(caller, content_id)
    session, tenant, owner = caller.session, caller.tenant, _owner(caller)
    if body.topic is not None:
        await change.describe(session, tenant, piece.id, title=body.topic, owner=owner)
    text = _new_text(body, piece)
    if text is not None:
        await edit.edit(session, tenant, piece.id, text, by=caller.user, owner=owner)
    return await _changed(caller, piece.id, "Content updated successfully")


@router.post(
    "/{content_id}/rollback",
    response_model=Changed,
    summary="Restore the generated text",
    responses=refused(400, "Nothing has been generated yet."),
)
async def roll_back(content_id: ContentId, caller: ContentWriter) -> Response:
    """Discards what people have written since; it stays among the versions."""
    piece = await _piece(caller, content_id)
    await edit.roll_back(caller.session, caller.tenant, piece.id, by=caller.user, owner=_owner(caller))
    return await _changed(caller, piece.id, "Content rolled back successfully")


@router.delete("/{content_id}", status_code=204, summary="Delete a text")
async def delete_content(content_id: ContentId, caller: ContentWriter) -> Response:
    """Removes a text for good; an unfinished job is cancelled and costs nothing."""
    piece = await _piece(caller, content_id)
    await change.delete(caller.session, caller.tenant, caller.runtime.kinds, piece.id, owner=_owner(caller))
    return no_content()


async def _piece(caller: Reading | Writing, content_id: str) -> Piece:
    return await _known(caller, parse_id(content_id))


async def _known(caller: Reading | Writing, item: UUID | None) -> Piece:
    piece = None if item is None else await queries.find(caller.session, caller.tenant, item, NAMEABLE)
    if piece is None:
        raise ContentNotFound
    return piece


async def _changed(caller: Writing, item: UUID, message: str) -> Response:
    # Looked up again, not remembered: what another request has deleted or retyped meanwhile is no longer here.
    return succeeded({"content": render.content(await _known(caller, item))}, message)


def _owner(caller: Caller) -> UserId | None:
    return caller.owner_unless(Permission.CONTENT_EDIT_ANY)


def _new_text(body: UpdateRequest, piece: Piece) -> str | None:
    """The text that was changed: clients send it under either name, and the other one as they had received it."""
    given = [text for text in (body.generated_content, body.content) if text is not None]
    return next((text for text in given if text != piece.text), given[0] if given else None)
