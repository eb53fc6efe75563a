"""What the scheduler tidies up behind people, on a database of its own since it looks at whole tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_platform.observability import Metrics
from contentforge_workers.scheduler import Duty, Scheduler
from support.app import API, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.scheduling import do_duties


@pytest.fixture
async def alone(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def do_all(api: Api) -> None:
    await do_duties(api.runtime)


async def let_pass(api: Api, days: int, person: Person) -> None:
    """Make the sessions and tokens of a person as old as if `days` had gone by."""
    async with api.runtime.uow.write(None) as session:
        for table, whose in (
            ("user_session", "user_id = $1"),
            ("refresh_token", "session_id IN (SELECT id FROM user_session WHERE user_id = $1)"),
        ):
            await session.fetch(
                f"UPDATE {table} SET expires_at = expires_at - make_interval(days => $2) WHERE {whose}",
                person.user_id,
                days,
            )


async def counted(api: Api, table: str) -> int:
    async with api.runtime.uow.system() as session:
        return int(await session.fetchval(f"SELECT count(*) FROM {table}"))


async def test_sessions_that_ended_long_ago_are_forgotten_with_their_tokens(alone: Api) -> None:
    gone, here = await alone.person(), await alone.person()
    for _ in range(2):
        answer = await alone.client.post(f"{API}/auth/refresh", json={"refresh_token": gone.refresh_token})
        assert answer.status_code == 200
    await let_pass(alone, 40, gone)

    await do_all(alone)

    assert await counted(alone, "user_session") == 1
    assert await counted(alone, "refresh_token") == 1
    assert (await alone.client.get(f"{API}/usage", headers=here.auth)).status_code == 200


async def test_tries_at_a_password_are_forgotten_once_they_no_longer_count(alone: Api) -> None:
    for email in ("old@example.com", "new@example.com"):
        await alone.client.post(f"{API}/auth/login", json={"email": email, "password": "not this one"})
    async with alone.runtime.uow.write(None) as session:
        await session.fetch(
            "UPDATE login_throttle SET updated_at = updated_at - interval '25 hours' "
            "WHERE updated_at = (SELECT min(updated_at) FROM login_throttle)"
        )

    await do_all(alone)

    assert await counted(alone, "login_throttle") == 1


async def test_the_backlog_is_measured_by_queue_kind_and_state(alone: Api) -> None:
    person = await alone.person()
    order = {"source_type": "manual", "source_data": {"name": "Kettle", "price": "12"}}
    assert (await alone.client.post(f"{API}/content/generate", json=order, headers=person.auth)).status_code == 201

    await do_all(alone)

    text = alone.runtime.metrics.render()[0].decode()
    assert 'contentforge_work_items_open{kind="generation",queue="generation",state="ready"} 1.0' in text
    assert 'contentforge_work_items_open{kind="generation",queue="generation",state="running"} 0.0' in text


async def test_the_use_of_connections_is_shown_beside_its_limit(alone: Api) -> None:
    async with alone.runtime.uow.read(None) as session:
        await session.fetchval("SELECT 1")
        text = alone.runtime.metrics.render()[0].decode()

    assert 'contentforge_database_connections_in_use{role="app"} 1.0' in text
    assert 'contentforge_database_connections_limit{role="app"} 8.0' in text


async def test_a_duty_that_fails_is_counted_and_tried_again() -> None:
    tries: list[int] = []

    async def fail_once() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise RuntimeError
        scheduler.stop()

    metrics = Metrics(process=False)
    scheduler = Scheduler([Duty("try", 0.0, fail_once)], metrics)
    await scheduler.run()

    text = metrics.render()[0].decode()
    assert 'contentforge_duties_total{duty="try",outcome="failed"} 1.0' in text
    assert 'contentforge_duties_total{duty="try",outcome="done"} 1.0' in text


async def test_open_reservations_are_measured_by_the_ledger(alone: Api) -> None:
    person = await alone.person()
    await alone.job(person)
    await alone.job(person, image_urls=["https://shop.example/1.png", "https://shop.example/2.png"])
    async with alone.runtime.uow.write(person.organization) as session:
        await session.fetch("UPDATE usage_entry SET created_at = created_at - interval '90 s' WHERE metric = 'images'")

    await do_all(alone)

    assert shown(alone, "reserved_units") == {"generations": 2.0, "images": 2.0}
    ages = shown(alone, "reserved_oldest_seconds")
    assert ages["generations"] < 60
    assert ages["images"] >= 90

    await alone.workshop.run()
    await do_all(alone)

    assert shown(alone, "reserved_units") == {"generations": 0.0, "images": 2.0}


async def test_the_busiest_organizations_are_named_and_no_others(alone: Api) -> None:
    people = [await alone.person(plan="pro") for _ in range(12)]
    for place, person in enumerate(people):
        for _ in range(1 + place // 2):
            await alone.job(person)

    await do_all(alone)

    named = shown(alone, "busiest_items_open")
    assert named.keys() == {person.slug for person in people[2:]}
    assert [named[person.slug] for person in people[2:]] == [2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert shown(alone, "busiest_items_ended") == {}

    await alone.workshop.run()
    await do_all(alone)

    assert shown(alone, "busiest_items_open") == {}
    assert shown(alone, "busiest_items_ended") == named


def shown(api: Api, name: str) -> dict[str, float]:
    """The samples of a metric with one label, by its value."""
    found: dict[str, float] = {}
    for family in api.runtime.metrics.registry.collect():
        for sample in family.samples:
            if sample.name == f"contentforge_{name}":
                [label] = sample.labels.values()
                found[label] = sample.value
    return found
