"""Tags of jobs: people's own words to find jobs by again. Two that differ in case only are one tag."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from contentforge_content.jobs.errors import JobNotFound, TooManyTags
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

MOST_TAGS: Final = 20
"""So many has a job at most."""
LONGEST_TAG: Final = 50
"""In characters."""
MOST_COUNTED: Final = 5_000
"""Tags in use are those of so many jobs, the newest that have any."""
MOST_IN_USE: Final = 500
"""So many tags in use are told, those of the most jobs first."""

_SET = """
UPDATE generation_job SET tags = $4
WHERE organization_id = $1 AND id = $2 AND ($3::uuid IS NULL OR user_id = $3) RETURNING id
"""

# In the order of their ids, so that two who tag the same jobs wait for each other and never in a ring.
_LOCK = """
SELECT id, tags FROM generation_job
WHERE organization_id = $1 AND id = ANY($2::uuid[]) AND ($3::uuid IS NULL OR user_id = $3)
ORDER BY id FOR NO KEY UPDATE
"""

_CHANGE = """
UPDATE generation_job AS job SET tags = wanted.tags
FROM jsonb_to_recordset($2::jsonb) AS wanted (id uuid, tags text[])
WHERE job.organization_id = $1 AND job.id = wanted.id RETURNING job.id
"""

_IN_USE: Final = f"""
SELECT mode() WITHIN GROUP (ORDER BY tag) AS tag, count(*) AS jobs
FROM (
    SELECT tags FROM generation_job WHERE organization_id = $1 AND tags <> '{{}}'
    ORDER BY created_at DESC, id DESC LIMIT {MOST_COUNTED}
) AS job, unnest(job.tags) AS tag
GROUP BY lower(tag) ORDER BY jobs DESC, lower(tag) LIMIT {MOST_IN_USE}
"""


@dataclass(frozen=True, slots=True)
class TagInUse:
    """A tag as most jobs spell it, and how many have it, however they spell it."""

    tag: str
    jobs: int


def cleaned(tag: str) -> str:
    """A tag as it is kept: composed (NFC), without blanks around it, a single space for those within."""
    return " ".join(unicodedata.normalize("NFC", tag).split())


def distinct(tags: Iterable[str]) -> list[str]:
    """Cleaned tags, each once as it is spelled first; what is blank is left out."""
    found: dict[str, str] = {}
    for tag in map(cleaned, tags):
        if tag:
            found.setdefault(tag.lower(), tag)
    return list(found.values())


async def set_tags(
    session: WriteSession, tenant: TenantId, job: UUID, tags: Sequence[str], *, owner: UserId | None = None
) -> None:
    """Give the job these tags, and no others; they are distinct, and short enough.

    Raises:
        JobNotFound: no such job in sight; `owner` restricts sight to that person's.
    """
    if await session.fetchval(_SET, tenant, job, owner, list(tags)) is None:
        raise JobNotFound


async def change_tags(
    session: WriteSession,
    tenant: TenantId,
    jobs: Iterable[UUID],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    owner: UserId | None = None,
) -> Mapping[UUID, list[str]]:
    """Take tags from jobs, then add some behind those that stay; the tags of each job that is another by it.

    A job that has a tag keeps its spelling of it, unless that is removed as well.

    Raises:
        JobNotFound: one of them is not in sight, as with `set_tags`; nothing has changed.
        TooManyTags: one of them would have more than `MOST_TAGS`; nothing has changed.
    """
    asked = list(dict.fromkeys(jobs))
    rows = await session.fetch(_LOCK, tenant, asked, owner)
    if len(rows) < len(asked):
        raise JobNotFound
    gone = {cleaned(tag).lower() for tag in remove}
    changed: dict[UUID, list[str]] = {}
    for row in rows:
        tags = distinct([*(tag for tag in row["tags"] if tag.lower() not in gone), *add])
        if len(tags) > MOST_TAGS:
            raise TooManyTags(row["id"], MOST_TAGS)
        if tags != row["tags"]:
            changed[row["id"]] = tags
    if changed:
        wanted = [{"id": str(job), "tags": tags} for job, tags in changed.items()]
        await session.fetch(_CHANGE, tenant, orjson.dumps(wanted).decode())
    return changed


async def in_use(session: ReadSession, tenant: TenantId) -> list[TagInUse]:
    """The tags of the newest `MOST_COUNTED` tagged jobs, those of the most jobs first, at most `MOST_IN_USE`."""
    return [TagInUse(row["tag"], row["jobs"]) for row in await session.fetch(_IN_USE, tenant)]
