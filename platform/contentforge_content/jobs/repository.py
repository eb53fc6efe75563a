"""SQL of jobs: making them, moving them on, ending them. Reading them for people is in `queries`."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from contentforge_billing.metrics import Metric
from contentforge_content.author import Author
from contentforge_content.jobs.order import JobOrder
from contentforge_content.jobs.progress import OBJECT_KIND
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_platform.work import Claim, Kind, lease_checked

_INSERT = """
WITH ask AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($3::jsonb) AS ask (
        id uuid, source_type text, source_url text, source_data jsonb, prompt text, template_id uuid,
        content_types text[], page_images boolean, facts_read boolean, target_id uuid, provider text, model text,
        open_items integer, delay float8, title text, in_library boolean, first_item uuid, place integer
    )
), job AS (
    INSERT INTO generation_job (
        organization_id, id, user_id, source_type, source_url, source_data, prompt, template_id, content_types,
        page_images, facts_read, target_id, requested_provider, requested_model, status, sequence, open_items, run_at
    )
    SELECT $1, id, $2, source_type, source_url, source_data, prompt, template_id, content_types, page_images,
           facts_read, target_id, provider, model, 'pending', 1, open_items,
           clock_timestamp() + make_interval(secs => delay)
    FROM ask RETURNING id, created_at, run_at
), item AS (
    INSERT INTO content_item (
        organization_id, id, job_id, user_id, content_type, position, title, in_library, created_at, updated_at
    )
    SELECT $1, CASE wanted.position WHEN 1 THEN ask.first_item ELSE gen_random_uuid() END, ask.id, $2,
           wanted.content_type, wanted.position, ask.title, ask.in_library, job.created_at, job.created_at
    FROM ask JOIN job USING (id), unnest(ask.content_types) WITH ORDINALITY AS wanted (content_type, position)
    WHERE ask.target_id IS NULL
    ON CONFLICT (organization_id, id) DO UPDATE
        SET job_id = excluded.job_id, text = NULL, word_count = 0, updated_at = excluded.updated_at
)
SELECT job.id, job.created_at, job.run_at FROM ask JOIN job USING (id) ORDER BY ask.place
"""

_PLACE = f"SELECT created, due, units_left FROM place_job({', '.join(f'${place}' for place in range(1, 32))})"

_LOCK = """
SELECT id, user_id, status, sequence, content_types_done, images_done, open_items, target_id FROM generation_job
WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE
"""

_START = "SELECT * FROM start_job($1, $2, $3, $4, $5, $6)"

_COMPLETE = f"SELECT * FROM complete_job({', '.join(f'${place}' for place in range(1, 15))})"

_NOTHING_LEFT: Final = "CF002"

_PROGRESS = """
UPDATE generation_job
SET sequence = sequence + 1, updated_at = clock_timestamp(), content_types_done = content_types_done + $3,
    images_done = images_done + $4, open_items = open_items - $5,
    status = CASE WHEN open_items - $5 = 0 THEN 'completed' ELSE status END,
    completed_at = CASE WHEN open_items - $5 = 0 THEN clock_timestamp() ELSE completed_at END,
    provider = coalesce($6, provider), model = coalesce($7, model)
WHERE organization_id = $1 AND id = $2 AND status IN ('pending', 'processing')
RETURNING id, user_id, status, sequence, content_types_done, images_done, error_message
"""

_FACTS = """
UPDATE generation_job
SET source_data = $3::jsonb, facts_read = true, open_items = open_items + $4, updated_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2 AND status = 'processing' RETURNING id
"""

_END = """
UPDATE generation_job
SET status = $3, error_message = $4, sequence = sequence + 1, open_items = 0, updated_at = clock_timestamp(),
    completed_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2 AND status IN ('pending', 'processing')
RETURNING id, user_id, status, sequence, content_types_done, images_done, error_message
"""

_REOPEN = """
UPDATE generation_job
SET status = 'pending', error_message = NULL, sequence = sequence + 1, open_items = $3, content_types_done = 0,
    run_at = clock_timestamp(), started_at = NULL, completed_at = NULL, updated_at = clock_timestamp()
WHERE organization_id = $1 AND id = $2 AND status = 'failed'
RETURNING id, user_id, status, sequence, content_types_done, images_done, error_message
"""

_DELETE = "DELETE FROM generation_job WHERE organization_id = $1 AND id = $2"

_REGENERATING = """
SELECT true FROM generation_job
WHERE organization_id = $1 AND target_id = $2 AND status IN ('pending', 'processing')
"""


async def insert(
    session: WriteSession, tenant: TenantId, user: UserId, orders: Sequence[JobOrder]
) -> list[asyncpg.Record]:
    """Insert the jobs and their empty content items; an item that exists already is emptied and taken over."""
    asked = [
        {
            "id": order.id,
            "source_type": order.source_type,
            "source_url": order.source_url,
            "source_data": order.source_data,
            "prompt": order.prompt,
            "template_id": order.template_id,
            "content_types": order.content_types,
            "page_images": order.page_images,
            "facts_read": order.facts_read,
            "target_id": order.target,
            "provider": order.provider,
            "model": order.model,
            "open_items": 1 + len(order.image_urls),
            "delay": order.delay,
            "title": order.title,
            "in_library": order.in_library,
            "first_item": order.first_item,
            "place": place,
        }
        for place, order in enumerate(orders)
    ]
    # asyncpg's ids are a class of their own, which orjson does not know.
    return await session.fetch(_INSERT, tenant, user, orjson.dumps(asked, default=str).decode())


async def place(
    session: WriteSession, author: Author, kind: Kind, order: JobOrder, *, trace: str | None, told: LiveEvent
) -> asyncpg.Record | None:
    """Insert one job with its items, its unit, its work and its first event; None if no unit is left."""
    job = (order.id, order.source_type, order.source_url, orjson.dumps(order.source_data, default=str).decode())
    asked = (order.prompt, order.template_id, order.content_types, order.page_images, order.facts_read, order.target)
    wanted = (order.provider, order.model, order.delay, order.title, order.in_library, order.first_item)
    plan, metric = author.plan, Metric.GENERATIONS
    unit = (metric, plan.limit(metric), plan.family_limit(metric), author.cause.credential)
    item = (new_id(), kind.name, kind.queue, kind.max_attempts, trace, kind.per_organization)
    event = (told.id, told.object_kind, orjson.dumps(dict(told.data)).decode())
    rows = await session.complete(_PLACE, author.tenant, author.user, *job, *asked, *wanted, *unit, *item, *event)
    return rows[0] if rows else None


async def lock(session: WriteSession, tenant: TenantId, job: UUID) -> asyncpg.Record | None:
    """The job's standing, its row held until the transaction ends. Lock it before usage and work."""
    return await session.fetchrow(_LOCK, tenant, job)


async def start(session: WriteSession, claim: Claim, event: UUID) -> asyncpg.Record | None:
    """Mark the claimed job as processing, and tell of its first start; None if it has ended.

    `fresh` tells whether this was the first start; `items` is JSON, the item to be written for each content type.

    Raises:
        LeaseLost: nothing was written.
    """
    with lease_checked():
        rows = await session.complete(_START, claim.tenant, claim.subject, claim.id, claim.token, event, OBJECT_KIND)
    return rows[0] if rows else None


async def complete(
    session: WriteSession,
    claim: Claim,
    texts: Mapping[UUID, tuple[str, int]],
    wrote: tuple[str, str],
    *,
    anew: bool,
    event: UUID,
) -> asyncpg.Record | None:
    """Set the texts of a claimed job (with their word counts), settle its unit, end its item and tell of it.

    `wrote` is the provider and model that ran. What a person wrote while the job was under way wins, unless the job was
    to write the item `anew`. None if all items are gone: nothing was written.

    Raises:
        LeaseLost: the item is somebody else's, the job has ended, or nothing is held for it; nothing was written.
    """
    types = len(texts) if len(texts) == 1 else 0
    written = list(texts), [text for text, _ in texts.values()], [words for _, words in texts.values()]
    whose = (claim.tenant, claim.subject, claim.id, claim.token)
    told = (Metric.GENERATIONS, event, OBJECT_KIND)
    try:
        with lease_checked():
            [row] = await session.complete(_COMPLETE, *whose, types, *written, *wrote, anew, *told)
    except asyncpg.PostgresError as error:
        if error.sqlstate == _NOTHING_LEFT:
            return None
        raise
    return row


async def progress(
    session: WriteSession,
    tenant: TenantId,
    job: UUID,
    *,
    types: int = 0,
    images: int = 0,
    ended: int = 0,
    wrote: tuple[str | None, str | None] = (None, None),
) -> asyncpg.Record | None:
    """Count finished texts, finished images and ended items; the last ended item completes the job.

    `wrote` is the provider and model that really ran.
    """
    return await session.fetchrow(_PROGRESS, tenant, job, types, images, ended, *wrote)


async def keep_facts(
    session: WriteSession, tenant: TenantId, job: UUID, source_data: dict[str, object], more_items: int
) -> bool:
    """Store the merged facts, and that so many images more belong to the job; False if it has ended."""
    facts = orjson.dumps(source_data).decode()
    return await session.fetchval(_FACTS, tenant, job, facts, more_items) is not None


async def end(
    session: WriteSession, tenant: TenantId, job: UUID, status: str, error: str | None
) -> asyncpg.Record | None:
    """End an unfinished job as failed or cancelled; None if it has ended."""
    return await session.fetchrow(_END, tenant, job, status, error)


async def reopen(session: WriteSession, tenant: TenantId, job: UUID, open_items: int) -> asyncpg.Record:
    """Have a failed job, whose row is locked, begin anew.

    Raises:
        LookupError: it has not failed.
    """
    row = await session.fetchrow(_REOPEN, tenant, job, open_items)
    if row is None:
        raise LookupError("Only a failed job begins anew.")
    return row


async def delete(session: WriteSession, tenant: TenantId, job: UUID) -> None:
    """Delete the job with its content items and images."""
    await session.fetchval(_DELETE, tenant, job)


async def is_regenerating(session: ReadSession, tenant: TenantId, item: UUID) -> bool:
    """Whether a job is writing this item anew."""
    return bool(await session.fetchval(_REGENERATING, tenant, item))
