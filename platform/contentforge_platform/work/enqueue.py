"""Insert work in the transaction that causes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contentforge_platform.database.sessions import WriteSession
from contentforge_platform.events import LiveEvent, record
from contentforge_platform.ids import TenantId, WorkItemId, new_id
from contentforge_platform.observability import current_traceparent
from contentforge_platform.work import repository
from contentforge_platform.work.kinds import Kind


@dataclass(frozen=True, slots=True)
class Wake:
    """Effect: workers of a queue may find something to claim."""

    queue: str


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to come: what it is about, and in how many seconds at the earliest it may run."""

    subject: UUID
    delay: float = 0.0


async def enqueue(
    session: WriteSession,
    tenant: TenantId,
    kind: Kind,
    items: Sequence[NewItem],
    *,
    told: Sequence[LiveEvent] = (),
) -> list[WorkItemId]:
    """Insert one item per entry, and record the events that tell of them; the items' ids come back in the same order.

    What is due takes a free slot of the organization's lane and is ready at once; the rest waits for its turn. Each
    item carries the trace that it is ordered in, and its attempts become parts of that.
    """
    if not items:
        return []
    trace = current_traceparent()
    ids = [WorkItemId(new_id()) for _ in items]
    together = told[0] if len(items) == 1 and len(told) == 1 else None
    for event in told if together is None else ():
        await record(session, event)
    if len(items) == 1:
        row = repository.Row(ids[0], items[0].subject, trace, items[0].delay)
        await repository.insert(session, tenant, kind, row, together)
    else:
        rows = [(id_, item.subject, item.delay) for id_, item in zip(ids, items, strict=True)]
        await repository.insert_many(session, tenant, kind, rows, trace)
    session.after_commit(Wake(kind.queue))
    return ids
