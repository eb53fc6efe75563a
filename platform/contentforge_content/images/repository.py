"""SQL of images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import orjson

from contentforge_content.images.keys import possible_keys
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId, new_id

COLUMNS = """
id, job_id, user_id, original_url, format, status, width, height, size_bytes, object_key, variants::text AS variants,
error_message, created_at, completed_at
"""

_INSERT = """
INSERT INTO image (organization_id, id, job_id, user_id, position, original_url, status, format)
SELECT $1, new.id, new.job_id, $2, new.position, new.url, 'pending', 'webp'
FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[]) AS new (id, job_id, position, url)
"""

_START = """
UPDATE image SET status = 'processing'
WHERE organization_id = $1 AND id = $2 AND status IN ('pending', 'processing') RETURNING job_id, original_url
"""

_COMPLETE = """
UPDATE image
SET status = 'completed', width = $3, height = $4, size_bytes = $5, object_key = $6, variants = $7::jsonb,
    completed_at = clock_timestamp(), error_message = NULL
WHERE organization_id = $1 AND id = $2 AND status = 'processing' RETURNING id
"""

_FAIL = """
UPDATE image SET status = 'failed', error_message = $3, completed_at = clock_timestamp()
WHERE organization_id = $1 AND id = ANY($2::uuid[]) AND status IN ('pending', 'processing') RETURNING id
"""

_UNFINISHED = "SELECT id FROM image WHERE organization_id = $1 AND job_id = $2 AND status IN ('pending', 'processing')"

_FAILED_OF = "SELECT id FROM image WHERE organization_id = $1 AND job_id = $2 AND status = 'failed' ORDER BY position"

_REOPEN = """
UPDATE image SET status = 'pending', error_message = NULL, completed_at = NULL
WHERE organization_id = $1 AND id = ANY($2::uuid[]) AND status = 'failed'
"""

_OBJECTS = """
SELECT id FROM image WHERE organization_id = $1 AND (job_id = $2 OR id = $2)
"""

_JOB_OF = "SELECT job_id FROM image WHERE organization_id = $1 AND id = $2"

_URLS = "SELECT original_url FROM image WHERE organization_id = $1 AND job_id = $2"

_ONE = f"SELECT {COLUMNS} FROM image WHERE organization_id = $1 AND id = $2"

_PAGE = f"""
SELECT {COLUMNS} FROM image
WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3
"""

_COUNT = "SELECT count(*) FROM image WHERE organization_id = $1"

_DELETE = "DELETE FROM image WHERE organization_id = $1 AND id = $2"

_DISCARD = "INSERT INTO discarded_objects (organization_id, id, keys) VALUES ($1, $2, $3)"

_DISCARDED = "SELECT keys FROM discarded_objects WHERE organization_id = $1 AND id = $2"

_FORGET = "DELETE FROM discarded_objects WHERE organization_id = $1 AND id = $2 RETURNING 1"


@dataclass(frozen=True, slots=True)
class NewImage:
    """An image to be fetched for a job; `place` is its rank among the job's images."""

    job: UUID
    url: str
    place: int
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Optimised:
    """What became of an image: pixels, bytes, the key of its full size, and per variant its key and measures."""

    width: int
    height: int
    size_bytes: int
    object_key: str
    variants: Mapping[str, Mapping[str, object]]


async def insert(session: WriteSession, tenant: TenantId, user: UserId, new: Sequence[NewImage]) -> None:
    columns = [image.id for image in new], [image.job for image in new], [image.place for image in new]
    await session.fetchval(_INSERT, tenant, user, *columns, [image.url for image in new])


async def start(session: WriteSession, tenant: TenantId, image: UUID) -> asyncpg.Record | None:
    """Mark as processing; its job and address, or None if it has ended or is gone."""
    return await session.fetchrow(_START, tenant, image)


async def complete(session: WriteSession, tenant: TenantId, image: UUID, done: Optimised) -> bool:
    variants = orjson.dumps(dict(done.variants)).decode()
    measures = done.width, done.height, done.size_bytes, done.object_key, variants
    return await session.fetchval(_COMPLETE, tenant, image, *measures) is not None


async def fail(session: WriteSession, tenant: TenantId, ids: Sequence[UUID], reason: str) -> list[UUID]:
    """Fail the unfinished ones among `ids`; which they were."""
    return [row["id"] for row in await session.fetch(_FAIL, tenant, ids, reason)]


async def unfinished(session: ReadSession, tenant: TenantId, job: UUID) -> list[UUID]:
    return [row["id"] for row in await session.fetch(_UNFINISHED, tenant, job)]


async def failed_of(session: ReadSession, tenant: TenantId, job: UUID) -> list[UUID]:
    return [row["id"] for row in await session.fetch(_FAILED_OF, tenant, job)]


async def reopen(session: WriteSession, tenant: TenantId, ids: Sequence[UUID]) -> None:
    """Have failed images be fetched once more."""
    await session.fetchval(_REOPEN, tenant, ids)


async def object_keys(session: ReadSession, tenant: TenantId, job_or_image: UUID) -> list[str]:
    """Every key in the storage that an image, or all images of a job, may have."""
    rows = await session.fetch(_OBJECTS, tenant, job_or_image)
    return [key for row in rows for key in possible_keys(tenant, row["id"])]


async def job_of(session: ReadSession, tenant: TenantId, image: UUID) -> UUID | None:
    job: UUID | None = await session.fetchval(_JOB_OF, tenant, image)
    return job


async def find(session: ReadSession, tenant: TenantId, image: UUID) -> asyncpg.Record | None:
    return await session.fetchrow(_ONE, tenant, image)


async def page(session: ReadSession, tenant: TenantId, *, limit: int, offset: int) -> list[asyncpg.Record]:
    """Newest first."""
    return await session.fetch(_PAGE, tenant, limit, offset)


async def count(session: ReadSession, tenant: TenantId) -> int:
    return int(await session.fetchval(_COUNT, tenant))


async def delete(session: WriteSession, tenant: TenantId, image: UUID) -> None:
    await session.fetchval(_DELETE, tenant, image)


async def discard(session: WriteSession, tenant: TenantId, discard_id: UUID, keys: Sequence[str]) -> None:
    """Note keys for removal from the storage."""
    await session.fetchval(_DISCARD, tenant, discard_id, keys)


async def discarded(session: ReadSession, tenant: TenantId, discard_id: UUID) -> list[str]:
    return list(await session.fetchval(_DISCARDED, tenant, discard_id) or ())


async def forget_discarded(session: WriteSession, tenant: TenantId, discard_id: UUID) -> bool:
    return await session.fetchval(_FORGET, tenant, discard_id) is not None


async def urls_of(session: ReadSession, tenant: TenantId, job: UUID) -> set[str]:
    """Where a job's images come from."""
    return {row["original_url"] for row in await session.fetch(_URLS, tenant, job)}
