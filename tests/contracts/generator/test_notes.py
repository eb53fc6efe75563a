"""What is decided beside the document: titles, lengths, holds, the one pool of an account, keys, lists."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from support.accounts import Guest, generator_guest
from support.app import PASSWORD, Api, Person, running, settings_for
from support.databases import DatabaseUrls
from support.generator_examples import TYPES

ORDER = {"prompt": "Why a kettle whistles", "contentType": "Blog Post Outline"}
TEXT = {"title": "Kettles", "type": "Blog Post Outline", "body": "# Kettles"}
LONG = "ü" * 4_000

Holding = Callable[[float], AbstractAsyncContextManager[Api]]


@pytest.fixture
def holding(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> Holding:
    @asynccontextmanager
    async def held(seconds: float) -> AsyncIterator[Api]:
        generation = {"hold_seconds": seconds}
        async with running(settings_for(database_urls, valkey, tmp_path, generation=generation)) as api:
            yield api

    return held


async def guest_of(api: Api, person: Person) -> Guest:
    known = {"email": person.email, "password": PASSWORD}
    token = (await api.client.post("/generator/auth/login", json=known)).json()["token"]
    return Guest(api.client, "/generator", person.email, token)


async def completed(api: Api, guest: Guest, **changes: str) -> str:
    """An order that has been written."""
    job = (await guest("POST", "/generate-content", {**ORDER, **changes})).json()["jobId"]
    await api.workshop.run()
    return str(job)


async def saved(guest: Guest, job: str, body: object = None, **more: Any) -> dict[str, Any]:
    answer = await guest("POST", f"/generate-content/{job}/save", body, **more)
    return {"status": answer.status_code, **answer.json()}


@pytest.mark.parametrize(("seconds", "told"), [(0, 0), (5, 5), (2.5, 2.5)])
async def test_the_true_hold_is_told(holding: Holding, seconds: float, told: float) -> None:
    async with holding(seconds) as api:
        answer = await (await generator_guest(api))("POST", "/generate-content", ORDER)

    delay = answer.json()["delaySeconds"]
    assert (delay, type(delay)) == (told, type(told))


async def test_a_text_of_four_thousand_characters_is_kept_whole(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)

    job = await completed(prompt_api, guest, prompt=LONG)
    kept = await saved(guest, job, {"title": LONG})
    changed = await guest("PUT", f"/content/{kept['content']['_id']}", {"title": f"{LONG[1:]}!"})

    assert (await guest("GET", f"/generate-content/{job}")).json()["prompt"] == LONG
    assert kept["content"]["title"] == LONG
    assert changed.json()["title"] == f"{LONG[1:]}!"


@pytest.mark.parametrize("title", [f"{LONG}!", "x" * 100_000])
async def test_a_longer_title_is_too_long_wherever_it_is_given(prompt_api: Api, title: str) -> None:
    guest = await generator_guest(prompt_api)
    job = await completed(prompt_api, guest)
    text = (await guest("POST", "/content", TEXT)).json()

    for method, path in (("PUT", f"/content/{text['_id']}"), ("POST", f"/generate-content/{job}/save")):
        answer = await guest(method, path, {"title": title})
        assert (answer.status_code, answer.json()) == (400, {"message": "Title is too long"})
    added = await guest("POST", "/content", {**TEXT, "title": title})
    assert (added.status_code, added.json()) == (400, {"message": "Title is too long"})


async def test_a_title_given_at_the_second_time_is_set(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    job = await completed(prompt_api, guest)

    first, again, renamed = [await saved(guest, job, body) for body in (None, {}, {"title": "Noise"})]

    assert [one["status"] for one in (first, again, renamed)] == [201, 200, 200]
    assert again["content"]["title"] == first["content"]["title"] == ORDER["prompt"]
    assert renamed["content"] == {
        **first["content"],
        "title": "Noise",
        "updatedAt": renamed["content"]["updatedAt"],
    }


@pytest.mark.parametrize("title", ["", "  \n", None])
async def test_a_blank_title_is_none(prompt_api: Api, title: str | None) -> None:
    guest = await generator_guest(prompt_api)
    job = await completed(prompt_api, guest)

    assert (await saved(guest, job, {"title": title}))["content"]["title"] == ORDER["prompt"]


async def test_a_repeat_under_a_key_is_answered_as_the_first_was(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    job = await completed(prompt_api, guest)
    key = {"Idempotency-Key": "save-1"}

    first, again = [await saved(guest, job, {"title": "Noise"}, headers=key) for _ in range(2)]
    other = await saved(guest, job, {"title": "Another"}, headers=key)
    texts = [(await guest("POST", "/content", TEXT, headers={"Idempotency-Key": "text-1"})).json() for _ in range(2)]

    assert (first, first["status"]) == (again, 201)
    assert other["status"] == 400
    assert texts[0] == texts[1]
    assert len((await guest("GET", "/content")).json()) == 2


async def test_a_repeat_of_a_request_whose_text_is_gone_is_not_found(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    key = {"Idempotency-Key": "text-1"}
    text = (await guest("POST", "/content", TEXT, headers=key)).json()
    await guest("DELETE", f"/content/{text['_id']}")

    assert (await guest("POST", "/content", TEXT, headers=key)).status_code == 404


@pytest.mark.parametrize("type_", ["Poem", "", "blog_post_outline", 7, []])
async def test_a_type_that_is_none_is_told_as_such_when_a_text_changes(held_api: Api, type_: object) -> None:
    guest = await generator_guest(held_api)
    text = (await guest("POST", "/content", TEXT)).json()

    answer = await guest("PUT", f"/content/{text['_id']}", {"type": type_})

    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid content type"})


@pytest.mark.parametrize("body", [None, {}, {"title": None, "body": None, "type": None}, {"surprise": 1}])
async def test_a_change_of_nothing_shows_the_text(held_api: Api, body: object) -> None:
    guest = await generator_guest(held_api)
    text = (await guest("POST", "/content", TEXT)).json()

    answer = await guest("PUT", f"/content/{text['_id']}", body)

    assert (answer.status_code, answer.json()) == (200, text)


async def test_an_order_may_be_removed_before_it_is_written(prompt_api: Api) -> None:
    person = await prompt_api.person()
    guest = await guest_of(prompt_api, person)
    await guest("POST", "/generate-content", ORDER)
    [listed] = (await guest("GET", "/generate-content")).json()

    answer = await guest("DELETE", f"/content/{listed['_id']}")

    assert answer.status_code == 200
    assert await prompt_api.workshop.run() == 0
    assert (await guest("GET", f"/generate-content/{listed['jobId']}")).status_code == 404
    usage = (await prompt_api.client.get("/api/v1/usage", headers=person.auth)).json()
    assert [metric["used"] for metric in usage["metrics"]] == [0, 0]


async def test_texts_of_the_other_apis_are_here_as_far_as_they_can_be_named(prompt_api: Api) -> None:
    person = await prompt_api.person()
    login = {"email": person.email, "password": PASSWORD}
    token = (await prompt_api.client.post("/writer/api/v1/auth/login", json=login)).json()["data"]["accessToken"]
    writer = Guest(prompt_api.client, "/writer/api/v1", person.email, token)
    for kind in ("social_media_caption", "email"):
        await writer("POST", "/content", {"topic": f"A kettle for an {kind}", "contentType": kind})
    [email] = [
        text for text in (await writer("GET", "/content")).json()["data"]["content"] if text["contentType"] == "email"
    ]
    guest = await guest_of(prompt_api, person)

    before = (await guest("GET", "/content")).json()
    await prompt_api.workshop.run()
    [caption] = (await guest("GET", "/content")).json()
    [job] = (await guest("GET", "/generate-content")).json()

    assert before == []
    assert caption["type"] == job["contentType"] == "Social Media Caption"
    assert caption["_id"] == job["_id"]
    assert job["prompt"] == caption["title"] == "A kettle for an social_media_caption"
    for method in ("PUT", "DELETE"):
        unnamed = await guest(method, f"/content/{email['id']}")
        assert (unnamed.status_code, unnamed.json()) == (404, {"message": "Content not found"})


async def test_what_is_written_here_is_seen_by_the_other_apis(prompt_api: Api) -> None:
    person = await prompt_api.person()
    job = await completed(prompt_api, await guest_of(prompt_api, person))

    native = (await prompt_api.client.get(f"/api/v1/content/jobs/{job}", headers=person.auth)).json()

    assert (native["source_type"], native["status"]) == ("prompt", "completed")


async def test_a_key_of_a_plan_with_access_opens_the_library_and_orders(held_api: Api) -> None:
    person = await held_api.person(plan="pro")
    key = {"X-API-Key": (await held_api.key(person))["key"]}

    ordered = await held_api.client.post("/generator/generate-content", json=ORDER, headers=key)
    listed = await held_api.client.get("/generator/generate-content", headers=key)
    oneself = await held_api.client.get("/generator/auth/me", headers=key)

    assert (ordered.status_code, listed.status_code, oneself.status_code) == (202, 200, 403)
    assert [job["jobId"] for job in listed.json()] == [ordered.json()["jobId"]]


async def test_a_list_of_orders_ends_at_a_thousand_and_tells_how_many_there_are(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    await guest("POST", "/generate-content", ORDER)
    async with prompt_api.runtime.uow.system() as session:
        tenant = await session.fetchval("SELECT organization_id FROM generation_job")
    async with prompt_api.runtime.uow.write(tenant) as session:
        await session.fetchval(
            """
            WITH job AS (
                INSERT INTO generation_job (organization_id, id, user_id, source_type, source_data, content_types,
                    prompt, status, sequence, open_items, run_at)
                SELECT organization_id, gen_random_uuid(), user_id, source_type, source_data, content_types,
                    prompt, 'failed', 2, 0, run_at
                FROM generation_job, generate_series(1, 1004) RETURNING organization_id, id, user_id
            )
            INSERT INTO content_item (organization_id, id, job_id, user_id, content_type, position)
            SELECT organization_id, gen_random_uuid(), id, user_id, 'blog_post_outline', 1 FROM job
            """
        )

    answer = await guest("GET", "/generate-content")

    assert (len(answer.json()), answer.headers["x-total-count"]) == (1000, "1005")


async def test_browsers_may_read_the_total_and_call_by_the_hosts_name(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    hosts = {"generator.example.com": "generator"}
    async with running(settings_for(database_urls, valkey, tmp_path, hosts=hosts)) as api:
        guest = await generator_guest(api)
        away = Guest(api.client, "http://generator.example.com", guest.email, guest.token)
        answer = await away("GET", "/content", headers={"Origin": "http://localhost:3000"})

    assert (answer.status_code, answer.headers["x-total-count"]) == (200, "0")
    assert "X-Total-Count" in answer.headers["access-control-expose-headers"]


async def test_the_documentation_names_the_types_and_no_refusal_of_another_form(held_api: Api) -> None:
    document = (await held_api.client.get("/generator/openapi.json")).json()
    schemas = document["components"]["schemas"]

    for name, field in (("GenerateRequest", "contentType"), ("CreateContent", "type")):
        assert schemas[name]["properties"][field] == {"type": "string", "enum": list(TYPES)}
    refusals = {
        answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path in document["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    }
    assert refusals == {"Refusal", "NotCompleted"}
