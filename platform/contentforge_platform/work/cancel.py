"""Cancel what has not ended. A worker that holds the item finds its lease gone and writes nothing."""

from collections.abc import Sequence
from uuid import UUID

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.ids import TenantId, WorkItemId
from contentforge_platform.work import repository
from contentforge_platform.work.enqueue import Wake


async def cancel(session: WriteSession, tenant: TenantId, subjects: Sequence[UUID]) -> list[WorkItemId]:
    """Cancel the unfinished items about `subjects`; the ids of those that were unfinished.

    Call it after locking the subjects' own rows and releasing their usage: workers lock in that order, too.
    """
    cancelled = await repository.cancel(session, tenant, subjects)
    for queue in {row["queue"] for row in cancelled}:
        session.after_commit(Wake(queue))
    return [WorkItemId(row["id"]) for row in cancelled]
