"""Find jobs by how they stand, where they came from and what they say; lists without a wish are `queries.page`."""

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

_FITTING: Final = f"""
SELECT job.id, job.created_at, job.source_url, job.prompt, job.source_data->>'name' AS name
FROM generation_job AS job
WHERE job.organization_id = $1 AND ($2::text[] IS NULL OR job.status = ANY($2))
  AND ($3::text[] IS NULL OR job.source_type = ANY($3))
  AND ($4::uuid IS NULL OR (job.created_at, job.id) < (
        SELECT last.created_at, last.id FROM generation_job AS last WHERE last.organization_id = $1 AND last.id = $4))
{_NEWEST} LIMIT {MOST_SEARCHED}
"""

# Case is folded by the database on both sides; what was typed is looked for as it is, never as a pattern.
_FOUND: Final = f"""
FROM ({_FITTING}) AS job
WHERE $5::text IS NULL OR strpos(lower(job.name), lower($5)) > 0 OR strpos(lower(job.source_url), lower($5)) > 0
   OR strpos(lower(job.prompt), lower($5)) > 0
   OR EXISTS (SELECT 1 FROM content_item AS item WHERE item.organization_id = $1 AND item.job_id = job.id
                AND strpos(lower(item.text), lower($5)) > 0)
"""

_PAGE: Final = f"SELECT job.id {_FOUND} {_NEWEST} LIMIT $6 OFFSET $7"

_COUNT: Final = f"SELECT count(*) {_FOUND}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which jobs are asked for; the conditions combine, an empty one is none.

    Attributes:
        before: only jobs that are listed after this one, which is how a list is read on.
        search: a substring of the product's name, the address, the prompt or a text, whatever its case.
    """

    statuses: Sequence[JobStatus] = ()
    sources: Sequence[SourceType] = ()
    before: UUID | None = None
    search: str | None = None

    @property
    def is_any(self) -> bool:
        """Whether every job is meant."""
        return not (self.statuses or self.sources or self.before or self.search)

    def parameters(self) -> tuple[object, ...]:
        """What the statements take from `$2` on."""
        return (list(self.statuses) or None, list(self.sources) or None, self.before, self.search or None)


async def page(session: ReadSession, tenant: TenantId, wish: Wish, *, limit: int, offset: int) -> list[UUID]:
    """The ids of the jobs that fit, newest first; at most `MOST_SEARCHED` are looked through."""
    rows = await session.fetch(_PAGE, tenant, *wish.parameters(), limit, offset)
    return [row["id"] for row in rows]


async def count(session: ReadSession, tenant: TenantId, wish: Wish) -> int:
    """How many jobs fit, of those that are looked through."""
    return int(await session.fetchval(_COUNT, tenant, *wish.parameters()))
