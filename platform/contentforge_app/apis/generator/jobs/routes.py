"""`/generate-content`: order a text by a prompt, see how it stands, keep it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import problems
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.common.prompts import held, order_text
from contentforge_app.apis.generator.content import render as library
from contentforge_app.apis.generator.content.routes import MOST_LISTED, TOTAL
from contentforge_app.apis.generator.doors import CALLER_ERRORS, Refusal, read, write
from contentforge_app.apis.generator.jobs import render
from contentforge_app.apis.generator.jobs.schemas import GenerateRequest, Job, ListedJob, Queued, Saved, SaveRequest
from contentforge_app.apis.generator.names import NAMEABLE
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.pieces import change, queries
from contentforge_content.pieces.create import Prompted
from contentforge_platform.http.strict_json import LenientBodyRoute
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


@router.post("", status_code=202, response_model=Queued, summary="Order a text")
async def generate_content(
    body: GenerateRequest, caller: JobMaker, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Queues a text; it is held back for a while before a model is asked. Costs one generation once it is written."""
    asked = Prompted(prompt=body.prompt, content_type=body.content_type, in_library=False)
    terms = held(caller)
    piece = await order_text(request, caller, idempotency_key, NAMEABLE, asked, terms)
    return answer(render.queued(piece, terms.hold), 202)


@router.get("", response_model=list[ListedJob], response_model_exclude_none=True, summary="List orders")
async def list_jobs(caller: JobReader) -> Response:
    """All orders, newest first, at most 1,000; `X-Total-Count` tells how many there are."""
    pieces = await queries.ordered(caller.session, caller.tenant, NAMEABLE, limit=MOST_LISTED)
    whole = len(pieces) < MOST_LISTED
    total = len(pieces) if whole else await queries.count_ordered(caller.session, caller.tenant, NAMEABLE)
    return answer([render.listed(piece) for piece in pieces], headers={TOTAL: str(total)})


@router.get("/{job_id}", response_model=Job, response_model_exclude_none=True, summary="Get an order")
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
    responses=problems(Refusal, {400: "The order is not completed (`currentStatus` tells how it stands)."}),
)
async def save_content(job_id: JobId, caller: ContentWriter, body: SaveRequest) -> Response:
    """Puts a completed text into the library: 201, and 200 if it is there already. Repeating it does no harm."""
    owner = caller.owner_unless(Permission.CONTENT_EDIT_ANY)
    piece, first = await change.save(
        caller.session, caller.tenant, _id(job_id), NAMEABLE, title=body.title, owner=owner
    )
    saved = {"message": "Content saved successfully", "content": library.content(piece)}
    return answer(saved, 201 if first else 200)
