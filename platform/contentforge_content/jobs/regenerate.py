"""Write one text anew: a job of that one type, whose text becomes the item's next version."""

from uuid import UUID

from contentforge_content.author import Author
from contentforge_content.content import repository as content
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs import queries, repository
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.errors import GenerationInProgress
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder
from contentforge_content.vocabulary import ContentType, SourceType
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import UserId


async def regenerate(
    session: WriteSession,
    author: Author,
    kinds: JobKinds,
    item: UUID,
    *,
    provider: str | None = None,
    model: str | None = None,
    owner: UserId | None = None,
    delay: float = 0.0,
) -> UUID:
    """Order a new text for `item` from the same source; costs one generation.

    Raises:
        ContentNotFound: no such item in sight, or one that was never generated.
        GenerationInProgress: it is being written already.
    """
    row = await content.lock(session, author.tenant, item)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ContentNotFound
    source = await queries.source_of(session, author.tenant, row["job_id"]) if row["job_id"] else None
    if source is None:
        raise ContentNotFound
    if source.unfinished or await repository.is_regenerating(session, author.tenant, item):
        raise GenerationInProgress
    order = JobOrder(
        source_type=SourceType(source.source_type),
        content_types=[ContentType(row["content_type"])],
        source_url=source.source_url,
        source_data=source.source_data,
        facts_read=True,
        prompt=source.prompt,
        template_id=source.template_id,
        target=item,
        provider=provider,
        model=model,
        delay=delay,
    )
    [job] = await create_jobs(session, author, kinds, [order])
    return job.id
