"""Health in the console: figures of real processes, and warnings beyond their bounds."""

import asyncio
from pathlib import Path
from typing import Any

from contentforge_app.duties import duties
from contentforge_app.embedded import EmbeddedValkey
from contentforge_app.migrations import head
from contentforge_platform.observability import Metrics
from contentforge_platform.presence import Presence
from contentforge_workers.duty_runs import DutyRuns
from contentforge_workers.scheduler import Duty, Scheduler
from support.app import Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.operators import Operating, operating

PLACES = {
    *("status", "version", "checks", "queues", "unpublished_events", "inbox", "processes", "duties", "database"),
}
ROLES = ("worker generation", "worker media", "worker events", "scheduler")


async def checks(operator: Operating) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in (await operator.get("health"))["checks"]}


async def crew(api: Api) -> list[Presence]:
    """Processes of every role, as far as they tell of themselves."""
    processes = [Presence(api.runtime.uow, role) for role in ROLES]
    for process in processes:
        await process.tell()
    return processes


async def let_pass(api: Api, sql: str) -> None:
    async with api.runtime.uow.system() as session:
        await session.fetchval(sql)


async def leave_waiting(api: Api, owner: Person) -> None:
    """A live event that nobody publishes, an event of Stripe's that nobody applies, and one that cannot be."""
    async with api.runtime.uow.write(owner.organization) as session:
        await session.fetch(
            "INSERT INTO live_event (organization_id, id, object_kind, object_id, sequence, state, data, created_at)"
            " VALUES ($1, gen_random_uuid(), 'job', gen_random_uuid(), 1, 'pending', '{}', now() - interval '20 s')",
            owner.organization,
        )
        await session.fetch(
            "INSERT INTO stripe_event (id, stripe_id, type, happened_at, state, received_at, next_try_at)"
            " SELECT gen_random_uuid(), 'evt_' || state, 'invoice.paid', now(), state, now() - interval '10 minutes',"
            " now() + interval '1 hour' FROM unnest(ARRAY['received', 'parked']) AS state"
        )


async def test_an_installation_that_is_well_is_told_so(api: Api, operator: Operating) -> None:
    await crew(api)

    told = await operator.get("health")

    assert told.keys() == PLACES
    assert [check for check in told["checks"] if check["status"] != "ok"] == []
    assert told["status"] == "ok"
    assert all(check.keys() == {"name", "status", "value", "bound", "unit", "detail"} for check in told["checks"])
    assert {"queue_generation", "live_events", "inbox", "migrations", "valkey", "storage", "database_size"} <= {
        check["name"] for check in told["checks"]
    }
    assert told["database"]["revision"] == told["database"]["expected_revision"] == head()
    assert told["database"]["size_bytes"] > 1_000_000
    assert {process["role"] for process in told["processes"]} == {*ROLES, "test-api"}
    assert all(process["alive"] and process["version"] == told["version"] for process in told["processes"])


async def test_work_that_nobody_takes_is_a_warning(api: Api, operator: Operating) -> None:
    owner = await api.person()
    await api.job(owner)
    assert (await checks(operator))["queue_generation"]["status"] == "ok"
    await let_pass(api, "UPDATE work_item SET ready_at = ready_at - interval '90 s' WHERE kind = 'generation'")

    told = await operator.get("health")

    [queue] = [one for one in told["queues"] if one["kind"] == "generation"]
    assert {name: queue[name] for name in ("queue", "scheduled", "waiting", "ready", "running")} == {
        "queue": "generation",
        "scheduled": 0,
        "waiting": 0,
        "ready": 1,
        "running": 0,
    }
    assert queue["oldest_seconds"] >= 90
    found = await checks(operator)
    assert (found["queue_generation"]["status"], found["queue_generation"]["bound"]) == ("warn", 60)
    assert found["queue_generation"]["value"] >= 90
    assert found["queue_media"]["status"] == "ok"
    assert told["status"] == "warn"


async def test_events_that_wait_are_a_warning(api: Api, operator: Operating) -> None:
    await leave_waiting(api, await api.person())

    found = await checks(operator)

    assert {name: found[name]["status"] for name in ("live_events", "inbox", "inbox_parked")} == {
        "live_events": "warn",
        "inbox": "warn",
        "inbox_parked": "ok",
    }
    told = await operator.get("health")
    assert (told["unpublished_events"] >= 1, told["inbox"]) == (True, {"waiting": 1, "parked": 1})


async def test_a_process_that_dies_is_missed_and_one_that_leaves_is_gone(api: Api, operator: Operating) -> None:
    generation, media, *_ = await crew(api)
    await generation.leave()
    await let_pass(api, "UPDATE running_process SET seen_at = seen_at - interval '40 s' WHERE role = 'worker media'")

    found = await checks(operator)

    assert (found["worker_generation"]["status"], found["worker_generation"]["value"]) == ("warn", 0)
    assert (found["worker_media"]["status"], found["worker_media"]["value"]) == ("warn", 0)
    assert (found["worker_events"]["status"], found["worker_events"]["value"]) == ("ok", 1)
    alive = {one["role"]: one["alive"] for one in (await operator.get("health"))["processes"]}
    assert "worker generation" not in alive
    assert alive["worker media"] is False
    await media.tell()
    assert (await checks(operator))["worker_media"]["status"] == "ok"


async def test_two_versions_at_once_are_a_warning(api: Api, operator: Operating) -> None:
    await crew(api)
    await let_pass(api, "UPDATE running_process SET version = '0.0.9' WHERE role = 'worker media'")

    found = (await checks(operator))["versions"]

    assert (found["status"], found["value"], "0.0.9" in found["detail"]) == ("warn", 2, True)


async def test_duties_tell_when_they_were_done_and_when_they_failed(api: Api, operator: Operating) -> None:
    async def fail() -> None:
        raise RuntimeError("sk_live_abcdefghijklmnopqrstuvwxyz")

    async def do() -> None:
        return

    runs = DutyRuns(api.runtime.uow)
    scheduler = Scheduler([Duty("good", 10, do), Duty("bad", 10, fail), runs.duty()], Metrics(), runs.note)
    running_ = asyncio.create_task(scheduler.run())
    await asyncio.sleep(0.2)
    scheduler.stop()
    await running_
    await runs.duty().do()

    told = {duty["name"]: duty for duty in (await operator.get("health"))["duties"]}
    found = await checks(operator)

    assert told["good"]["done_at"] is not None
    assert (told["good"]["failed_at"], told["good"]["every_seconds"]) == (None, 10)
    assert told["bad"]["done_at"] is None
    assert (told["bad"]["failed_at"] is not None, told["bad"]["failure"]) == (True, "RuntimeError")
    assert (found["duty_good"]["status"], found["duty_bad"]["status"]) == ("ok", "warn")
    await let_pass(api, "UPDATE duty_run SET done_at = done_at - interval '70 s' WHERE name = 'good'")
    assert (await checks(operator))["duty_good"]["status"] == "warn"


async def test_a_later_run_is_not_overwritten_by_one_that_is_noted_late(api: Api, operator: Operating) -> None:
    runs, slow = DutyRuns(api.runtime.uow), DutyRuns(api.runtime.uow)
    duty = Duty("sweep", 2, runs.duty().do)
    slow.note(duty, None)
    await asyncio.sleep(1.1)
    runs.note(duty, None)
    await runs.duty().do()
    before = (await operator.get("health"))["duties"]

    await slow.duty().do()

    assert (await operator.get("health"))["duties"] == before


async def test_valkey_that_is_away_is_a_warning_and_the_console_works(
    own_database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    engine = EmbeddedValkey(tmp_path / "valkey", fast=True)
    with engine as valkey:
        async with running(settings_for(own_database_urls, valkey, tmp_path)) as api:
            operator = await operating(api)
            assert (await checks(operator))["valkey"]["status"] == "ok"
            await asyncio.to_thread(engine.stop)

            found = await checks(operator)

            assert (found["valkey"]["status"], found["storage"]["status"]) == ("warn", "ok")
            await asyncio.to_thread(engine.start)


async def test_what_the_scheduler_measures_is_told_to_prometheus(api: Api) -> None:
    owner = await api.person()
    await api.job(owner)
    await leave_waiting(api, owner)

    for duty in duties(api.runtime):
        if duty.name in {"lag", "inbox"}:
            await duty.do()

    exposed = api.runtime.metrics.render()[0].decode()
    samples = dict(line.rsplit(" ", 1) for line in exposed.splitlines() if not line.startswith("#"))
    ready = 'contentforge_work_items_open{kind="generation",queue="generation",state="ready"}'
    assert float(samples[ready]) == 1
    assert float(samples["contentforge_live_events_oldest_seconds"]) > 20
    assert float(samples["contentforge_inbox_oldest_seconds"]) > 600
    assert float(samples["contentforge_inbox_unhandled"]) == 2
