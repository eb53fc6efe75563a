"""`/content/tags` and the tags of `/content/jobs`: what people find jobs by again."""

from typing import Annotated

from fastapi import APIRouter, Response

from contentforge_app.apis.common.answers import answer, found
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.contentforge.content import render
from contentforge_app.apis.contentforge.content.jobs import JobId, job_id_of
from contentforge_app.apis.contentforge.content.schemas import Job, TaggedMany, TagInUse, TagManyRequest, TagRequest
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, read, write
from contentforge_content.jobs import queries, tagging
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/content", route_class=StrictJsonRoute, tags=["jobs"], responses=CALLER_ERRORS)

TagReader = Annotated[Reading, read(Permission.JOBS_READ)]
Tagger = Annotated[Writing, write(Permission.CONTENT_EDIT_OWN)]


@router.get(
    "/tags",
    response_model=list[TagInUse],
    summary="List tags",
    description=f"The tags of the newest {tagging.MOST_COUNTED:,} jobs that have any, those of the most jobs first; "
    f"at most {tagging.MOST_IN_USE}.",
)
async def list_tags(caller: TagReader) -> Response:
    return answer(await tagging.in_use(caller.session, caller.tenant))


@router.patch("/jobs/{job_id}", response_model=Job, summary="Tag a job")
async def tag_job(job_id: JobId, body: TagRequest, caller: Tagger) -> Response:
    """Gives a job these tags in place of those that it has, in whatever state it is."""
    job, owner = job_id_of(job_id), caller.owner_unless(Permission.CONTENT_EDIT_ANY)
    await tagging.set_tags(caller.session, caller.tenant, job, body.tags, owner=owner)
    return answer(render.job(found(await queries.find(caller.session, caller.tenant, job)), caller.links))


@router.post("/jobs/tags", response_model=TaggedMany, summary="Tag many jobs")
async def tag_jobs(body: TagManyRequest, caller: Tagger) -> Response:
    """Takes tags from jobs and adds others, all or none: one job out of reach (404) or too full (422) stops it.

    What is both removed and added is kept as it is spelled in `add`.
    """
    changed = await tagging.change_tags(
        caller.session,
        caller.tenant,
        body.ids,
        add=body.add,
        remove=body.remove,
        owner=caller.owner_unless(Permission.CONTENT_EDIT_ANY),
    )
    return answer({"changed": [{"id": job, "tags": tags} for job, tags in changed.items()]})
