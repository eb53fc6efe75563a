"""Tell the world how a job stands, in the transaction that changed it."""

from uuid import UUID

import asyncpg

from contentforge_platform import events
from contentforge_platform.database import WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId, UserId, new_id

OBJECT_KIND = "job"


def event_of(tenant: TenantId, job: asyncpg.Record, event: UUID | None = None) -> LiveEvent:
    """The live event for a job row that was just moved on to a new sequence number; its id, if it has one already."""
    return LiveEvent(
        tenant=tenant,
        user=UserId(job["user_id"]),
        object_kind=OBJECT_KIND,
        object_id=job["id"],
        sequence=job["sequence"],
        state=job["status"],
        data={
            "content_types_done": job["content_types_done"],
            "images_done": job["images_done"],
            "error_message": job["error_message"],
        },
        id=event or new_id(),
    )


async def tell(session: WriteSession, tenant: TenantId, job: asyncpg.Record) -> None:
    """Record that event by itself; `work.finish` and its like record it along the way."""
    await events.record(session, event_of(tenant, job))
