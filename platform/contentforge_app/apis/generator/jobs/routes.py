"""`/generate-content`: order a text by a prompt, see how it stands, keep it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.prompts import held, made_before, order_text
from contentforge_app.apis.generator.content import render as library
from contentforge_app.apis.generator.doors import CALLER_ERRORS, IN_USE, read, write
from contentforge_app.apis.generator.jobs import render
from contentforge_app.apis.generator.jobs.schemas import (
    GenerateRequest,
    Job,
    ListedJob,
    NotCompleted,
    Queued,
    Saved,
    SaveRequest,
)
from contentforge_app.apis.generator.listing import LISTED, MOST_LISTED, listed
from contentforge_app.apis.generator.names import NAMEABLE
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.pieces import change, queries
from contentforge_content.pieces.create import Prompted
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix="/generate-content", route_class=LenientBodyRoute, tags=["jobs"], responses=CALLER_ERRORS)

JobReader = Annotated[Reading, read(Permission.JOBS_READ)]
JobMaker = Annotated[Writing, write(Permission.JOBS_CREATE)]
ContentWriter = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]
JobId = Annotated[str, Path(description="The order's id.")]


def _id(text: str) -> UUID:
    job = parse_id(text)
    if job is None:
        raise JobNotFound
    return job


@router.post("", status_code=202, response_model=Queued, summary="Order a text", responses=IN_USE)
async def generate_content(
    body: GenerateRequest, caller: JobMaker, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Queues a text; it is held back for a while before a model is asked. Costs one generation once it is written."""
    asked = Prompted(prompt=body.prompt, content_type=body.content_type, in_library=False)
    terms = held(caller)
    piece = await order_text(request, caller, idempotency_key, NAMEABLE, asked, terms)
    return answer(render.queued(piece, terms.hold), 202)


@router.get("", response_model=list[ListedJob], summary="List orders", responses=LISTED)
async def list_jobs(caller: JobReader) -> Response:
    """All orders, newest first, at most 1,000."""
    session, tenant = caller.session, caller.tenant
    pieces = await queries.ordered(session, tenant, NAMEABLE, limit=MOST_LISTED)
    shown = [render.listed(piece) for piece in pieces]
    return await listed(shown, lambda: queries.count_ordered(session, tenant, NAMEABLE))


@router.get("/{job_id}", response_model=Job, summary="Get an order")
async def get_job(job_id: JobId, caller: JobReader) -> Response:
    """How an order stands, and what was written."""
    piece = await queries.find_by_job(caller.session, caller.tenant, _id(job_id), NAMEABLE)
    if piece is None:
        raise JobNotFound
    return answer(render.job(piece))


@router.post(
    "/{job_id}/save",
    status_code=201,
    response_model=Saved,
    summary="Keep what was written",
    responses={
        200: {"model": Saved, "description": "It was kept before."},
        400: {"model": NotCompleted, "description": "The order is not completed, or the title is refused."},
        **IN_USE,
    },
)
async def save_content(
    job_id: JobId,
    caller: ContentWriter,
    request: Request,
    body: SaveRequest | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Puts a completed text into the library: 201, and 200 if it is there already. Repeating it does no harm."""
    session, job = caller.session, _id(job_id)
    use = await claimed(request, caller, session, idempotency_key)
    if use is not None and use.objects:
        piece, first = await made_before(caller, use, NAMEABLE), True
    else:
        title = None if body is None else body.title
        owner = caller.owner_unless(Permission.CONTENT_EDIT_ANY)
        piece, first = await change.save(session, caller.tenant, job, NAMEABLE, title=title, owner=owner)
        if use is not None and first:
            await remember(session, use, [piece.id])
    saved = {"message": "Content saved successfully", "content": library.content(piece)}
    return answer(saved, 201 if first else 200)
