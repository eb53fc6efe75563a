"""`/operator/jobs`: what is ordered, how it fares, and setting it going again."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contentforge_admin.operator.audited import JOB
from contentforge_admin.operator.doors import (
    ERRORS,
    PREFIX,
    TAG,
    TOKEN_ONLY,
    Act,
    Look,
    OrganizationId,
    conflicts,
    known_id,
)
from contentforge_admin.operator.jobs.schemas import OperatorJob, OperatorJobDetail
from contentforge_admin.operator.reasons import MaybeBecause
from contentforge_content.jobs import overseen
from contentforge_content.jobs.end import cancel_job
from contentforge_content.jobs.overseen import JobFilter
from contentforge_content.jobs.retry import retry_job
from contentforge_content.vocabulary import JobStatus
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import TenantId
from contentforge_platform.work import history
from contentforge_tenants import organizations
from contentforge_tenants.operators import Deed, Verb

router = APIRouter(prefix=PREFIX, route_class=LenientBodyRoute, tags=[TAG], responses=ERRORS)

_MOST_SECONDS: Final = 10 * 366 * 86_400
Age = Annotated[int | None, Query(ge=0, le=_MOST_SECONDS)]


async def _job_id(job_id: Annotated[str, Path(description="The job's id.")]) -> UUID:
    return known_id(job_id, "Generation job not found.")


JobId = Annotated[UUID, Depends(_job_id)]


async def _wanted(
    status: JobStatus | None = None,
    organization_id: UUID | None = None,
    older_than: Annotated[Age, Query(description="Ordered at least so many seconds ago.")] = None,
    newer_than: Annotated[Age, Query(description="Ordered at most so many seconds ago.")] = None,
) -> JobFilter:
    return JobFilter(
        status=status,
        organization=None if organization_id is None else TenantId(organization_id),
        older=None if older_than is None else timedelta(seconds=older_than),
        younger=None if newer_than is None else timedelta(seconds=newer_than),
    )


@router.get("/jobs", response_model=Stretched[OperatorJob], summary="List jobs", openapi_extra=TOKEN_ONLY)
async def list_jobs(
    caller: Look, wanted: Annotated[JobFilter, Depends(_wanted)], asked: Annotated[Stretch, Depends(stretch())]
) -> Response:
    """Jobs of all organizations, newest first; conditions combine."""
    jobs, cursor = stretched(await overseen.listing(caller.session, wanted, asked), asked, lambda job: job.place)
    return json_response({"items": [asdict(job) for job in jobs], "next_cursor": cursor})


@router.get(
    "/organizations/{organization_id}/jobs/{job_id}",  # noqa: FAST003 - the dependencies read them
    response_model=OperatorJobDetail,
    summary="Get a job",
    openapi_extra=TOKEN_ONLY,
)
async def get_job(organization: OrganizationId, job: JobId, caller: Look) -> Response:
    """A job with the work behind it: attempts, workers, and why the last attempt failed."""
    found = await overseen.find(caller.session, organization, job)
    subjects = await overseen.subjects(caller.session, organization, job)
    work = await history.of_subjects(caller.session, organization, subjects)
    return json_response({**asdict(found), "work": [asdict(item) for item in work]})


@router.post(
    "/organizations/{organization_id}/jobs/{job_id}/retry",  # noqa: FAST003 - as above
    status_code=204,
    summary="Retry a job",
    responses=conflicts("It is done or cancelled, or nothing of it waits for another attempt."),
    openapi_extra=TOKEN_ONLY,
)
async def retry(organization: OrganizationId, job: JobId, body: MaybeBecause, caller: Act) -> Response:
    """Begins a failed job anew, on the plan's units of now (403 without any left); hastens the next attempt of others.

    The 60 seconds for which some APIs hold an order back are not cut short.
    """
    await caller.session.enter(organization)
    known = await organizations.get(caller.session, organization)
    console = caller.console
    plan = console.entitlements.plan_of(known.plan)
    anew = await retry_job(caller.session, organization, console.kinds, job, plan)
    old, new = ({"status": JobStatus.FAILED}, {"status": JobStatus.PENDING}) if anew else (None, {"hastened": True})
    await caller.note(Deed(Verb.RETRY_JOB, JOB, job, organization, body.reason, old, new))
    return Response(status_code=204)


@router.post(
    "/organizations/{organization_id}/jobs/{job_id}/cancel",  # noqa: FAST003 - as above
    status_code=204,
    summary="Cancel a job",
    responses=conflicts("It has ended already."),
    openapi_extra=TOKEN_ONLY,
)
async def cancel(organization: OrganizationId, job: JobId, body: MaybeBecause, caller: Act) -> Response:
    """Calls off an unfinished job; it costs its organization nothing."""
    await caller.session.enter(organization)
    await cancel_job(caller.session, organization, job)
    new = {"status": JobStatus.CANCELLED}
    await caller.note(Deed(Verb.CANCEL_JOB, JOB, job, organization, body.reason, None, new))
    return Response(status_code=204)
