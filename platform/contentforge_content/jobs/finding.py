"""Find jobs by how they stand, where they came from, how they are tagged and what they say.

Lists without a wish are `queries.page`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contentforge_content.vocabulary import JobStatus, SourceType
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

MOST_SEARCHED: Final = 20_000
"""A substring is looked for in so many of an organization's jobs, the newest that fit otherwise."""

_NEWEST: Final = "ORDER BY job.created_at DESC, job.id DESC"

_FITTING: Final = """
SELECT job.id, job.created_at, job.source_url, job.prompt, job.source_data->>'name' AS name
FROM generation_job AS job
WHERE job.organization_id = $1 AND ($2::text[] IS NULL OR job.status = ANY($2))
  AND ($3::text[] IS NULL OR job.source_type = ANY($3))
  AND ($4::uuid IS NULL OR (job.created_at, job.id) < (
        SELECT last.created_at, last.id FROM generation_job AS last WHERE last.organization_id = $1 AND last.id = $4))
  AND
"""

# Two statements, since each is served by another index.
_UNTAGGED: Final = "$6::text IS NULL"
_TAGGED: Final = """
job.tags <> '{}' AND EXISTS (SELECT 1 FROM unnest(job.tags) AS tag WHERE lower(tag) = lower($6))
"""

# Case is folded by the database on both sides; what was typed is looked for as it is, never as a pattern.
_SAYING: Final = """
WHERE $5::text IS NULL OR strpos(lower(job.name), lower($5)) > 0 OR strpos(lower(job.source_url), lower($5)) > 0
   OR strpos(lower(job.prompt), lower($5)) > 0
   OR EXISTS (SELECT 1 FROM content_item AS item WHERE item.organization_id = $1 AND item.job_id = job.id
                AND strpos(lower(item.text), lower($5)) > 0)
"""


def _found(tagged: str) -> str:
    return f"FROM ({_FITTING} {tagged} {_NEWEST} LIMIT {MOST_SEARCHED}) AS job {_SAYING}"


def _page_of(tagged: str) -> str:
    return f"SELECT job.id {_found(tagged)} {_NEWEST} LIMIT $7 OFFSET $8"


def _count_of(tagged: str) -> str:
    return f"SELECT count(*) {_found(tagged)}"


_PAGES: Final = {True: _page_of(_TAGGED), False: _page_of(_UNTAGGED)}
_COUNTS: Final = {True: _count_of(_TAGGED), False: _count_of(_UNTAGGED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which jobs are asked for; the conditions combine, an empty one is none.

    Attributes:
        before: only jobs that are listed after this one, which is how a list is read on.
        search: a substring of the product's name, the address, the prompt or a text, whatever its case.
        tag: a whole tag, whatever its case.
    """

    statuses: Sequence[JobStatus] = ()
    sources: Sequence[SourceType] = ()
    before: UUID | None = None
    search: str | None = None
    tag: str | None = None

    @property
    def is_any(self) -> bool:
        """Whether every job is meant."""
        return not (self.statuses or self.sources or self.before or self.search or self.tag)

    def parameters(self) -> tuple[object, ...]:
        """What the statements take from `$2` on."""
        stand = (list(self.statuses) or None, list(self.sources) or None)
        return (*stand, self.before, self.search or None, self.tag or None)


async def page(session: ReadSession, tenant: TenantId, wish: Wish, *, limit: int, offset: int) -> list[UUID]:
    """The ids of the jobs that fit, newest first; at most `MOST_SEARCHED` are looked through."""
    rows = await session.fetch(_PAGES[bool(wish.tag)], tenant, *wish.parameters(), limit, offset)
    return [row["id"] for row in rows]


async def count(session: ReadSession, tenant: TenantId, wish: Wish) -> int:
    """How many jobs fit, of those that are looked through."""
    return int(await session.fetchval(_COUNTS[bool(wish.tag)], tenant, *wish.parameters()))
