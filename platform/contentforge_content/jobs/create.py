"""Make jobs: rows, quota, work and event in one transaction. A 2xx after its commit means the work will be done."""

from collections.abc import Sequence
from uuid import UUID

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.author import Author
from contentforge_content.images import repository as images
from contentforge_content.images.repository import NewImage
from contentforge_content.jobs import repository
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder, NewJob
from contentforge_content.jobs.progress import OBJECT_KIND
from contentforge_platform import work
from contentforge_platform.database import WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.observability import current_traceparent
from contentforge_platform.work import NewItem, Wake


async def create_jobs(
    session: WriteSession, author: Author, kinds: JobKinds, orders: Sequence[JobOrder]
) -> list[NewJob]:
    """Make one job per order, all or none, in their sequence; each costs one generation, each of its images one image.

    Raises:
        LimitReached: the plan has fewer units left than all orders together need.
    """
    if len(orders) == 1 and not orders[0].image_urls:
        return [await _place(session, author, kinds, orders[0])]
    tenant = author.tenant
    made = await repository.insert(session, tenant, author.user, orders)
    wanted = [NewImage(order.id, url, place) for order in orders for place, url in enumerate(order.image_urls)]
    if wanted:
        await images.insert(session, tenant, author.user, wanted)
    await _reserve(session, author, [order.id for order in orders], [image.id for image in wanted])
    delays = {order.id: order.delay for order in orders}
    texts = [NewItem(order.id, order.delay) for order in orders]
    born = [_born(author, order.id) for order in orders]
    await work.enqueue(session, tenant, kinds.generation, texts, told=born)
    pictures = [NewItem(image.id, delays[image.job]) for image in wanted]
    await work.enqueue(session, tenant, kinds.image, pictures)
    return [NewJob(row["id"], row["created_at"], row["run_at"]) for row in made]


async def _place(session: WriteSession, author: Author, kinds: JobKinds, order: JobOrder) -> NewJob:
    """A single order without images, which most are, takes one statement; it completes the transaction."""
    born = _born(author, order.id)
    row = await repository.place(session, author, kinds.generation, order, trace=current_traceparent(), told=born)
    author.quota.remaining = 0 if row is None else row["units_left"]
    if row is None:
        raise await usage.refusal(session, author.tenant, Metric.GENERATIONS, 1, author.plan)
    session.after_commit(Wake(kinds.generation.queue))
    session.after_commit(born)
    return NewJob(order.id, row["created"], row["due"])


async def _reserve(session: WriteSession, author: Author, jobs: Sequence[UUID], images_: Sequence[UUID]) -> None:
    plan, cause = author.plan, author.cause
    await usage.reserve_many(session, author.tenant, Metric.GENERATIONS, jobs, plan, cause=cause)
    await usage.reserve_many(session, author.tenant, Metric.IMAGES, images_, plan, cause=cause)
    overview = await usage.usage_overview(session, author.tenant, plan)
    author.quota.remaining = overview.of(Metric.GENERATIONS).remaining


def _born(author: Author, job: UUID) -> LiveEvent:
    data = {"content_types_done": 0, "images_done": 0, "error_message": None}
    return LiveEvent(author.tenant, author.user, OBJECT_KIND, job, sequence=1, state="pending", data=data)
