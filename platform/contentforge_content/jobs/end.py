"""End a job before its work is done: cancelled, deleted or failed. Holds are released, work is called off."""

from typing import Final
from uuid import UUID

import asyncpg

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.images import repository as images
from contentforge_content.images.discard import discard
from contentforge_content.jobs import repository
from contentforge_content.jobs.errors import JobEnded, JobNotFound
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.progress import tell
from contentforge_content.vocabulary import OPEN_STATES, JobStatus
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId

CANCELLED: Final = "Cancelled"


async def lock_visible(session: WriteSession, tenant: TenantId, job: UUID, owner: UserId | None) -> asyncpg.Record:
    """The job's standing, locked; `owner` restricts to that person's jobs.

    Raises:
        JobNotFound: there is none, or it is not the owner's.
    """
    row = await repository.lock(session, tenant, job)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise JobNotFound
    return row


async def end_early(
    session: WriteSession, tenant: TenantId, job: UUID, *, status: JobStatus, reason: str
) -> list[UUID]:
    """Release what the job holds, fail its unfinished images, note its end; the images whose work is to be called off.

    A job whose texts are there already (its generation is settled) ends as completed: they are delivered and counted.
    The job's row must be locked. The caller ends the work items afterwards, which keeps the order of locks.
    """
    pending = await images.fail(session, tenant, await images.unfinished(session, tenant, job), reason)
    released = await usage.release(session, tenant, [Metric.GENERATIONS], [job])
    await usage.release(session, tenant, [Metric.IMAGES], pending)
    final, told = (status, reason) if job in released else (JobStatus.COMPLETED, None)
    row = await repository.end(session, tenant, job, final, told)
    if row is not None:
        await tell(session, tenant, row)
    return pending


async def cancel_job(session: WriteSession, tenant: TenantId, job: UUID, *, owner: UserId | None = None) -> None:
    """Cancel an unfinished job: it costs nothing. If its texts are there already, only its images are called off.

    Raises:
        JobNotFound: no such job in sight.
        JobEnded: it has ended.
    """
    row = await lock_visible(session, tenant, job, owner)
    if row["status"] not in OPEN_STATES:
        raise JobEnded(row["status"])
    pending = await end_early(session, tenant, job, status=JobStatus.CANCELLED, reason=CANCELLED)
    await work.cancel(session, tenant, [job, *pending])


async def delete_job(
    session: WriteSession, tenant: TenantId, kinds: JobKinds, job: UUID, *, owner: UserId | None = None
) -> None:
    """Delete a job with its texts and images; an unfinished one is cancelled first. Finished work stays counted.

    Raises:
        JobNotFound: no such job in sight.
    """
    row = await lock_visible(session, tenant, job, owner)
    if row["status"] in OPEN_STATES:
        pending = await end_early(session, tenant, job, status=JobStatus.CANCELLED, reason=CANCELLED)
        await work.cancel(session, tenant, [job, *pending])
    keys = await images.object_keys(session, tenant, job)
    await repository.delete(session, tenant, job)
    await discard(session, tenant, kinds.discard, keys)
