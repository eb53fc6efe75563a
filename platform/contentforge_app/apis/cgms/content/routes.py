"""`/content`: order texts, ask after them, find them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from contentforge_app.apis.cgms.content import render
from contentforge_app.apis.cgms.content.filters import asked_filter
from contentforge_app.apis.cgms.content.schemas import GenerateRequest, Listed, Ordered, Reported, Single
from contentforge_app.apis.cgms.doors import CALLER_ERRORS, PREFIX, read, refused, write
from contentforge_app.apis.cgms.names import NAMEABLE
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.idempotency import IdempotencyKey
from contentforge_app.apis.common.prompts import held, order_text
from contentforge_app.apis.common.success import succeeded
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.pieces import queries
from contentforge_content.pieces.create import Prompted
from contentforge_content.pieces.queries import PieceFilter
from contentforge_platform.http.pagination import Page, lenient_page
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content", route_class=LenientBodyRoute, tags=["content"], responses=CALLER_ERRORS)

Orderer = Annotated[Writing, write(Permission.JOBS_CREATE)]
ContentReader = Annotated[Reading, read(Permission.CONTENT_READ)]
AskedPage = Annotated[Page, Depends(lenient_page())]
AskedFilter = Annotated[PieceFilter, Depends(asked_filter)]


@router.post(
    "/generate",
    status_code=202,
    response_model=Ordered,
    summary="Order a text",
    responses=refused(409, "A request with this Idempotency-Key is being answered."),
)
async def generate(
    body: GenerateRequest, caller: Orderer, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Queues a text; it is held back for a while before a model is asked. Costs one generation once it is written."""
    asked = Prompted(prompt=body.prompt, title=body.title or None, content_type=body.content_type)
    terms = held(caller, body.provider, body.model)
    piece = await order_text(request, caller, idempotency_key, NAMEABLE, asked, terms)
    return succeeded(render.ordered(piece, terms.hold), "Content generation job enqueued successfully.", status=202)


@router.get("", response_model=Listed, summary="List texts")
async def list_content(caller: ContentReader, page: AskedPage, wanted: AskedFilter) -> Response:
    """The texts that fit, newest first."""
    pieces = await queries.page(caller.session, caller.tenant, wanted, limit=page.limit, offset=page.offset)
    total = await queries.count(caller.session, caller.tenant, wanted)
    meta = {"page": page.number, "limit": page.size, "total": total, "pages": page.pages(total)}
    return succeeded([render.content(piece) for piece in pieces], "Contents found", meta=meta)


@router.get("/{job_id}/status", response_model=Reported, summary="Ask after a job")
async def job_status(job_id: Annotated[str, Path(description="The job's id.")], caller: ContentReader) -> Response:
    """How the job stands that writes a text."""
    job = parse_id(job_id)
    piece = None if job is None else await queries.find_by_job(caller.session, caller.tenant, job, NAMEABLE)
    if piece is None:
        raise JobNotFound
    return succeeded(render.standing(piece), "Content job status retrieved successfully")


@router.get("/{content_id}", response_model=Single, summary="Get a text")
async def get_content(
    content_id: Annotated[str, Path(description="The text's id.")], caller: ContentReader
) -> Response:
    """One text as it stands."""
    item = parse_id(content_id)
    piece = None if item is None else await queries.find(caller.session, caller.tenant, item, NAMEABLE)
    if piece is None:
        raise ContentNotFound
    return succeeded(render.content(piece), "Content found")
