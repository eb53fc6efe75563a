"""`/content/jobs`: what has been ordered, and how it stands."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contentforge_app.apis.common.answers import answer, found, no_content
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.contentforge.content import render
from contentforge_app.apis.contentforge.content.schemas import Job
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, write
from contentforge_app.apis.contentforge.listing import AskedPage, Listed, paged
from contentforge_content.jobs import finding, queries
from contentforge_content.jobs.end import cancel_job, delete_job
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.jobs.finding import Wish
from contentforge_content.jobs.tagging import cleaned
from contentforge_content.vocabulary import JobStatus, SourceType
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.http.text import Storable
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content/jobs", route_class=StrictJsonRoute, tags=["jobs"], responses=CALLER_ERRORS)

JobReader = Annotated[Reading, read(Permission.JOBS_READ)]
JobWriter = Annotated[Writing, write(Permission.JOBS_MANAGE_OWN)]
JobId = Annotated[str, Path(description="The job's id.")]


def job_id_of(text: str) -> UUID:
    """The id that a path or a query names.

    Raises:
        JobNotFound: it is none.
    """
    job = parse_id(text)
    if job is None:
        raise JobNotFound
    return job


def _wish(
    status: Annotated[list[JobStatus] | None, Query(max_length=5, description="How they stand; all if absent.")] = None,
    source_type: Annotated[list[SourceType] | None, Query(max_length=4, description="Likewise.")] = None,
    search: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Part of the product's name, the address, the prompt or a text; among the newest "
            f"{finding.MOST_SEARCHED:,} jobs.",
        ),
        Storable,
    ] = None,
    tag: Annotated[
        str | None, Query(max_length=200, description="One of their tags, whole, whatever its case."), Storable
    ] = None,
    before: Annotated[
        str | None, Query(max_length=100, description="The last job that was read: go on with those after it.")
    ] = None,
) -> Wish:
    return Wish(
        statuses=status or (),
        sources=source_type or (),
        search=search,
        tag=None if tag is None else cleaned(tag),
        before=None if before is None else job_id_of(before),
    )


@router.get("", response_model=Listed[Job], summary="List jobs")
async def list_jobs(caller: JobReader, page: AskedPage, wish: Annotated[Wish, Depends(_wish)]) -> Response:
    """The organization's jobs, newest first, whole. `total` counts what fits; with `before`, what is left of it."""
    session, tenant = caller.session, caller.tenant
    if wish.is_any:
        rows = await queries.page(session, tenant, limit=page.limit, offset=page.offset)
        total = await queries.count(session, tenant)
    else:
        found = await finding.page(session, tenant, wish, limit=page.limit, offset=page.offset)
        rows = await queries.find_many(session, tenant, found)
        total = await finding.count(session, tenant, wish)
    return paged([render.job(row, caller.links) for row in rows], total, page)


@router.get("/{job_id}", response_model=Job, summary="Get a job")
async def get_job(job_id: JobId, caller: JobReader) -> Response:
    """A job with its texts and images as they stand."""
    row = await queries.find(caller.session, caller.tenant, job_id_of(job_id))
    if row is None:
        raise JobNotFound
    return answer(render.job(row, caller.links))


@router.delete("/{job_id}", status_code=204, summary="Delete a job")
async def remove_job(job_id: JobId, caller: JobWriter) -> Response:
    """Removes a job with its texts and images. Finished work stays counted; an unfinished job is cancelled first."""
    owner = caller.owner_unless(Permission.JOBS_MANAGE_ANY)
    await delete_job(caller.session, caller.tenant, caller.runtime.kinds, job_id_of(job_id), owner=owner)
    return no_content()


@router.post(
    "/{job_id}/cancel", response_model=Job, summary="Cancel a job", responses=conflicts("It has ended already.")
)
async def cancel(job_id: JobId, caller: JobWriter) -> Response:
    """Calls off an unfinished job; it costs nothing."""
    job = job_id_of(job_id)
    await cancel_job(caller.session, caller.tenant, job, owner=caller.owner_unless(Permission.JOBS_MANAGE_ANY))
    return answer(render.job(found(await queries.find(caller.session, caller.tenant, job)), caller.links))
