"""Functions that make one order whole: each component's part is its own, and the job's calls the others in order."""

from contentforge_app.migrations.schema import app_function, run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The counter's row is created, checked and raised by one upsert: whoever waits for its lock sees the winner's figures.
_HOLD_UNIT = """
CREATE FUNCTION hold_unit(
    tenant uuid, of_metric text, for_item uuid, most integer, caused_by uuid, with_credential text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    month timestamptz;
BEGIN
    INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
    SELECT tenant, of_metric, date_trunc('month', clock_timestamp(), 'UTC'), 0, 1 WHERE most <> 0
    ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held + 1
        WHERE most < 0 OR counter.used + counter.held < most
    RETURNING period_start INTO month;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, user_id, credential)
    VALUES (tenant, for_item, of_metric, 1, 'held', month, caused_by, with_credential);
    RETURN true;
END
$$
"""

# The lane must be there when the sweeper brings a later item forward; nothing is promoted now.
_ENQUEUE_ITEM = """
CREATE FUNCTION enqueue_item(
    tenant uuid, new_item uuid, of_kind text, on_queue text, about uuid, attempts integer, traced text,
    lane_slots integer, delay double precision
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    standing text := 'ready';
    due timestamptz := clock_timestamp();
BEGIN
    IF delay > 0 THEN
        standing := 'scheduled';
        due := due + make_interval(secs => delay);
        IF lane_slots IS NOT NULL THEN
            INSERT INTO work_lane (organization_id, kind, slots, active) VALUES (tenant, of_kind, lane_slots, 0)
            ON CONFLICT (organization_id, kind) DO NOTHING;
        END IF;
    ELSIF lane_slots IS NOT NULL THEN
        INSERT INTO work_lane AS lane (organization_id, kind, slots, active) VALUES (tenant, of_kind, lane_slots, 1)
        ON CONFLICT (organization_id, kind) DO UPDATE SET active = lane.active + 1, slots = excluded.slots
            WHERE lane.active < excluded.slots;
        IF NOT FOUND THEN
            standing := 'waiting';
        END IF;
    END IF;
    INSERT INTO work_item (
        organization_id, id, kind, queue, subject_id, max_attempts, trace, run_at, state, ready_at
    )
    VALUES (tenant, new_item, of_kind, on_queue, about, attempts, traced, due, standing, clock_timestamp());
END
$$
"""

_RECORD_EVENT = """
CREATE FUNCTION record_event(
    tenant uuid, new_event uuid, of_user uuid, of_kind text, about uuid, number integer, now_in text, told jsonb
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO live_event (organization_id, id, user_id, object_kind, object_id, sequence, state, data)
    VALUES (tenant, new_event, of_user, of_kind, about, number, now_in, told);
END
$$
"""

# A unit is held first, so that a refusal has written nothing. It may come before the job, which nobody can see or lock
# yet; an item that is taken over has been locked by the caller.
_PLACE_JOB = """
CREATE FUNCTION place_job(
    tenant uuid, by_user uuid, new_job uuid, of_source text, at_url text, given jsonb, asked text, by_template uuid,
    types text[], with_page_images boolean, all_read boolean, for_target uuid, with_provider text, with_model text,
    delay double precision, named text, keep boolean, first_item uuid,
    metric text, most integer, with_credential text,
    new_item uuid, of_kind text, on_queue text, attempts integer, traced text, lane_slots integer,
    new_event uuid, event_kind text, told jsonb
) RETURNS TABLE (created timestamptz, due timestamptz) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    IF NOT hold_unit(tenant, metric, new_job, most, by_user, with_credential) THEN
        RETURN;
    END IF;
    INSERT INTO generation_job (
        organization_id, id, user_id, source_type, source_url, source_data, prompt, template_id, content_types,
        page_images, facts_read, target_id, requested_provider, requested_model, status, sequence, open_items, run_at
    )
    VALUES (
        tenant, new_job, by_user, of_source, at_url, given, asked, by_template, types, with_page_images, all_read,
        for_target, with_provider, with_model, 'pending', 1, 1, clock_timestamp() + make_interval(secs => delay)
    )
    RETURNING created_at, run_at INTO created, due;
    IF for_target IS NULL THEN
        INSERT INTO content_item (
            organization_id, id, job_id, user_id, content_type, position, title, in_library, created_at, updated_at
        )
        SELECT tenant, CASE place WHEN 1 THEN first_item ELSE gen_random_uuid() END, new_job, by_user, type, place,
               named, keep, created, created
        FROM unnest(types) WITH ORDINALITY AS wanted (type, place)
        ON CONFLICT (organization_id, id) DO UPDATE
            SET job_id = excluded.job_id, text = NULL, word_count = 0, updated_at = excluded.updated_at;
    END IF;
    PERFORM enqueue_item(tenant, new_item, of_kind, on_queue, new_job, attempts, traced, lane_slots, delay);
    PERFORM record_event(tenant, new_event, by_user, event_kind, new_job, 1, 'pending', told);
    RETURN NEXT;
END
$$
"""


def upgrade() -> None:
    run([_HOLD_UNIT, _ENQUEUE_ITEM, _RECORD_EVENT, _PLACE_JOB])
    for name in ("hold_unit", "enqueue_item", "record_event", "place_job"):
        app_function(name)
