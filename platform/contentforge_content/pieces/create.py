"""Make pieces: ordered by a prompt, or written by hand."""

from dataclasses import dataclass

from contentforge_content.author import Author
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.jobs.order import JobOrder
from contentforge_content.pieces import repository
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.pieces.terms import Terms
from contentforge_content.vocabulary import ContentType, SourceType, word_count
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """What a person asks for in their own words.

    Attributes:
        in_library: whether the text is kept among their contents at once, or only when they save it.
    """

    prompt: str
    content_type: ContentType
    title: str | None = None
    in_library: bool = True


async def order(session: WriteSession, author: Author, kinds: JobKinds, asked: Prompted, terms: Terms) -> Piece:
    """Order a text; costs one generation. The piece comes back as it now stands, without being read again.

    Raises:
        LimitReached: the plan has no generation left.
    """
    wanted = JobOrder(
        source_type=SourceType.PROMPT,
        content_types=[asked.content_type],
        prompt=asked.prompt,
        title=asked.title,
        provider=terms.provider,
        model=terms.model,
        in_library=asked.in_library,
        delay=terms.hold,
    )
    [made] = await create_jobs(session, author, kinds, [wanted])
    return Piece(
        id=wanted.first_item,
        user=author.user,
        content_type=asked.content_type,
        title=asked.title,
        in_library=asked.in_library,
        created_at=made.created_at,
        updated_at=made.created_at,
        status=PieceStatus.QUEUED,
        job=made.id,
        prompt=asked.prompt,
        run_at=made.run_at,
        due=terms.hold <= 0,
        ordered_at=made.created_at,
        sequence=1,
    )


async def write_by_hand(
    session: WriteSession, tenant: TenantId, user: UserId, content_type: ContentType, *, title: str, text: str
) -> Piece:
    """Keep a text that a person brings along; it costs nothing."""
    item = new_id()
    moment = await repository.insert(
        session, tenant, item, user, content_type, title=title, text=text, words=word_count(text)
    )
    return Piece(
        id=item,
        user=user,
        content_type=content_type,
        title=title,
        text=text,
        in_library=True,
        created_at=moment,
        updated_at=moment,
        status=PieceStatus.COMPLETED,
    )
