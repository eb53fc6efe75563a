"""What a write promises: committed before it is answered, done once under one key, and never beyond the plan."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_platform.database.roles import driver_url
from support.app import API, Api, Person, running, settings_for
from support.databases import DatabaseUrls

ORDER: dict[str, Any] = {"source_type": "manual", "source_data": {"name": "Copper Kettle"}}


async def count_jobs(api: Api, person: Person) -> int:
    async with api.runtime.uow.read(person.organization) as session:
        return int(await session.fetchval("SELECT count(*) FROM generation_job"))


async def committed(api: Api, person: Person) -> None:
    while not await count_jobs(api, person):  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.02)


async def generate(api: Api, person: Person, key: str | None = None, **changes: Any) -> httpx.Response:
    headers = {**person.auth, **({"Idempotency-Key": key} if key else {})}
    return await api.client.post(f"{API}/content/generate", json={**ORDER, **changes}, headers=headers)


async def test_what_is_answered_201_is_committed(api: Api) -> None:
    person = await api.person()
    seen: list[int] = []

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def noticing(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] == 201:
                seen.append(await count_jobs(api, person))
            await send(message)

        await api.app(scope, receive, noticing)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(watching), base_url="http://localhost") as client:
        answer = await client.post(f"{API}/content/generate", json=ORDER, headers=person.auth)
        template = await client.post(f"{API}/templates", json={"name": "Ours"}, headers=person.auth)

    assert (answer.status_code, template.status_code) == (201, 201)
    assert seen[0] == 1


async def test_a_commit_that_fails_is_not_answered_201(api: Api, database_urls: DatabaseUrls) -> None:
    person = await api.person()
    admin = await asyncpg.connect(driver_url(database_urls.admin))
    try:
        await admin.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.organization_id = '{person.organization}' THEN RAISE EXCEPTION 'no'; END IF; RETURN NULL; END $$"
        )
        await admin.execute(
            "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON template DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        answer = await api.client.post(f"{API}/templates", json={"name": "Ours"}, headers=person.auth)
    finally:
        await admin.execute("DROP TRIGGER IF EXISTS refuse ON template")
        await admin.execute("DROP FUNCTION IF EXISTS refuse()")
        await admin.close()

    assert answer.status_code == 500
    assert answer.json() == {"detail": "Internal Server Error"}


async def test_fifty_at_once_under_one_key_make_one_job(api: Api) -> None:
    person = await api.person()

    answers = await asyncio.gather(*(generate(api, person, "import-42") for _ in range(50)))

    assert await count_jobs(api, person) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    again = await generate(api, person, "import-42")
    assert (again.status_code, again.json()["id"]) == (201, made.pop())


async def test_a_repeat_shows_the_job_as_it_is_by_then(api: Api) -> None:
    person = await api.person()
    first = (await generate(api, person, "k")).json()
    await api.workshop.run()

    again = (await generate(api, person, "k")).json()

    assert (first["status"], again["status"]) == ("pending", "completed")
    assert first["id"] == again["id"]


async def test_a_key_stands_for_one_request_of_one_person(api: Api) -> None:
    person, other = await api.person(), await api.person()
    await generate(api, person, "k")

    assert (await generate(api, person, "k", content_types=["title"])).status_code == 422
    assert (await generate(api, other, "k")).status_code == 201
    assert (await generate(api, person, "x" * 256)).status_code == 422
    assert await count_jobs(api, person) == 1


async def test_a_repeat_costs_nothing_even_at_the_limit(api: Api) -> None:
    person = await api.person()
    answers = [await generate(api, person, f"k{n}") for n in range(10)]

    assert all(answer.status_code == 201 for answer in answers)
    assert (await generate(api, person, "k3")).status_code == 201
    assert (await generate(api, person, "another")).status_code == 403


async def test_keys_and_organizations_are_made_once(api: Api) -> None:
    person = await api.person()
    headers = {**person.auth, "Idempotency-Key": "once"}

    keys = [await api.client.post(f"{API}/api-keys", json={"name": "K"}, headers=headers) for _ in range(2)]
    made = [await api.client.post(f"{API}/organizations", json={"name": "O"}, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in keys] == [201, 409]
    assert "already used" in keys[1].json()["detail"]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()


async def test_an_upload_is_made_once(api: Api) -> None:
    person = await api.person(plan="pro")
    headers = {**person.auth, "Idempotency-Key": "upload"}

    async def upload(text: bytes) -> httpx.Response:
        return await api.client.post(f"{API}/content/generate/csv", files={"file": ("p.csv", text)}, headers=headers)

    first, again = await upload(b"name\nMug\nKettle"), await upload(b"name\nMug\nKettle")

    assert [job["id"] for job in first.json()["jobs"]] == [job["id"] for job in again.json()["jobs"]]
    assert (await upload(b"name\nMug\nPot")).status_code == 422
    assert await count_jobs(api, person) == 2


async def test_two_hundred_at_once_with_ten_left_admit_exactly_ten(api: Api) -> None:
    person = await api.person()

    answers = await asyncio.gather(*(generate(api, person) for _ in range(200)))

    assert Counter(answer.status_code for answer in answers) == {201: 10, 403: 190}
    assert await count_jobs(api, person) == 10


async def test_bulk_is_all_or_nothing(api: Api) -> None:
    person = await api.person(plan="pro")
    urls = [f"https://shop.example.com/{n}" for n in range(100)]
    answers = [
        await api.client.post(f"{API}/content/generate/bulk", json={"urls": urls[:size]}, headers=person.auth)
        for size in (100, 70, 31, 30)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 403, 201]
    assert "30 left" in answers[2].json()["detail"]
    assert await count_jobs(api, person) == 200


@pytest.fixture
async def patient(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    settings = settings_for(database_urls, valkey, tmp_path, generation={"inline_wait_seconds": 20})
    async with running(settings) as started:
        yield started


async def test_an_order_waits_for_its_job_and_answers_it_whole(patient: Api) -> None:
    person = await patient.person()
    asking = asyncio.create_task(generate(patient, person))
    await committed(patient, person)

    await patient.workshop.run()

    job = (await asking).json()
    assert job["status"] == "completed"
    assert len(job["content_items"]) == 5


async def test_while_it_waits_no_connection_is_held(patient: Api) -> None:
    people = [await patient.person() for _ in range(12)]  # more than the pool has connections
    asking = [asyncio.create_task(generate(patient, person)) for person in people]
    for person in people:
        await committed(patient, person)

    assert patient.runtime.database.app.in_use == 0
    await patient.workshop.run()
    assert {(await answer).json()["status"] for answer in asking} == {"completed"}


@pytest.mark.parametrize("prefer", ["respond-async", "wait=0"])
async def test_who_prefers_not_to_wait_is_answered_at_once(patient: Api, prefer: str) -> None:
    person = await patient.person()
    headers = {**person.auth, "Prefer": prefer}

    answer = await patient.client.post(f"{API}/content/generate", json=ORDER, headers=headers)

    assert answer.json()["status"] == "pending"


async def test_an_end_is_noticed_without_the_bus(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    nobody = replace(valkey, url="redis://127.0.0.1:9/0")
    settings = settings_for(database_urls, nobody, tmp_path, generation={"inline_wait_seconds": 20})
    async with running(settings) as deaf:
        person = await deaf.person()
        asking = asyncio.create_task(generate(deaf, person))
        await committed(deaf, person)
        await deaf.workshop.run()

        assert (await asking).json()["status"] == "completed"
