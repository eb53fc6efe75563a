"""Taking everything along: an archive made in the background, and nothing in it that is a secret or somebody else's."""

import asyncio
import io
import json
import zipfile
from collections import Counter
from typing import Any

import httpx
import pytest

from contentforge_app.handlers import EVENTS_QUEUE, handlers
from contentforge_app.takeout import COLLECTIONS, LEFT_BEHIND
from contentforge_platform.storage import ObjectMissing, StorageFailed
from contentforge_tenants.access import Role
from contentforge_tenants.exports import expire_due
from support.app import API, Api, Person
from support.inbox import deliver

_TENANT_TABLES = """
SELECT DISTINCT cls.relname FROM pg_class AS cls JOIN pg_namespace AS space ON space.oid = cls.relnamespace
JOIN pg_attribute AS att ON att.attrelid = cls.oid
WHERE space.nspname = 'public' AND cls.relkind = 'r' AND cls.relrowsecurity
  AND (cls.relname = 'organization' OR att.attname = 'organization_id')
"""


async def ask(api: Api, person: Person, **headers: str) -> httpx.Response:
    path = f"{API}/organizations/{person.slug}/exports"
    return await api.client.post(path, headers={**person.auth, **headers})


async def told(api: Api, person: Person, export: str) -> dict[str, Any]:
    path = f"{API}/organizations/{person.slug}/exports/{export}"
    return dict((await api.client.get(path, headers=person.auth)).json())


async def exported(api: Api, person: Person) -> dict[str, list[dict[str, Any]]]:
    """The archive's files, each line read."""
    made = (await ask(api, person)).json()
    await deliver(api)
    done = await told(api, person, made["id"])
    assert done["state"] == "done", done
    fetched = await api.client.get(done["url"])
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "application/zip")
    assert len(fetched.content) == done["size_bytes"]
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as archive:
        assert archive.testzip() is None
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
        }


async def test_every_table_of_tenants_is_taken_along_or_left_behind_on_purpose(api: Api) -> None:
    async with api.runtime.uow.system() as everything:
        tables = {row["relname"] for row in await everything.fetch(_TENANT_TABLES)}
    taken = {one.source.split()[0] for one in COLLECTIONS}

    assert taken | LEFT_BEHIND == tables
    assert not taken & LEFT_BEHIND
    assert len({one.name for one in COLLECTIONS}) == len(COLLECTIONS)


async def test_an_archive_holds_what_was_made_and_who_made_it(api: Api) -> None:
    person, stranger = await api.person(plan="pro"), await api.person(plan="pro")
    await api.finished_job(stranger, source_data={"name": "Foreign Kettle", "price": "1.00 EUR"})
    job = await api.finished_job(person)
    await api.client.post(f"{API}/templates", json={"name": "Ours"}, headers=person.auth)

    files = await exported(api, person)

    assert set(files) == {one.name for one in COLLECTIONS} | {"files"}
    assert [one["id"] for one in files["jobs"]] == [job["id"]]
    assert {one["id"] for one in files["content"]} == {one["id"] for one in job["content_items"]}
    assert [one["email"] for one in files["members"]] == [person.email]
    assert [one["name"] for one in files["templates"]] == ["Ours"]
    assert [one["slug"] for one in files["organization"]] == [person.slug]
    assert "Foreign Kettle" not in json.dumps(files)
    assert stranger.email not in json.dumps(files)


async def test_no_secret_is_in_it(api: Api) -> None:
    person = await api.person(plan="pro")
    key = await api.key(person)
    invited = await api.client.post(
        f"{API}/organizations/{person.slug}/invitations", json={"role": "VIEWER"}, headers=person.auth
    )

    files = await exported(api, person)

    assert [one["prefix"] for one in files["api_keys"]] == [key["prefix"]]
    text = json.dumps(files)
    for secret in (key["key"], invited.json()["token"], person.token, "argon2", "digest", "secret"):
        assert secret not in text


async def test_many_rows_come_whole_and_each_once(api: Api) -> None:
    person = await api.person()
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetchval(
            "INSERT INTO audit_event (organization_id, id, action, entity)"
            " SELECT $1, gen_random_uuid(), 'UPDATE', 'Many' FROM generate_series(1, 1200)",
            person.organization,
        )

    files = await exported(api, person)

    assert len({one["id"] for one in files["audit"] if one["entity"] == "Many"}) == 1200
    assert Counter(one["id"] for one in files["audit"]).most_common(1)[0][1] == 1


async def test_progress_is_told_and_one_is_made_at_a_time(api: Api) -> None:
    person = await api.person()

    answers = await asyncio.gather(*(ask(api, person) for _ in range(4)))

    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 3}
    [made] = [answer.json() for answer in answers if answer.status_code == 202]
    assert (made["state"], made["collections_done"], made["url"]) == ("pending", 0, None)
    assert made["collections_total"] == len(COLLECTIONS)
    await deliver(api)
    done = await told(api, person, made["id"])
    assert (done["state"], done["collections_done"]) == ("done", len(COLLECTIONS))
    assert done["rows_done"] >= 3
    assert done["finished_at"] < done["expires_at"]
    assert (await ask(api, person)).status_code == 202
    listed = await api.client.get(f"{API}/organizations/{person.slug}/exports", headers=person.auth)
    assert [one["state"] for one in listed.json()] == ["pending", "done"]


async def test_a_repeat_under_the_same_key_shows_the_same_export(api: Api) -> None:
    person = await api.person()

    first = await ask(api, person, **{"Idempotency-Key": "all-of-it"})
    again = await ask(api, person, **{"Idempotency-Key": "all-of-it"})

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]


async def test_a_failure_is_told_and_another_may_be_asked_for(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await api.person()
    made = (await ask(api, person)).json()

    async def fails(*_: object, **__: object) -> None:
        raise StorageFailed

    monkeypatch.setattr(api.runtime.storage, "put_file", fails)
    async with handlers(api.runtime, EVENTS_QUEUE) as found:
        for claim in await api.workshop.claim(EVENTS_QUEUE):
            if claim.kind == "export":
                with pytest.raises(StorageFailed):
                    await found["export"].run(claim)
                await found["export"].give_up(claim, "The file storage does not answer.")

    failed = await told(api, person, made["id"])
    assert (failed["state"], failed["error_message"]) == ("failed", "The file storage does not answer.")
    assert (await ask(api, person)).status_code == 202


async def test_an_archive_is_deleted_after_its_week(api: Api) -> None:
    person = await api.person()
    made = (await ask(api, person)).json()
    await deliver(api)
    key = f"{person.organization}/exports/{made['id']}.zip"
    assert await expire_due(api.runtime.uow, api.runtime.storage) == 0
    async with api.runtime.uow.write(person.organization) as session:
        await session.fetchval("UPDATE organization_export SET expires_at = now() - interval '1 second'")

    assert await expire_due(api.runtime.uow, api.runtime.storage) == 1

    gone = await told(api, person, made["id"])
    assert (gone["state"], gone["url"]) == ("expired", None)
    with pytest.raises(ObjectMissing):
        await api.runtime.storage.facts(key)


async def test_an_administrator_takes_nothing_along(api: Api) -> None:
    owner, admin = await api.person(), await api.person()
    await api.join(admin, owner, Role.ADMIN)

    assert (await api.client.post(f"{API}/organizations/{owner.slug}/exports", headers=admin.auth)).status_code == 403


async def test_a_large_file_is_fetched_in_pieces_and_whole(api: Api) -> None:
    body = bytes(range(256)) * 4096
    key = f"{(await api.person()).organization}/exports/large.zip"
    await api.runtime.storage.put(key, body, content_type="application/zip")

    answer = await api.client.get(api.runtime.storage.url(key))

    assert answer.content == body
    assert answer.headers["content-length"] == str(len(body))
