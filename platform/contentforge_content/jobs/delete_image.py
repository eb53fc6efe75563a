"""Delete one image; its job and the job's texts stay."""

from uuid import UUID

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.images import repository as images
from contentforge_content.images.discard import discard
from contentforge_content.images.errors import ImageNotFound
from contentforge_content.jobs import repository
from contentforge_content.jobs.end import CANCELLED
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.progress import tell
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId


async def delete_image(
    session: WriteSession, tenant: TenantId, kinds: JobKinds, image: UUID, *, owner: UserId | None = None
) -> None:
    """Delete an image and its stored copies; an unfinished one is called off and costs nothing.

    Raises:
        ImageNotFound: no such image in sight.
    """
    job = await images.job_of(session, tenant, image)
    row = await repository.lock(session, tenant, job) if job is not None else None
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ImageNotFound
    unfinished = await images.fail(session, tenant, [image], CANCELLED)
    if unfinished:
        await usage.release(session, tenant, [Metric.IMAGES], unfinished)
        moved_on = await repository.progress(session, tenant, row["id"], ended=1)
        if moved_on is not None:
            await tell(session, tenant, moved_on)
        await work.cancel(session, tenant, unfinished)
    keys = await images.object_keys(session, tenant, image)
    await images.delete(session, tenant, image)
    await discard(session, tenant, kinds.discard, keys)
