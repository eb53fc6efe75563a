"""Read pieces: one, or a page of them by type, status, time and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contentforge_content.pieces.piece import Piece, PieceStatus, job_statuses
from contentforge_content.vocabulary import ContentType
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId, UserId

MOST_SEARCHED: Final = 20_000
"""A substring search looks through so many of an organization's pieces, the newest."""

MOST_LOOKED_THROUGH: Final = 1_000
"""What has just ended is looked for among so many of a person's jobs, the newest."""

_COLUMNS = """
item.id, item.user_id, item.content_type, item.title, item.tags, item.notes, item.text, item.generated_text,
item.provider, item.model, item.in_library, item.created_at, greatest(item.updated_at, job.updated_at) AS updated_at,
job.id AS job_id, job.prompt, job.status, job.error_message, job.run_at,
coalesce(job.run_at <= clock_timestamp(), true) AS due, job.created_at AS ordered_at, job.completed_at AS ended_at,
coalesce(job.sequence, 0) AS sequence
"""

_JOINED = """
content_item AS item
LEFT JOIN generation_job AS job ON job.organization_id = item.organization_id AND job.id = item.job_id
"""

# The first condition is that of the partial indexes, word for word: without it they are not used.
_PIECES = """
item.content_type NOT IN ('title', 'description', 'meta_description', 'keywords', 'bullet_points')
AND item.organization_id = $1 AND item.content_type = ANY($2::text[])
"""

_FIND = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_PIECES} AND item.id = $3"

_FIND_BY_JOB = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_PIECES} AND item.job_id = $3 LIMIT 1"

_OF_JOBS = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_PIECES} AND item.job_id = ANY($3::uuid[])"

# Somebody's newest jobs are found by their index; when they ended is not indexed.
_JUST_ENDED = f"""
SELECT {_COLUMNS} FROM (
    SELECT * FROM generation_job AS own WHERE own.organization_id = $1 AND own.user_id = $3
    ORDER BY own.created_at DESC, own.id DESC LIMIT {MOST_LOOKED_THROUGH}
) AS job JOIN content_item AS item ON item.organization_id = job.organization_id AND item.job_id = job.id
WHERE {_PIECES} AND job.completed_at > clock_timestamp() - make_interval(secs => $4)
ORDER BY job.completed_at LIMIT $5
"""

_FILTER = f"""
{_PIECES}
AND ($3::text[] IS NULL OR coalesce(job.status, 'completed') = ANY($3::text[]))
AND ($4::timestamptz IS NULL OR item.created_at >= $4) AND ($5::timestamptz IS NULL OR item.created_at < $5)
AND (NOT $6 OR (item.in_library AND item.text IS NOT NULL))
"""

_NEWEST = "ORDER BY item.created_at DESC, item.id DESC"

_PAGE = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_FILTER} {_NEWEST} LIMIT $7 OFFSET $8"

_COUNT = f"SELECT count(*) FROM {_JOINED} WHERE {_FILTER}"

# Case is folded by the database on both sides; what was typed is looked for as it is, never as a pattern.
_FOUND = f"""
FROM (
    SELECT {_COLUMNS} FROM {_JOINED} WHERE {_FILTER} {_NEWEST} LIMIT {MOST_SEARCHED}
) AS item
WHERE item.content_type = ANY($8::text[]) OR strpos(lower(item.title), lower($7)) > 0
   OR strpos(lower(item.text), lower($7)) > 0
   OR ($9 AND (strpos(lower(item.prompt), lower($7)) > 0 OR strpos(lower(item.notes), lower($7)) > 0
               OR EXISTS (SELECT 1 FROM unnest(item.tags) AS tag WHERE strpos(lower(tag), lower($7)) > 0)))
"""

_SEARCH = f"SELECT item.* {_FOUND} {_NEWEST} LIMIT $10 OFFSET $11"

_COUNT_FOUND = f"SELECT count(*) {_FOUND}"

_ORDERED = f"""
SELECT {_COLUMNS} FROM generation_job AS job
JOIN content_item AS item ON item.organization_id = job.organization_id AND item.job_id = job.id
WHERE {_PIECES} AND job.organization_id = $1 AND job.source_type = 'prompt'
ORDER BY job.created_at DESC, job.id DESC LIMIT $3
"""

_COUNT_ORDERED = f"""
SELECT count(*) FROM generation_job AS job
JOIN content_item AS item ON item.organization_id = job.organization_id AND item.job_id = job.id
WHERE {_PIECES} AND job.organization_id = $1 AND job.source_type = 'prompt'
"""

_EXISTS = "SELECT content_item_exists($1)"


@dataclass(frozen=True, slots=True)
class Search:
    """A substring to look for, whatever its case, in title and text.

    Attributes:
        types: the types whose name, as the API writes it, contains the substring.
        everywhere: look in prompt, notes and tags, too.
    """

    text: str
    types: Sequence[ContentType] = ()
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFilter:
    """Which pieces are asked for; the conditions combine.

    Attributes:
        types: those that the API can name, or some of them.
        since, until: when the piece was made; `until` is the first moment that is too late.
        finished_in_library: only those that are there and kept among people's contents.
    """

    types: Sequence[ContentType]
    status: PieceStatus | None = None
    since: datetime | None = None
    until: datetime | None = None
    finished_in_library: bool = False
    search: Search | None = None

    def conditions(self) -> tuple[object, ...]:
        """The parameters from the second on."""
        statuses = None if self.status is None else job_statuses(self.status)
        return (self.types, statuses, self.since, self.until, self.finished_in_library)


async def find(session: ReadSession, tenant: TenantId, item: UUID, types: Sequence[ContentType]) -> Piece | None:
    """The piece, if it is of one of the `types` that the asking API can name."""
    row = await session.fetchrow(_FIND, tenant, types, item)
    return None if row is None else Piece.of(row)


async def find_by_job(session: ReadSession, tenant: TenantId, job: UUID, types: Sequence[ContentType]) -> Piece | None:
    """The piece that a job writes."""
    row = await session.fetchrow(_FIND_BY_JOB, tenant, types, job)
    return None if row is None else Piece.of(row)


async def of_jobs(
    session: ReadSession, tenant: TenantId, jobs: Sequence[UUID], types: Sequence[ContentType]
) -> list[Piece]:
    """All pieces that these jobs write."""
    return [Piece.of(row) for row in await session.fetch(_OF_JOBS, tenant, types, jobs)]


async def just_ended(
    session: ReadSession,
    tenant: TenantId,
    user: UserId,
    types: Sequence[ContentType],
    *,
    seconds: float,
    limit: int = 100,
) -> list[Piece]:
    """The pieces of a person's jobs that ended within the last `seconds`, the earliest end first."""
    return [Piece.of(row) for row in await session.fetch(_JUST_ENDED, tenant, types, user, seconds, limit)]


async def page(
    session: ReadSession, tenant: TenantId, wanted: PieceFilter, *, limit: int, offset: int = 0
) -> list[Piece]:
    """The pieces that fit, newest first."""
    conditions = wanted.conditions()
    if wanted.search is None:
        rows = await session.fetch(_PAGE, tenant, *conditions, limit, offset)
    else:
        rows = await session.fetch(_SEARCH, tenant, *conditions, *_sought(wanted.search), limit, offset)
    return [Piece.of(row) for row in rows]


async def count(session: ReadSession, tenant: TenantId, wanted: PieceFilter) -> int:
    """How many pieces fit."""
    conditions = wanted.conditions()
    if wanted.search is None:
        return int(await session.fetchval(_COUNT, tenant, *conditions))
    return int(await session.fetchval(_COUNT_FOUND, tenant, *conditions, *_sought(wanted.search)))


async def ordered(session: ReadSession, tenant: TenantId, types: Sequence[ContentType], *, limit: int) -> list[Piece]:
    """The pieces of jobs that a prompt was typed for, in whatever state, the newest job first."""
    return [Piece.of(row) for row in await session.fetch(_ORDERED, tenant, types, limit)]


async def count_ordered(session: ReadSession, tenant: TenantId, types: Sequence[ContentType]) -> int:
    """How many `ordered` would list without a limit."""
    return int(await session.fetchval(_COUNT_ORDERED, tenant, types))


async def exists_anywhere(session: ReadSession, item: UUID) -> bool:
    """Whether any organization has an item of this id: the one question that looks beyond the tenant, for generator."""
    return bool(await session.fetchval(_EXISTS, item))


def _sought(search: Search) -> tuple[object, ...]:
    return (search.text, search.types, search.everywhere)
