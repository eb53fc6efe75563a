"""Families: organizations that a partner has provisioned, on the partner's plan and in the partner's period too."""

from contentforge_app.migrations.schema import app_function, roles, run, system_function
from contentforge_platform.database.tenancy import tenant_table

revision = "0010"
down_revision = "0009a"
branch_labels = None
depends_on = None

_PROVISIONED = """
CREATE TABLE provisioned_account (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_platform_id text NOT NULL,
    external_store_id text NOT NULL,
    user_id uuid NOT NULL,
    child_id uuid NOT NULL,
    api_key_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_provisioned_account PRIMARY KEY (organization_id, id),
    CONSTRAINT uq_provisioned_account_external UNIQUE (organization_id, external_platform_id, external_store_id),
    CONSTRAINT fk_provisioned_account_organization_id FOREIGN KEY (organization_id) REFERENCES organization (id),
    CONSTRAINT fk_provisioned_account_user_id FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT fk_provisioned_account_child_id FOREIGN KEY (child_id) REFERENCES organization (id)
)
"""
_PROVISIONED_NEWEST = """
CREATE INDEX ix_provisioned_account_newest ON provisioned_account (organization_id, created_at)
"""

_DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
_CHILD = "NULLIF(current_setting('app.tenant', true), '')::uuid"

# What a child may see of its partner: the word for its plan, and whether it is suspended. Nobody else's is told.
_PARTNER_OF_TENANT = f"""
CREATE FUNCTION partner_of_tenant(OUT plan text, OUT state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT partner.plan, partner.state FROM organization AS child
    JOIN organization AS partner ON partner.id = child.partner_id
    WHERE child.id = {_CHILD}
$$
"""

# Whose counter is raised follows from the child in sight, never from an argument, and what is copied into the
# partner's ledger are the child's own holds: nobody can be charged by a stranger. The lock of the child's counter is
# held, so nothing else moves these items meanwhile.
_HOLD_IN_FAMILY = f"""
CREATE FUNCTION hold_in_family(of_metric text, of_items uuid[], most integer) RETURNS integer {_DEFINER} AS $$
DECLARE
    child uuid := {_CHILD};
    partner uuid;
    wanted integer;
    month timestamptz;
    taken integer;
BEGIN
    SELECT partner_id INTO STRICT partner FROM organization WHERE id = child AND partner_id IS NOT NULL;
    SELECT coalesce(sum(units), 0) INTO wanted FROM usage_entry
    WHERE organization_id = child AND item = ANY(of_items) AND metric = of_metric AND state = 'held'
      AND partner_id IS NULL;
    INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
    SELECT partner, of_metric, date_trunc('month', clock_timestamp(), 'UTC'), 0, wanted
    WHERE most < 0 OR wanted <= most
    ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held + wanted
        WHERE most < 0 OR counter.used + counter.held + wanted <= most
    RETURNING counter.period_start, counter.used + counter.held INTO month, taken;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH charged AS (
        UPDATE usage_entry AS entry SET partner_id = partner
        WHERE entry.organization_id = child AND entry.item = ANY(of_items) AND entry.metric = of_metric
          AND entry.state = 'held' AND entry.partner_id IS NULL
        RETURNING entry.item, entry.units, entry.user_id, entry.credential
    )
    INSERT INTO usage_entry AS entry
        (organization_id, item, metric, units, state, period_start, user_id, credential, origin_id)
    SELECT partner, item, of_metric, units, 'held', month, user_id, credential, child FROM charged
    ON CONFLICT (organization_id, item, metric) DO UPDATE
        SET units = excluded.units, state = 'held', period_start = excluded.period_start, user_id = excluded.user_id,
            credential = excluded.credential, created_at = clock_timestamp()
        WHERE entry.state = 'released';
    RETURN taken;
END
$$
"""

# The child's own entries have just been moved on by the caller; the partner's follow, as far as they came from it. What
# is released may be held anew, and is charged to the partner then.
_END_IN_FAMILY = f"""
CREATE FUNCTION end_in_family(of_metrics text[], of_items uuid[], as_state text) RETURNS void {_DEFINER} AS $$
DECLARE
    child uuid := {_CHILD};
    month record;
    ended integer;
BEGIN
    FOR month IN
        SELECT DISTINCT entry.organization_id, entry.metric, entry.period_start
        FROM usage_entry AS own JOIN usage_entry AS entry
            ON entry.organization_id = own.partner_id AND entry.item = own.item AND entry.metric = own.metric
        WHERE own.organization_id = child AND own.item = ANY(of_items) AND own.metric = ANY(of_metrics)
          AND entry.origin_id = child AND entry.state = 'held'
        ORDER BY 2, 3
    LOOP
        PERFORM 1 FROM usage_period AS counter
        WHERE counter.organization_id = month.organization_id AND counter.metric = month.metric
          AND counter.period_start = month.period_start FOR NO KEY UPDATE;
        WITH moved AS (
            UPDATE usage_entry AS entry
            SET state = as_state, settled_at = CASE as_state WHEN 'settled' THEN clock_timestamp() END
            WHERE entry.organization_id = month.organization_id AND entry.metric = month.metric
              AND entry.period_start = month.period_start AND entry.item = ANY(of_items) AND entry.state = 'held'
              AND entry.origin_id = child
            RETURNING entry.units
        )
        SELECT coalesce(sum(units), 0) INTO ended FROM moved;
        UPDATE usage_period AS counter
        SET held = counter.held - ended, used = counter.used + CASE as_state WHEN 'settled' THEN ended ELSE 0 END
        WHERE counter.organization_id = month.organization_id AND counter.metric = month.metric
          AND counter.period_start = month.period_start;
    END LOOP;
    IF as_state = 'released' THEN
        UPDATE usage_entry SET partner_id = NULL
        WHERE organization_id = child AND item = ANY(of_items) AND metric = ANY(of_metrics) AND state = 'released';
    END IF;
END
$$
"""

# The units that the partner's counter has taken this month, which stays locked until the end of the transaction.
_LOCK_FAMILY = f"""
CREATE FUNCTION lock_family(of_metric text) RETURNS integer {_DEFINER} AS $$
DECLARE
    taken integer;
BEGIN
    INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
    SELECT partner_id, of_metric, date_trunc('month', clock_timestamp(), 'UTC'), 0, 0 FROM organization
    WHERE id = {_CHILD} AND partner_id IS NOT NULL
    ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held
    RETURNING counter.used + counter.held INTO taken;
    RETURN taken;
END
$$
"""

# Units that were reserved and could be reserved in this month, as they stand for the family.
_TAKEN_BY_FAMILY = f"""
CREATE FUNCTION taken_by_family() RETURNS TABLE (metric text, taken integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT counter.metric, counter.used + counter.held FROM organization AS child
    JOIN usage_period AS counter ON counter.organization_id = child.partner_id
    WHERE child.id = {_CHILD} AND counter.period_start = date_trunc('month', clock_timestamp(), 'UTC')
$$
"""

# As hold_unit before it, but it tells how many units are left then: -1 where there is no limit, NULL where none was.
_HOLD_OWN = """
CREATE FUNCTION hold_own(
    tenant uuid, of_metric text, for_item uuid, most integer, caused_by uuid, with_credential text
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month timestamptz;
    taken integer;
BEGIN
    INSERT INTO usage_period AS counter (organization_id, metric, period_start, used, held)
    SELECT tenant, of_metric, date_trunc('month', clock_timestamp(), 'UTC'), 0, 1 WHERE most <> 0
    ON CONFLICT (organization_id, metric, period_start) DO UPDATE SET held = counter.held + 1
        WHERE most < 0 OR counter.used + counter.held < most
    RETURNING period_start, counter.used + counter.held INTO month, taken;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO usage_entry (organization_id, item, metric, units, state, period_start, user_id, credential)
    VALUES (tenant, for_item, of_metric, 1, 'held', month, caused_by, with_credential);
    RETURN CASE WHEN most < 0 THEN -1 ELSE most - taken END;
END
$$
"""

# What the child could have held comes to nothing where its partner has nothing left.
_HOLD_ONE = """
CREATE FUNCTION hold_one(
    tenant uuid, of_metric text, for_item uuid, most integer, family_most integer, caused_by uuid, with_credential text
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    remaining integer;
    taken integer;
BEGIN
    IF family_most IS NULL THEN
        RETURN hold_own(tenant, of_metric, for_item, most, caused_by, with_credential);
    END IF;
    BEGIN
        remaining := hold_own(tenant, of_metric, for_item, most, caused_by, with_credential);
        IF remaining IS NULL THEN
            RETURN NULL;
        END IF;
        taken := hold_in_family(of_metric, ARRAY[for_item], family_most);
        IF taken IS NULL THEN
            RAISE EXCEPTION 'The family has nothing left.' USING ERRCODE = 'CF003';
        END IF;
    EXCEPTION WHEN SQLSTATE 'CF003' THEN
        RETURN NULL;
    END;
    IF family_most < 0 THEN
        RETURN remaining;
    END IF;
    RETURN CASE WHEN remaining < 0 THEN family_most - taken ELSE least(remaining, family_most - taken) END;
END
$$
"""

# The counter comes before the entry, as everywhere; what a partner's counter holds for the item follows.
_SETTLE_UNIT = """
CREATE OR REPLACE FUNCTION settle_unit(tenant uuid, of_metric text, of_item uuid)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    SELECT units, period_start, state, partner_id INTO entry FROM usage_entry
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
        IF entry.partner_id IS NOT NULL THEN
            PERFORM end_in_family(ARRAY[of_metric], ARRAY[of_item], 'settled');
        END IF;
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

# Of the same name as the one before it, which has no `family_most` and stays for processes that know no families.
_PLACE_JOB = """
CREATE FUNCTION place_job(
    tenant uuid, by_user uuid, new_job uuid, of_source text, at_url text, given jsonb, asked text, by_template uuid,
    types text[], with_page_images boolean, all_read boolean, for_target uuid, with_provider text, with_model text,
    delay double precision, named text, keep boolean, first_item uuid,
    metric text, most integer, family_most integer, with_credential text,
    new_item uuid, of_kind text, on_queue text, attempts integer, traced text, lane_slots integer,
    new_event uuid, event_kind text, told jsonb
) RETURNS TABLE (created timestamptz, due timestamptz, units_left integer) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    units_left := hold_one(tenant, metric, new_job, most, family_most, by_user, with_credential);
    IF units_left IS NULL THEN
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
_NEW_PLACE_JOB = (
    "place_job(uuid, uuid, uuid, text, text, jsonb, text, uuid, text[], boolean, boolean, uuid, text, text, "
    "double precision, text, boolean, uuid, text, integer, integer, text, uuid, text, text, integer, text, integer, "
    "uuid, text, jsonb)"
)


def upgrade() -> None:
    run([_PARTNER_OF_TENANT, _HOLD_IN_FAMILY, _END_IN_FAMILY, _LOCK_FAMILY, _TAKEN_BY_FAMILY])
    run([f"GRANT INSERT, UPDATE ON usage_period, usage_entry TO {roles().system}"])
    system_function("partner_of_tenant()")
    system_function("hold_in_family(text, uuid[], integer)")
    system_function("end_in_family(text[], uuid[], text)")
    system_function("lock_family(text)")
    system_function("taken_by_family()")
    run([_HOLD_OWN, _HOLD_ONE, _SETTLE_UNIT, _PLACE_JOB])
    for name in ("hold_own", "hold_one"):
        app_function(name)
    app_function(_NEW_PLACE_JOB)
    # Last: its foreign keys keep writers from organizations and accounts until the end.
    run([_PROVISIONED, _PROVISIONED_NEWEST])
    run(tenant_table(roles(), "provisioned_account", app="SELECT, INSERT, UPDATE"))
