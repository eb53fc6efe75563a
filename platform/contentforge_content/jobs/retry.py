"""Begin a failed job once more, or have one that waits for its next attempt tried now."""

from uuid import UUID

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_billing.plans import Plan
from contentforge_billing.usage import Cause
from contentforge_content.images import repository as images
from contentforge_content.jobs import repository
from contentforge_content.jobs.errors import GenerationInProgress, JobNotFound, NotRetryable
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.progress import event_of
from contentforge_content.vocabulary import OPEN_STATES, JobStatus
from contentforge_platform import work
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId
from contentforge_platform.work import NewItem, history


async def retry_job(session: WriteSession, tenant: TenantId, kinds: JobKinds, job: UUID, plan: Plan) -> bool:
    """Have the job done after all; True if it had failed and begins anew, False if its next attempt is only hastened.

    A job that failed holds its units again, as if it were ordered now: one generation, and an image for each that was
    called off with it. An image that failed by itself stays failed.

    Raises:
        JobNotFound: the organization has none of this id.
        NotRetryable: it is done or cancelled, or nothing of it waits for another attempt.
        GenerationInProgress: another job is writing the same text anew.
        LimitReached: the plan has no units left.
    """
    row = await repository.lock(session, tenant, job)
    if row is None:
        raise JobNotFound
    if row["status"] in OPEN_STATES:
        waiting = await images.unfinished(session, tenant, job)
        if not await work.hasten(session, tenant, [job, *waiting]):
            raise NotRetryable("Nothing of this job waits for another attempt.")
        return False
    if row["status"] != JobStatus.FAILED:
        raise NotRetryable(f"This job is {row['status']}; only failed ones can be begun anew.")
    if row["target_id"] is not None and await repository.is_regenerating(session, tenant, row["target_id"]):
        raise GenerationInProgress
    called_off = await _called_off(session, tenant, job)
    await images.reopen(session, tenant, called_off)
    cause = Cause(row["user_id"])
    await usage.reserve(session, tenant, Metric.GENERATIONS, 1, job, plan, cause=cause)
    await usage.reserve_many(session, tenant, Metric.IMAGES, called_off, plan, cause=cause)
    again = await repository.reopen(session, tenant, job, 1 + len(called_off))
    await work.enqueue(session, tenant, kinds.generation, [NewItem(job)], told=[event_of(tenant, again)])
    await work.enqueue(session, tenant, kinds.image, [NewItem(image) for image in called_off])
    return True


async def _called_off(session: ReadSession, tenant: TenantId, job: UUID) -> list[UUID]:
    """The images that failed because the job did.

    What attempts have stored of one that failed by itself is about to be deleted, under the names that it would have.
    """
    failed = await images.failed_of(session, tenant, job)
    by_themselves = {
        item.subject_id for item in await history.of_subjects(session, tenant, failed) if item.state == "failed"
    }
    return [image for image in failed if image not in by_themselves]
