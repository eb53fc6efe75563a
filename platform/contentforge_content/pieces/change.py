"""What people do to a piece besides editing its text: describe it, keep it in the library, delete it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from contentforge_content.content import repository as content
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs import repository as jobs
from contentforge_content.jobs.end import cancel_job, delete_job
from contentforge_content.jobs.errors import JobNotFound
from contentforge_content.jobs.kinds import JobKinds
from contentforge_content.pieces import queries, repository
from contentforge_content.pieces.errors import NotFinished, NothingToSave
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import ContentType
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId, UserId

DEFAULT_TITLE_LENGTH: Final = 50


async def describe(
    session: WriteSession,
    tenant: TenantId,
    item: UUID,
    *,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    notes: str | None = None,
    content_type: ContentType | None = None,
    owner: UserId | None = None,
) -> None:
    """Set what is given, in whatever state the piece is; None leaves as it is, an empty title takes it away.

    Raises:
        ContentNotFound: no such item in sight; `owner` restricts sight to that person's.
    """
    row = await content.lock(session, tenant, item)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ContentNotFound
    new_title = repository.UNCHANGED if title is None else title or None
    await repository.describe(session, tenant, item, title=new_title, tags=tags, notes=notes, content_type=content_type)


async def save(
    session: WriteSession,
    tenant: TenantId,
    job: UUID,
    types: Sequence[ContentType],
    *,
    title: str | None = None,
    owner: UserId | None = None,
) -> tuple[Piece, bool]:
    """Put what a job has written into the library; whether that was the first time.

    The title is the one given, else the one it has, else the prompt's first 50 characters.

    Raises:
        JobNotFound: no such job in sight.
        NotFinished: it is not written yet.
        NothingToSave: it never will be.
    """
    seen = await queries.find_by_job(session, tenant, job, types)
    if seen is None or await content.lock(session, tenant, seen.id) is None:
        raise JobNotFound
    piece = await queries.find_by_job(session, tenant, job, types)  # again, now that nobody else can save it
    if piece is None or (owner is not None and piece.user != owner):
        raise JobNotFound
    if piece.status is not PieceStatus.COMPLETED:
        raise NotFinished(piece.status)
    if piece.text is None:
        raise NothingToSave
    await repository.keep(session, tenant, piece.id, title or piece.title or default_title(piece.prompt))
    kept = await queries.find(session, tenant, piece.id, types)
    if kept is None:
        raise JobNotFound
    return kept, not piece.in_library


def default_title(prompt: str | None) -> str:
    """What a piece is called that nobody has named."""
    return " ".join((prompt or "").split())[:DEFAULT_TITLE_LENGTH]


async def delete(
    session: WriteSession, tenant: TenantId, kinds: JobKinds, item: UUID, *, owner: UserId | None = None
) -> None:
    """Delete a piece and its job; if it is not finished, its job is cancelled and costs nothing.

    Raises:
        ContentNotFound: no such item in sight.
    """
    row = await _lock_job_first(session, tenant, item)
    if row is None or (owner is not None and row["user_id"] != owner):
        raise ContentNotFound
    for rewriting in await repository.rewriting(session, tenant, item):
        await cancel_job(session, tenant, rewriting["id"])
    job = row["job_id"]
    if job is not None and await repository.is_alone(session, tenant, job, item):
        await delete_job(session, tenant, kinds, job)
    else:
        await repository.delete(session, tenant, item)


async def _lock_job_first(session: WriteSession, tenant: TenantId, item: UUID) -> asyncpg.Record | None:
    """The item, locked after its job, as workers lock them; the job may change while one waits."""
    row = await content.find(session, tenant, item)
    while row is not None:
        job = row["job_id"]
        if job is not None:
            await jobs.lock(session, tenant, job)
        row = await content.lock(session, tenant, item)
        if row is None or row["job_id"] == job:
            break
    return row
