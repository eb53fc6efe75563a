"""Write a piece anew in place: it is queued again under a new job, and its former text stays among its versions."""

from uuid import UUID

from contentforge_content.author import Author
from contentforge_content.content import repository as content
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs import queries as jobs
from contentforge_content.jobs import repository
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.end import delete_job
from contentforge_content.jobs.errors import GenerationInProgress
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder, NewJob
from contentforge_content.pieces.terms import Terms
from contentforge_content.vocabulary import ContentType, SourceType
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import UserId


async def regenerate_in_place(
    session: WriteSession,
    author: Author,
    kinds: JobKinds,
    item: UUID,
    *,
    terms: Terms,
    owner: UserId | None = None,
) -> NewJob:
    """Empty the piece and order its text again from the same prompt; costs one generation. The former job is gone.

    One that was written by hand is written anew from its title.

    Raises:
        ContentNotFound: no such item in sight; `owner` restricts sight to that person's.
        GenerationInProgress: it is being written already.
        LimitReached: the plan has no generation left.
    """
    row = await content.lock(session, author.tenant, item)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ContentNotFound
    former = row["job_id"]
    source = None if former is None else await jobs.source_of(session, author.tenant, former)
    if (source is not None and source.unfinished) or await repository.is_regenerating(session, author.tenant, item):
        raise GenerationInProgress
    wanted = JobOrder(
        source_type=SourceType.PROMPT if source is None else SourceType(source.source_type),
        content_types=[ContentType(row["content_type"])],
        source_url=None if source is None else source.source_url,
        source_data={} if source is None else source.source_data,
        facts_read=source is not None,
        prompt=(row["title"] or row["text"]) if source is None else source.prompt,
        template_id=None if source is None else source.template_id,
        provider=terms.provider,
        model=terms.model,
        delay=terms.hold,
        first_item=item,
    )
    [made] = await create_jobs(session, author, kinds, [wanted])
    if former is not None:
        await delete_job(session, author.tenant, kinds, former)
    return made
