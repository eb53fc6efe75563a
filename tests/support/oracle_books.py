"""What must hold in the database when everything has come to rest: each entry finds the rows that contradict it."""

from collections.abc import Mapping
from typing import Final

BOOKS: Final[Mapping[str, str]] = {
    "a job has not ended": """
        SELECT id, status FROM generation_job WHERE status IN ('pending', 'processing')
    """,
    "work has not ended": """
        SELECT id, kind, state FROM work_item WHERE state NOT IN ('done', 'failed', 'cancelled')
    """,
    "a completed job is not billed": """
        SELECT job.id, entry.state FROM generation_job AS job LEFT JOIN usage_entry AS entry
            ON entry.organization_id = job.organization_id AND entry.item = job.id AND entry.metric = 'generations'
        WHERE job.status = 'completed' AND (entry.state, entry.units) IS DISTINCT FROM ('settled', 1)
    """,
    "a job that brought nothing is billed": """
        SELECT job.id, job.status, entry.state FROM generation_job AS job LEFT JOIN usage_entry AS entry
            ON entry.organization_id = job.organization_id AND entry.item = job.id AND entry.metric = 'generations'
        WHERE job.status IN ('failed', 'cancelled') AND entry.state IS DISTINCT FROM 'released'
    """,
    "a completed image is not billed": """
        SELECT image.id, entry.state FROM image LEFT JOIN usage_entry AS entry
            ON entry.organization_id = image.organization_id AND entry.item = image.id AND entry.metric = 'images'
        WHERE image.status = 'completed' AND (entry.state, entry.units) IS DISTINCT FROM ('settled', 1)
    """,
    "an image that failed is billed": """
        SELECT image.id, entry.state FROM image LEFT JOIN usage_entry AS entry
            ON entry.organization_id = image.organization_id AND entry.item = image.id AND entry.metric = 'images'
        WHERE image.status = 'failed' AND entry.state IS DISTINCT FROM 'released'
    """,
    "a unit is still held": "SELECT item, metric FROM usage_entry WHERE state = 'held'",
    "a counter is not the sum of its entries": """
        SELECT counter.organization_id, counter.metric, counter.used, counter.held, entries.settled
        FROM usage_period AS counter CROSS JOIN LATERAL (
            SELECT coalesce(sum(units) FILTER (WHERE state = 'settled'), 0) AS settled,
                   coalesce(sum(units) FILTER (WHERE state = 'held'), 0) AS held
            FROM usage_entry AS entry WHERE entry.organization_id = counter.organization_id
                AND entry.metric = counter.metric AND entry.period_start = counter.period_start
        ) AS entries
        WHERE (counter.used, counter.held) <> (entries.settled, entries.held)
    """,
    "a partner's ledger is not that of its children": """
        SELECT own.item, own.metric, own.state, shared.state FROM usage_entry AS own FULL JOIN usage_entry AS shared
            ON shared.organization_id = own.partner_id AND shared.item = own.item AND shared.metric = own.metric
                AND shared.origin_id = own.organization_id
        WHERE (own.partner_id IS NOT NULL OR (own.item IS NULL AND shared.origin_id IS NOT NULL))
            AND (own.state, own.units) IS DISTINCT FROM (shared.state, shared.units)
            AND NOT (own.item IS NULL AND shared.state = 'released')
    """,
    "a completed job lacks a text": """
        SELECT job.id, item.content_type FROM generation_job AS job
        JOIN content_item AS item ON item.organization_id = job.organization_id AND item.job_id = job.id
        WHERE job.status = 'completed' AND item.text IS NULL
    """,
    "a text was not written once for each completed generation": """
        SELECT item.id, written.versions, paid.generations FROM content_item AS item
        CROSS JOIN LATERAL (
            SELECT count(*) AS versions FROM content_version AS version
            WHERE version.organization_id = item.organization_id AND version.item_id = item.id
                AND version.origin = 'generated'
        ) AS written
        CROSS JOIN LATERAL (
            SELECT count(*) AS generations FROM generation_job AS job
            WHERE job.organization_id = item.organization_id AND job.status = 'completed'
                AND (job.target_id = item.id OR (job.id = item.job_id AND job.target_id IS NULL))
        ) AS paid
        WHERE written.versions <> paid.generations
    """,
    "a text's versions have a gap": """
        SELECT item.id FROM content_item AS item LEFT JOIN content_version AS version
            ON version.organization_id = item.organization_id AND version.item_id = item.id
        GROUP BY item.organization_id, item.id
        HAVING count(version.version) <> item.version OR coalesce(max(version.version), 0) <> item.version
    """,
    "a job has other than one work item": """
        SELECT job.id, count(item.id) FROM generation_job AS job LEFT JOIN work_item AS item
            ON item.organization_id = job.organization_id AND item.subject_id = job.id AND item.kind = 'generation'
        GROUP BY job.organization_id, job.id HAVING count(item.id) <> 1
    """,
    "a job and its work ended differently": """
        SELECT job.id, job.status, item.state FROM generation_job AS job JOIN work_item AS item
            ON item.organization_id = job.organization_id AND item.subject_id = job.id AND item.kind = 'generation'
        WHERE (job.status, item.state) NOT IN (('completed', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled'))
    """,
    "something ended well without ever being claimed": """
        SELECT id, kind FROM work_item WHERE state = 'done' AND (attempt < 1 OR leased_by IS NULL)
    """,
    "a job's events have a gap": """
        SELECT object_id, count(*), max(sequence) FROM live_event WHERE object_kind = 'job'
        GROUP BY organization_id, object_id HAVING count(*) <> max(sequence) OR min(sequence) <> 1
    """,
    "a job's events step back": """
        SELECT object_id, sequence, state, former FROM (
            SELECT object_id, sequence, state, created_at,
                   lag(state) OVER told AS former, lag(created_at) OVER told AS former_time
            FROM live_event WHERE object_kind = 'job'
            WINDOW told AS (PARTITION BY organization_id, object_id ORDER BY sequence)
        ) AS story
        WHERE former IN ('completed', 'failed', 'cancelled') OR (former = 'processing' AND state = 'pending')
            OR created_at < former_time
    """,
    "a job's last event does not tell how it stands": """
        SELECT job.id, job.status, job.sequence, event.state FROM generation_job AS job LEFT JOIN live_event AS event
            ON event.organization_id = job.organization_id AND event.object_id = job.id
                AND event.sequence = job.sequence
        WHERE event.state IS DISTINCT FROM job.status
    """,
    "a slot is taken although nothing runs": "SELECT organization_id, kind, active FROM work_lane WHERE active <> 0",
    "a job belongs to somebody who is no member": """
        SELECT job.id FROM generation_job AS job WHERE NOT EXISTS (
            SELECT FROM membership WHERE membership.organization_id = job.organization_id
                AND membership.user_id = job.user_id)
    """,
    "a connection sits in an idle transaction": """
        SELECT pid, application_name FROM pg_stat_activity
        WHERE state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '3 seconds'
            AND datname = current_database()
    """,
}

UNSETTLED: Final = """
SELECT (SELECT count(*) FROM work_item WHERE state NOT IN ('done', 'failed', 'cancelled'))
     + (SELECT count(*) FROM generation_job WHERE status IN ('pending', 'processing'))
     + (SELECT count(*) FROM live_event WHERE published_at IS NULL)
"""

BILLED_WITHOUT_JOB: Final = """
SELECT entry.item, entry.metric FROM usage_entry AS entry
WHERE entry.state = 'settled' AND entry.item <> ALL ($1::uuid[])
    AND NOT EXISTS (
        SELECT FROM generation_job AS job
        WHERE job.organization_id = coalesce(entry.origin_id, entry.organization_id) AND job.id = entry.item
            AND job.status = 'completed' AND entry.metric = 'generations')
    AND NOT EXISTS (
        SELECT FROM image WHERE image.organization_id = coalesce(entry.origin_id, entry.organization_id)
            AND image.id = entry.item AND image.status = 'completed' AND entry.metric = 'images')
"""

LOST: Final = """
SELECT promised.id, job.status FROM unnest($1::uuid[], $2::uuid[]) AS promised (id, organization_id)
LEFT JOIN generation_job AS job ON job.id = promised.id AND job.organization_id = promised.organization_id
WHERE job.status IS NULL OR job.status IN ('pending', 'processing')
"""

UNASKED: Final = """
SELECT id FROM generation_job WHERE organization_id = ANY ($1::uuid[]) AND id <> ALL ($2::uuid[])
"""

TENANT_TABLES: Final = """
SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attname = 'organization_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT attisdropped
ORDER BY 1
"""

STORED: Final = """
SELECT object_key AS key FROM image WHERE object_key IS NOT NULL
UNION SELECT variant.value ->> 'key' FROM image, jsonb_each(image.variants) AS variant WHERE object_key IS NOT NULL
UNION SELECT object_key FROM blog_media
UNION SELECT variant.value FROM blog_media, jsonb_each_text(blog_media.variants) AS variant WHERE status = 'ready'
"""
