"""Read jobs for people: whole, with their texts and images, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_content.author import Author
from contentforge_content.jobs.order import JobOrder, NewJob
from contentforge_content.vocabulary import JobStatus
from contentforge_platform.database import ReadSession
from contentforge_platform.ids import TenantId

# Texts and images come as JSON made by the database, in the native API's words, so that a list is serialised once.
_WHOLE = """
SELECT job.id, job.user_id, job.source_type, job.source_url, job.source_data::text AS source_data, job.prompt,
       job.template_id, job.content_types, job.tags, job.provider, job.model, job.status, job.error_message,
       job.sequence, job.content_types_done, job.images_done, job.run_at, job.created_at, job.updated_at,
       job.completed_at,
       (SELECT coalesce(json_agg(json_build_object(
            'id', item.id, 'job_id', item.job_id, 'content_type', item.content_type, 'content', item.text,
            'word_count', item.word_count, 'version', item.version,
            'created_at', to_char(item.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        ) ORDER BY item.position), '[]')::text
        FROM content_item AS item
        WHERE item.organization_id = job.organization_id AND item.text IS NOT NULL
          AND (item.job_id = job.id OR item.id = job.target_id)) AS content_items,
       (SELECT coalesce(json_agg(json_build_object(
            'id', image.id, 'job_id', image.job_id, 'original_url', image.original_url, 'format', image.format,
            'status', image.status, 'width', image.width, 'height', image.height, 'size_bytes', image.size_bytes,
            'object_key', image.object_key, 'variants', image.variants, 'error_message', image.error_message,
            'created_at', to_char(image.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        ) ORDER BY image.position), '[]')::text
        FROM image WHERE image.organization_id = job.organization_id AND image.job_id = job.id) AS image_items
FROM generation_job AS job
"""

_ONE = f"{_WHOLE} WHERE job.organization_id = $1 AND job.id = $2"

_MANY = (
    f"{_WHOLE} WHERE job.organization_id = $1 AND job.id = ANY($2::uuid[]) ORDER BY array_position($2::uuid[], job.id)"
)

_PAGE = f"{_WHOLE} WHERE job.organization_id = $1 ORDER BY job.created_at DESC, job.id DESC LIMIT $2 OFFSET $3"

_COUNT = "SELECT count(*) FROM generation_job WHERE organization_id = $1"

_STATUS = "SELECT status FROM generation_job WHERE organization_id = $1 AND id = $2"

_SOURCE = """
SELECT source_type, source_url, source_data::text AS source_data, prompt, template_id, status FROM generation_job
WHERE organization_id = $1 AND id = $2
"""


_AT_FIRST: Final[Mapping[str, object]] = {
    "tags": [],
    "provider": None,
    "model": None,
    "status": JobStatus.PENDING,
    "error_message": None,
    "sequence": 1,
    "content_types_done": 0,
    "images_done": 0,
    "completed_at": None,
    "content_items": "[]",
    "image_items": "[]",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a job was made from."""

    source_type: str
    source_url: str | None
    source_data: Mapping[str, object]
    prompt: str | None
    template_id: UUID | None
    unfinished: bool


def as_made(author: Author, order: JobOrder, made: NewJob) -> Mapping[str, Any]:
    """A whole job in its first moment, as `find` would read it: one of an order without images or target."""
    return {
        **_AT_FIRST,
        "id": made.id,
        "user_id": author.user,
        "source_type": order.source_type,
        "source_url": order.source_url,
        "source_data": orjson.dumps(order.source_data).decode(),
        "prompt": order.prompt,
        "template_id": order.template_id,
        "content_types": order.content_types,
        "run_at": made.run_at,
        "created_at": made.created_at,
        "updated_at": made.created_at,
    }


async def find(session: ReadSession, tenant: TenantId, job: UUID) -> asyncpg.Record | None:
    """One whole job, or None."""
    return await session.fetchrow(_ONE, tenant, job)


async def find_many(session: ReadSession, tenant: TenantId, jobs: list[UUID]) -> list[asyncpg.Record]:
    """Whole jobs in the order of their ids; what is gone is left out."""
    return await session.fetch(_MANY, tenant, jobs)


async def page(session: ReadSession, tenant: TenantId, *, limit: int, offset: int) -> list[asyncpg.Record]:
    """Whole jobs, newest first."""
    return await session.fetch(_PAGE, tenant, limit, offset)


async def count(session: ReadSession, tenant: TenantId) -> int:
    return int(await session.fetchval(_COUNT, tenant))


async def status(session: ReadSession, tenant: TenantId, job: UUID) -> str | None:
    found: str | None = await session.fetchval(_STATUS, tenant, job)
    return found


async def source_of(session: ReadSession, tenant: TenantId, job: UUID) -> Source | None:
    """What the job was made from, for making another of it."""
    row = await session.fetchrow(_SOURCE, tenant, job)
    if row is None:
        return None
    return Source(
        source_type=row["source_type"],
        source_url=row["source_url"],
        source_data=orjson.loads(row["source_data"]),
        prompt=row["prompt"],
        template_id=row["template_id"],
        unfinished=row["status"] in {"pending", "processing"},
    )
