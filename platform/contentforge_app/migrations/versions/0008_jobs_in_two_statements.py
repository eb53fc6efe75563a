"""Functions with which a worker starts a job and completes it: one statement each, every component's part its own."""

from contentforge_app.migrations.schema import app_function, run

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The counter comes before the entry, as everywhere: whoever holds its lock may change the entries of its month.
_SETTLE_UNIT = """
CREATE FUNCTION settle_unit(tenant uuid, of_metric text, of_item uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    SELECT units, period_start, state INTO entry FROM usage_entry
    WHERE organization_id = tenant AND item = of_item AND metric = of_metric;
    IF entry.state IS DISTINCT FROM 'held' THEN
        RETURN coalesce(entry.state = 'settled', false);
    END IF;
    UPDATE usage_period SET used = used + entry.units, held = held - entry.units
    WHERE organization_id = tenant AND metric = of_metric AND period_start = entry.period_start;
    UPDATE usage_entry SET state = 'settled', settled_at = clock_timestamp()
    WHERE organization_id = tenant AND item = of_item AND metric = of_metric AND state = 'held'
      AND period_start = entry.period_start;
    IF FOUND THEN
        RETURN true;
    END IF;
    -- Another transaction ended the hold while this one waited for the counter.
    UPDATE usage_period SET used = used - entry.units, held = held + entry.units
    WHERE organization_id = tenant AND metric = of_metric AND period_start = entry.period_start;
    RETURN EXISTS (
        SELECT 1 FROM usage_entry
        WHERE organization_id = tenant AND item = of_item AND metric = of_metric AND state = 'settled'
    );
END
$$
"""

_HOLD_LEASE = """
CREATE FUNCTION hold_lease(tenant uuid, of_item uuid, with_token uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM work_item
    WHERE lease_token = with_token AND state = 'running' AND organization_id = tenant AND id = of_item
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The lease is lost.' USING ERRCODE = 'CF001';
    END IF;
END
$$
"""

# The freed slot goes to the next in line, under the lane's lock; the answer is the queue that has something to claim.
_FINISH_ITEM = """
CREATE FUNCTION finish_item(tenant uuid, of_item uuid, with_token uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of_kind text;
    room boolean;
    promoted text;
BEGIN
    UPDATE work_item SET state = 'done', lease_token = NULL, lease_until = NULL, finished_at = clock_timestamp()
    WHERE organization_id = tenant AND id = of_item AND lease_token = with_token AND state = 'running'
    RETURNING kind INTO of_kind;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The lease is lost.' USING ERRCODE = 'CF001';
    END IF;
    SELECT active - 1 < slots INTO room FROM work_lane
    WHERE organization_id = tenant AND kind = of_kind FOR NO KEY UPDATE;
    IF room THEN
        UPDATE work_item SET state = 'ready', ready_at = clock_timestamp()
        WHERE organization_id = tenant AND id = (
            SELECT id FROM work_item WHERE organization_id = tenant AND kind = of_kind AND state = 'waiting'
            ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING queue INTO promoted;
    END IF;
    IF promoted IS NULL THEN
        UPDATE work_lane SET active = greatest(0, active - 1) WHERE organization_id = tenant AND kind = of_kind;
    END IF;
    RETURN promoted;
END
$$
"""

_START_JOB = """
CREATE FUNCTION start_job(
    tenant uuid, of_job uuid, in_item uuid, with_token uuid, new_event uuid, event_kind text
) RETURNS TABLE (
    id uuid, user_id uuid, source_type text, source_url text, source_data text, prompt text, template_id uuid,
    content_types text[], page_images boolean, facts_read boolean, target_id uuid, requested_provider text,
    requested_model text, status text, sequence integer, content_types_done integer, images_done integer,
    error_message text, fresh boolean, items text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    UPDATE generation_job AS job
    SET status = 'processing', started_at = coalesce(job.started_at, now()), updated_at = now(),
        sequence = job.sequence + CASE WHEN job.status = 'pending' THEN 1 ELSE 0 END, content_types_done = 0
    WHERE job.organization_id = tenant AND job.id = of_job AND job.status IN ('pending', 'processing')
    RETURNING job.id, job.user_id, job.source_type, job.source_url, job.source_data::text, job.prompt,
        job.template_id, job.content_types, job.page_images, job.facts_read, job.target_id, job.requested_provider,
        job.requested_model, job.status, job.sequence, job.content_types_done, job.images_done, job.error_message,
        job.started_at = now()
    INTO id, user_id, source_type, source_url, source_data, prompt, template_id, content_types, page_images,
        facts_read, target_id, requested_provider, requested_model, status, sequence, content_types_done, images_done,
        error_message, fresh;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF target_id IS NULL THEN
        SELECT json_object_agg(item.content_type, item.id)::text INTO items FROM content_item AS item
        WHERE item.organization_id = tenant AND item.job_id = of_job;
    ELSE
        SELECT json_build_object(item.content_type, item.id)::text INTO items FROM content_item AS item
        WHERE item.organization_id = tenant AND item.id = target_id;
    END IF;
    items := coalesce(items, '{}');
    PERFORM hold_lease(tenant, in_item, with_token);
    IF fresh THEN
        PERFORM record_event(tenant, new_event, user_id, event_kind, of_job, sequence, status, jsonb_build_object(
            'content_types_done', content_types_done, 'images_done', images_done, 'error_message', error_message
        ));
    END IF;
    RETURN NEXT;
END
$$
"""

# What was written before the first text was generated stays the newest version; going back finds the generated one.
_COMPLETE_JOB = """
CREATE FUNCTION complete_job(
    tenant uuid, of_job uuid, in_item uuid, with_token uuid, types integer, written uuid[], texts text[],
    counts integer[], by_provider text, by_model text, anew boolean, metric text, new_event uuid, event_kind text
) RETURNS TABLE (
    id uuid, user_id uuid, status text, sequence integer, content_types_done integer, images_done integer,
    error_message text, promoted text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    UPDATE generation_job AS job
    SET sequence = job.sequence + 1, updated_at = clock_timestamp(),
        content_types_done = job.content_types_done + types, open_items = job.open_items - 1,
        status = CASE WHEN job.open_items = 1 THEN 'completed' ELSE job.status END,
        completed_at = CASE WHEN job.open_items = 1 THEN clock_timestamp() ELSE job.completed_at END,
        provider = by_provider, model = by_model
    WHERE job.organization_id = tenant AND job.id = of_job AND job.status IN ('pending', 'processing')
    RETURNING job.id, job.user_id, job.status, job.sequence, job.content_types_done, job.images_done,
        job.error_message
    INTO id, user_id, status, sequence, content_types_done, images_done, error_message;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The job has ended.' USING ERRCODE = 'CF001';
    END IF;
    WITH item AS (
        UPDATE content_item AS old
        SET text = CASE WHEN anew THEN new.text ELSE coalesce(old.text, new.text) END, generated_text = new.text,
            word_count = CASE WHEN anew OR old.text IS NULL THEN new.words ELSE old.word_count END,
            version = old.version + CASE WHEN anew OR coalesce(old.text, new.text) = new.text THEN 1 ELSE 2 END,
            provider = by_provider, model = by_model, updated_at = clock_timestamp()
        FROM unnest(written, texts, counts) AS new (id, text, words)
        WHERE old.organization_id = tenant AND old.id = new.id
        RETURNING old.id, old.version, old.text, old.word_count, old.user_id, new.text AS generated,
            new.words AS generated_words, old.text <> new.text AS edited
    ), kept AS (
        INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
        SELECT tenant, item.id, item.version, item.text, 'edited', item.word_count, item.user_id FROM item
        WHERE item.edited
    )
    INSERT INTO content_version (organization_id, item_id, version, text, origin, word_count, created_by)
    SELECT tenant, item.id, CASE WHEN item.edited THEN item.version - 1 ELSE item.version END, item.generated,
           'generated', item.generated_words, item.user_id
    FROM item;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'No item is left for the texts.' USING ERRCODE = 'CF002';
    END IF;
    IF NOT settle_unit(tenant, metric, of_job) THEN
        RAISE EXCEPTION 'Nothing is held for the job.' USING ERRCODE = 'CF001';
    END IF;
    promoted := finish_item(tenant, in_item, with_token);
    PERFORM record_event(tenant, new_event, user_id, event_kind, of_job, sequence, status, jsonb_build_object(
        'content_types_done', content_types_done, 'images_done', images_done, 'error_message', error_message
    ));
    RETURN NEXT;
END
$$
"""


def upgrade() -> None:
    run([_SETTLE_UNIT, _HOLD_LEASE, _FINISH_ITEM, _START_JOB, _COMPLETE_JOB])
    for name in ("settle_unit", "hold_lease", "finish_item", "start_job", "complete_job"):
        app_function(name)
