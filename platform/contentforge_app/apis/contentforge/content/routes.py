"""`/content`: order texts, and what people do to them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, Writing
from contentforge_app.apis.common.generation import author_of, count_generation
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.contentforge.content import orders, render
from contentforge_app.apis.contentforge.content.generate import LONGEST_WAIT, Placing, place
from contentforge_app.apis.contentforge.content.schemas import (
    BulkRequest,
    ContentItem,
    ContentVersion,
    EditRequest,
    GenerateRequest,
    Job,
    Jobs,
    RegenerateRequest,
)
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, refused, visit, write
from contentforge_content.content import edit
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs import queries
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.jobs.regenerate import regenerate
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content", route_class=StrictJsonRoute, tags=["content"], responses=CALLER_ERRORS)

Orderer = Annotated[Visitor, visit(Permission.JOBS_CREATE)]
Regenerator = Annotated[Writing, write(Permission.JOBS_CREATE)]
ContentReader = Annotated[Reading, read(Permission.CONTENT_READ)]
ContentWriter = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]
ContentId = Annotated[str, Path(description="The text's id.")]
Prefer = Annotated[
    str | None,
    Header(
        description=f"`wait=N` waits up to N seconds (at most {LONGEST_WAIT:.0f}) for the end of the job, "
        "`respond-async` not at all.",
        examples=["respond-async"],
    ),
]
IN_USE: Final = conflicts("A request with this Idempotency-Key is being answered.")


def _id(text: str) -> UUID:
    item = parse_id(text)
    if item is None:
        raise ContentNotFound
    return item


@router.post(
    "/generate",
    status_code=201,
    response_model=Job | Jobs,
    summary="Generate texts for one product",
    responses=IN_USE,
)
async def generate(
    body: GenerateRequest,
    visitor: Orderer,
    request: Request,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Makes a job and waits a while for its end; costs one generation, and one image for each of `image_urls`.

    What has not ended by then is answered as it is: ask `GET /content/jobs/{id}` again. Failed and cancelled work
    costs nothing. A CSV of several rows is answered with `{jobs}`, under the rules of bulk.
    """
    del prefer  # for the documentation; read with the other headers where the waiting is done
    asked = orders.single(body)
    return await place(request, visitor, Placing(asked, bulk=len(asked) > 1, key=idempotency_key))


@router.post(
    "/generate/bulk",
    status_code=201,
    response_model=Jobs,
    summary="Generate texts for many products",
    responses=IN_USE,
)
async def generate_bulk(
    body: BulkRequest, visitor: Orderer, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Makes one job for each address or row, all or none, and answers at once. Needs a plan with bulk generation."""
    return await place(request, visitor, Placing(orders.bulk(body), bulk=True, key=idempotency_key))


@router.patch("/{content_id}", response_model=ContentItem, summary="Edit a text")
async def edit_content(content_id: ContentId, body: EditRequest, caller: ContentWriter) -> Response:
    """Sets a text as the next version; the former one stays among the versions."""
    owner = caller.owner_unless(Permission.CONTENT_EDIT_ANY)
    row = await edit.edit(caller.session, caller.tenant, _id(content_id), body.content, by=caller.user, owner=owner)
    return answer(render.item(row))


@router.get("/{content_id}/versions", response_model=list[ContentVersion], summary="List a text's versions")
async def list_versions(content_id: ContentId, caller: ContentReader) -> Response:
    """All versions, newest first."""
    rows = await edit.history(caller.session, caller.tenant, _id(content_id))
    return answer([render.version(row) for row in rows])


@router.post(
    "/{content_id}/rollback",
    response_model=ContentItem,
    summary="Restore the generated text",
    responses=refused(400, "Nothing has been generated yet."),
)
async def roll_back(content_id: ContentId, caller: ContentWriter) -> Response:
    """Makes the generated text the next version."""
    owner = caller.owner_unless(Permission.CONTENT_EDIT_ANY)
    row = await edit.roll_back(caller.session, caller.tenant, _id(content_id), by=caller.user, owner=owner)
    return answer(render.item(row))


@router.post(
    "/{content_id}/regenerate",
    status_code=201,
    response_model=Job,
    summary="Write a text anew",
    responses=conflicts("It is being written already, or a request with this Idempotency-Key is being answered."),
)
async def regenerate_content(
    content_id: ContentId,
    caller: Regenerator,
    request: Request,
    body: RegenerateRequest | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Makes a job of that one type from the same source; its text becomes the next version. Costs one generation."""
    session, asked = caller.session, body or RegenerateRequest()
    item = _id(content_id)
    use = await claimed(request, caller, session, idempotency_key)
    if use is not None and use.objects:
        job = use.objects[0]
    else:
        await count_generation(caller)
        job = await regenerate(
            session,
            author_of(caller),
            caller.runtime.kinds,
            item,
            provider=asked.provider,
            model=asked.model,
            owner=caller.owner_unless(Permission.CONTENT_EDIT_ANY),
        )
        if use is not None:
            await remember(session, use, [job])
    row = await queries.find(session, caller.tenant, job)
    if row is None:
        raise JobNotFound  # made by the first use of this key, and deleted since
    return answer(render.job(row, caller.links), 201)
