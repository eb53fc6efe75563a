"""Orders: queued, seen, listed and saved, as the document's examples show them."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from support.accounts import Guest, generator_guest
from support.app import Api

PROMPT = "The future of artificial intelligence in healthcare"
ORDER = {"prompt": PROMPT, "contentType": "Blog Post Outline"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UNKNOWN_TYPE = "Invalid content type. Must be one of: Blog Post Outline, Product Description, Social Media Caption"
QUEUED = {"jobId", "status", "contentType", "prompt", "scheduledFor", "createdAt"}


async def order(guest: Guest, **changes: object) -> dict[str, Any]:
    answer = await guest("POST", "/generate-content", {**ORDER, **changes})
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def moment(text: str) -> datetime:
    assert MOMENT.fullmatch(text)
    return datetime.fromisoformat(text)


async def test_an_order_is_answered_with_its_true_times(held_api: Api) -> None:
    told = await order(await generator_guest(held_api))

    assert set(told) == {"message", "jobId", "status", "delaySeconds", "scheduledFor", "estimatedCompletionTime"}
    assert told["message"] == "Content generation job queued successfully"
    assert (told["status"], told["delaySeconds"]) == ("queued", 60)
    assert UUID(told["jobId"]).version == 4
    assert moment(told["estimatedCompletionTime"]) - moment(told["scheduledFor"]) == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, "Please provide prompt and contentType"),
        ({"prompt": "  "}, "Please provide prompt and contentType"),
        ({"prompt": ["x"]}, "Please provide prompt and contentType"),
        ({"contentType": None}, "Please provide prompt and contentType"),
        ({"contentType": ""}, "Please provide prompt and contentType"),
        ({"prompt": "x" * 4001}, "Prompt is too long"),
        ({"contentType": "Poem"}, UNKNOWN_TYPE),
        ({"contentType": "blog post outline"}, UNKNOWN_TYPE),
        ({"contentType": 5}, UNKNOWN_TYPE),
        ({"contentType": {}}, UNKNOWN_TYPE),
    ],
)
async def test_an_order_that_cannot_be_is_told(held_api: Api, changes: dict[str, object], message: str) -> None:
    guest = await generator_guest(held_api)

    answer = await guest("POST", "/generate-content", {**ORDER, **changes})

    assert (answer.status_code, answer.json()) == (400, {"message": message})
    assert (await guest("GET", "/generate-content")).json() == []


async def test_an_empty_body_lacks_all_fields(held_api: Api) -> None:
    answer = await (await generator_guest(held_api))("POST", "/generate-content")

    assert (answer.status_code, answer.json()) == (400, {"message": "Please provide prompt and contentType"})


async def test_a_queued_job_shows_no_more_than_it_has(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    queued = await order(guest)

    told = (await guest("GET", f"/generate-content/{queued['jobId']}")).json()

    assert set(told) == QUEUED
    assert (told["status"], told["prompt"], told["contentType"]) == ("queued", PROMPT, "Blog Post Outline")
    assert told["scheduledFor"] == queued["scheduledFor"]
    assert moment(told["scheduledFor"]) - moment(told["createdAt"]) == pytest.approx(
        timedelta(seconds=60), abs=timedelta(seconds=1)
    )


async def test_a_job_that_is_being_written_says_so(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    queued = await order(guest)
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation()._start(claim)

    told = (await guest("GET", f"/generate-content/{queued['jobId']}")).json()

    assert set(told) == QUEUED
    assert told["status"] == "processing"


async def test_a_completed_job_shows_its_text_and_when_it_ended(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    queued = await order(guest)
    await prompt_api.workshop.run()

    told = (await guest("GET", f"/generate-content/{queued['jobId']}")).json()

    assert set(told) == QUEUED | {"generatedContent", "completedAt"}
    assert told["status"] == "completed"
    assert told["generatedContent"].startswith("# ")
    assert moment(told["completedAt"]) >= moment(told["createdAt"])


async def test_a_failed_job_shows_why(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    queued = await order(guest)
    native = await prompt_api.client.post(
        "/api/v1/auth/login", json={"email": guest.email, "password": "correct horse battery"}
    )
    auth = {"Authorization": f"Bearer {native.json()['access_token']}"}
    await prompt_api.client.post(f"/api/v1/content/jobs/{queued['jobId']}/cancel", headers=auth)

    told = (await guest("GET", f"/generate-content/{queued['jobId']}")).json()

    assert set(told) == QUEUED | {"error", "completedAt"}
    assert (told["status"], told["error"]) == ("failed", "Cancelled")


async def test_the_list_holds_every_order_newest_first(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    first = await order(guest)
    await prompt_api.workshop.run()
    second = await order(guest, prompt="Eco-friendly water bottle for hikers", contentType="Product Description")

    answer = await guest("GET", "/generate-content")

    assert answer.headers["x-total-count"] == "2"
    queued, done = answer.json()
    assert [queued["jobId"], done["jobId"]] == [second["jobId"], first["jobId"]]
    common = {"_id", "jobId", "userId", "prompt", "contentType", "status", "scheduledFor", "createdAt", "updatedAt"}
    assert set(queued) == common | {"__v"}
    assert set(done) == common | {"__v", "generatedContent", "completedAt"}
    assert queued["__v"] == 0
    assert queued["prompt"] == "Eco-friendly water bottle for hikers"


async def test_native_jobs_are_not_listed_here_and_prompts_are_listed_there(prompt_api: Api) -> None:
    person = await prompt_api.person()
    await prompt_api.job(person)
    login = {"email": person.email, "password": "correct horse battery"}
    token = (await prompt_api.client.post("/generator/auth/login", json=login)).json()["token"]
    guest = Guest(prompt_api.client, "/generator", person.email, token)
    queued = await order(guest)

    assert [job["jobId"] for job in (await guest("GET", "/generate-content")).json()] == [queued["jobId"]]
    native = (await prompt_api.client.get("/api/v1/content/jobs", headers=person.auth)).json()
    assert [job["source_type"] for job in native["items"]] == ["prompt", "manual"]
    assert native["items"][0]["source_data"] == {"name": PROMPT[:50], "prompt": PROMPT}


async def test_a_completed_job_is_saved_once(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    queued = await order(guest)
    path = f"/generate-content/{queued['jobId']}/save"
    early = await guest("POST", path, {})
    await prompt_api.workshop.run()

    first = await guest("POST", path, {"title": "AI in Healthcare - Complete Outline"})
    second = await guest("POST", path, {})

    assert early.status_code == 400
    assert early.json() == {"message": "Cannot save content from incomplete job", "currentStatus": "queued"}
    assert first.status_code == 201
    told = first.json()
    assert told["message"] == "Content saved successfully"
    assert set(told["content"]) == {"_id", "userId", "title", "type", "body", "createdAt", "updatedAt", "__v"}
    assert told["content"]["title"] == "AI in Healthcare - Complete Outline"
    assert (second.status_code, second.json()["content"]["_id"]) == (200, told["content"]["_id"])
    assert second.json()["content"]["title"] == "AI in Healthcare - Complete Outline"
    assert [one["_id"] for one in (await guest("GET", "/content")).json()] == [told["content"]["_id"]]


async def test_the_default_title_is_the_beginning_of_the_prompt(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    long = "Why a whistling kettle is worth its noise, told for people who live in small flats"
    queued = await order(guest, prompt=long)
    await prompt_api.workshop.run()

    saved = await guest("POST", f"/generate-content/{queued['jobId']}/save")

    assert saved.json()["content"]["title"] == long[:50]


async def test_a_failed_job_cannot_be_saved(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    queued = await order(guest)
    async with prompt_api.runtime.uow.system() as session:
        tenant = await session.fetchval("SELECT organization_id FROM generation_job")
    async with prompt_api.runtime.uow.write(tenant) as session:
        await session.fetchval("UPDATE generation_job SET status = 'failed'")
    failed = await guest("POST", f"/generate-content/{queued['jobId']}/save", {})
    async with prompt_api.runtime.uow.write(tenant) as session:
        await session.fetchval("UPDATE generation_job SET status = 'completed'")
    empty = await guest("POST", f"/generate-content/{queued['jobId']}/save", {})

    assert failed.json() == {"message": "Cannot save content from incomplete job", "currentStatus": "failed"}
    assert (empty.status_code, empty.json()) == (400, {"message": "No generated content available"})


@pytest.mark.parametrize("job", ["nonsense", "00000000-0000-4000-8000-000000000000", "60d0fe4f5311236168a109cb"])
async def test_an_unknown_job_is_not_found(held_api: Api, job: str) -> None:
    guest = await generator_guest(held_api)

    for method, path in (("GET", ""), ("POST", "/save")):
        answer = await guest(method, f"/generate-content/{job}{path}")
        assert (answer.status_code, answer.json()) == (404, {"message": "Job not found"})


async def test_the_plans_limit_is_a_403_that_says_so(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    for _ in range(10):
        await order(guest)

    answer = await guest("POST", "/generate-content", ORDER)

    assert answer.status_code == 403
    assert "limit" in answer.json()["message"]


async def test_an_idempotency_key_makes_one_order(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    key = {"Idempotency-Key": "import-7"}

    first = await guest("POST", "/generate-content", ORDER, headers=key)
    again = await guest("POST", "/generate-content", ORDER, headers=key)
    other = await guest("POST", "/generate-content", {**ORDER, "prompt": "Another"}, headers=key)

    assert first.json() == again.json()
    assert other.status_code == 400
    assert len((await guest("GET", "/generate-content")).json()) == 1
