"""Texts: ordered, listed, read, edited, rolled back, deleted and asked after, as the document's examples show them."""

import re
from typing import Any
from uuid import UUID

import pytest

from contentforge_app.apis.writer.delay import in_words
from support.accounts import Guest, generator_guest, success_guest
from support.app import Api

ORDER = {"topic": "TypeScript programming language basics", "contentType": "blog_post_outline"}
WHOLE = {
    *("id", "topic", "contentType", "prompt", "generatedContent", "content", "jobId", "jobStatus"),
    *("createdAt", "updatedAt"),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TYPES = ["blog_post_outline", "product_description", "social_media_caption", "article", "email"]


def failed(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


async def order(guest: Guest, **changes: object) -> str:
    answer = await guest("POST", "/content", {**ORDER, **changes})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["data"]["content"]["id"])


async def content(guest: Guest, item: str) -> dict[str, Any]:
    answer = await guest("GET", f"/content/{item}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert set(told) == {"success", "data"}
    assert set(told["data"]) == {"content"}
    whole: dict[str, Any] = told["data"]["content"]
    assert set(whole) == WHOLE
    return whole


@pytest.mark.parametrize("kind", TYPES)
async def test_an_order_is_answered_with_its_job(held_api: Api, kind: str) -> None:
    guest = await success_guest(held_api, "/writer")

    answer = await guest("POST", "/content", {**ORDER, "contentType": kind})

    assert answer.status_code == 202
    told = answer.json()
    assert told["message"] == "Content generation job queued successfully"
    data = told["data"]
    assert set(data) == {"content", "jobId", "expectedDelay"}
    assert data["expectedDelay"] == "1 minute"
    made = data["content"]
    assert set(made) == {"id", "topic", "contentType", "jobId", "jobStatus", "createdAt"}
    assert (made["topic"], made["contentType"], made["jobStatus"]) == (ORDER["topic"], kind, "queued")
    assert made["jobId"] == data["jobId"] == f"content-{made['id']}"
    assert UUID(made["id"]).version == 4
    assert MOMENT.fullmatch(made["createdAt"])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "1 minute"),
        (5, "5 seconds"),
        (1, "1 second"),
        (0, "0 seconds"),
        (90, "1 minute 30 seconds"),
        (120, "2 minutes"),
    ],
)
def test_a_delay_is_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": None}, "Topic is required"),
        ({"topic": "  "}, "Topic is required"),
        ({"topic": 5}, "Topic is required"),
        ({"topic": None, "contentType": "poem"}, "Topic is required"),
        ({"topic": "x" * 501}, "Topic cannot exceed 500 characters"),
        ({"contentType": None}, "Invalid content type"),
        ({"contentType": "poem"}, "Invalid content type"),
        ({"contentType": "blog_post"}, "Invalid content type"),
    ],
)
async def test_an_order_that_cannot_be_is_told(held_api: Api, changes: dict[str, object], message: str) -> None:
    answer = await (await success_guest(held_api, "/writer"))("POST", "/content", {**ORDER, **changes})

    assert (answer.status_code, answer.json()) == (400, failed(message))


async def test_before_its_text_is_there_a_piece_shows_null(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)

    told = await content(guest, item)

    assert (told["generatedContent"], told["content"], told["jobStatus"]) == (None, None, "queued")
    assert (
        told["prompt"] == "Create a comprehensive outline for a blog post about: TypeScript programming language basics"
    )
    assert told["jobId"] == f"content-{item}"


async def test_a_completed_piece_shows_its_text_under_both_names(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/writer")
    item = await order(guest)
    await prompt_api.workshop.run()

    told = await content(guest, item)

    assert told["jobStatus"] == "completed"
    assert told["generatedContent"] == told["content"]
    assert "TypeScript" in told["content"]
    assert told["updatedAt"] > told["createdAt"]


async def test_the_list_is_paged_newest_first(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    made = [await order(guest, topic=f"Topic {number}") for number in range(3)]

    answer = await guest("GET", "/content", params={"page": "1", "limit": "2"})

    told = answer.json()
    assert set(told) == {"success", "data"}
    assert set(told["data"]) == {"content", "total", "page", "totalPages"}
    assert [one["id"] for one in told["data"]["content"]] == made[:0:-1]
    assert all(set(one) == WHOLE for one in told["data"]["content"])
    assert (told["data"]["total"], told["data"]["page"], told["data"]["totalPages"]) == (3, 1, 2)


@pytest.mark.parametrize(
    ("query", "page", "shown", "pages"),
    [
        ({}, 1, 1, 1),
        ({"page": "0", "limit": "0"}, 1, 1, 1),
        ({"page": "x", "limit": "y"}, 1, 1, 1),
        ({"page": "100000000000000000000"}, 1_000_000_000, 0, 1),
        ({"page": "2"}, 2, 0, 1),
        ({"limit": "5000"}, 1, 1, 1),
    ],
)
async def test_unreadable_pages_are_the_nearest_allowed(
    held_api: Api, query: dict[str, str], page: int, shown: int, pages: int
) -> None:
    guest = await success_guest(held_api, "/writer")
    await order(guest)

    told = (await guest("GET", "/content", params=query)).json()["data"]

    assert (told["page"], len(told["content"]), told["totalPages"]) == (page, shown, pages)


async def test_nothing_at_all_is_no_page(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")

    told = (await guest("GET", "/content")).json()["data"]

    assert told == {"content": [], "total": 0, "page": 1, "totalPages": 0}


@pytest.mark.parametrize("name", ["generatedContent", "content"])
async def test_an_edit_is_taken_under_either_name(prompt_api: Api, name: str) -> None:
    guest = await success_guest(prompt_api, "/writer")
    item = await order(guest)
    await prompt_api.workshop.run()
    known = await content(guest, item)

    answer = await guest("PUT", f"/content/{item}", {**known, "topic": "Updated topic", name: "Updated content"})

    assert answer.status_code == 200
    told = answer.json()
    assert told["message"] == "Content updated successfully"
    changed = told["data"]["content"]
    assert set(changed) == WHOLE
    assert (changed["topic"], changed["generatedContent"], changed["content"]) == (
        "Updated topic",
        "Updated content",
        "Updated content",
    )
    assert changed["updatedAt"] > known["updatedAt"]
    assert changed["prompt"] == known["prompt"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"content": ""}, "Content cannot be empty"),
        ({"generatedContent": "  "}, "Content cannot be empty"),
        ({"topic": ""}, "Topic is required"),
        ({"topic": "x" * 501}, "Topic cannot exceed 500 characters"),
    ],
)
async def test_a_change_that_cannot_be_is_told(held_api: Api, body: dict[str, object], message: str) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)
    before = await content(guest, item)

    answer = await guest("PUT", f"/content/{item}", body)

    assert (answer.status_code, answer.json()) == (400, failed(message))
    assert await content(guest, item) == before


async def test_a_change_of_nothing_changes_nothing(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)

    answer = await guest("PUT", f"/content/{item}")

    assert (answer.status_code, answer.json()["data"]["content"]) == (200, await content(guest, item))


async def test_an_edit_before_completion_wins_and_the_generated_text_is_what_rollback_restores(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/writer")
    item = await order(guest)
    await guest("PUT", f"/content/{item}", {"content": "My own words."})
    await prompt_api.workshop.run()
    edited = await content(guest, item)

    answer = await guest("POST", f"/content/{item}/rollback")

    assert (edited["content"], edited["jobStatus"]) == ("My own words.", "completed")
    assert answer.status_code == 200
    told = answer.json()
    assert told["message"] == "Content rolled back successfully"
    assert "TypeScript" in told["data"]["content"]["content"]
    assert told["data"]["content"]["generatedContent"] == told["data"]["content"]["content"]


async def test_without_a_generated_text_there_is_nothing_to_roll_back_to(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")

    answer = await guest("POST", f"/content/{await order(guest)}/rollback")

    assert (answer.status_code, answer.json()) == (400, failed("No generated content available to rollback to"))


async def test_a_deleted_piece_is_gone_without_a_word(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    item = await order(guest)

    answer = await guest("DELETE", f"/content/{item}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await guest("GET", f"/content/{item}")).status_code == 404


@pytest.mark.parametrize(
    "item", ["00000000-0000-4000-8000-000000000000", "507f1f77bcf86cd799439012", "content-x", "%00", "a" * 3000]
)
async def test_an_unknown_piece_is_not_found(held_api: Api, item: str) -> None:
    guest = await success_guest(held_api, "/writer")

    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/rollback")):
        answer = await guest(method, f"/content/{item}{path}")
        assert (answer.status_code, answer.json()) == (404, failed("Content not found"))
    answer = await guest("GET", f"/content/job/{item}/status")
    assert (answer.status_code, answer.json()) == (404, failed("Job not found"))


async def report(guest: Guest, item: str) -> dict[str, Any]:
    answer = await guest("GET", f"/content/job/content-{item}/status")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["data"]
    assert set(told) == {"jobId", "jobStatus", "content"}
    assert set(told["jobStatus"]) == {"state", "progress", "failedReason"}
    assert set(told["content"]) == {"id", "jobStatus", "generatedContent"}
    assert told["jobId"] == f"content-{item}"
    return told


async def test_a_held_job_is_delayed(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")

    told = await report(guest, await order(guest))

    assert told["jobStatus"] == {"state": "delayed", "progress": 0, "failedReason": None}
    assert told["content"]["jobStatus"] == "queued"


async def test_a_jobs_state_is_told_in_the_words_of_its_queue(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/writer")
    item = await order(guest)
    waiting = await report(guest, item)
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation()._start(claim)
    active = await report(guest, item)
    await prompt_api.workshop.generation().run(claim)
    completed = await report(guest, item)

    assert waiting["jobStatus"] == {"state": "waiting", "progress": 0, "failedReason": None}
    assert (active["jobStatus"]["state"], active["jobStatus"]["progress"]) == ("active", 50)
    assert active["content"] == {"id": item, "jobStatus": "processing", "generatedContent": None}
    assert completed["jobStatus"] == {"state": "completed", "progress": 100, "failedReason": None}
    assert "TypeScript" in completed["content"]["generatedContent"]


async def test_a_cancelled_job_has_failed(prompt_api: Api) -> None:
    person = await prompt_api.person()
    login = {"email": person.email, "password": "correct horse battery"}
    token = (await prompt_api.client.post("/writer/api/v1/auth/login", json=login)).json()["data"]["accessToken"]
    guest = Guest(prompt_api.client, "/writer/api/v1", person.email, token)
    item = await order(guest)
    [job] = (await prompt_api.client.get("/api/v1/content/jobs", headers=person.auth)).json()["items"]
    await prompt_api.client.post(f"/api/v1/content/jobs/{job['id']}/cancel", headers=person.auth)

    told = await report(guest, item)

    assert told["jobStatus"] == {"state": "failed", "progress": 100, "failedReason": "Cancelled"}
    assert (await content(guest, item))["jobStatus"] == "failed"


async def test_what_was_written_by_hand_elsewhere_has_no_job(held_api: Api) -> None:
    there = await generator_guest(held_api)
    text = {"title": "Headphones", "type": "Product Description", "body": "Clear audio."}
    item = (await there("POST", "/content", text)).json()["_id"]
    login = {"email": there.email, "password": "correct horse battery"}
    token = (await held_api.client.post("/writer/api/v1/auth/login", json=login)).json()["data"]["accessToken"]
    guest = Guest(held_api.client, "/writer/api/v1", there.email, token)

    told = await content(guest, item)

    assert (told["jobId"], told["jobStatus"], told["topic"], told["prompt"]) == (None, "completed", "Headphones", "")
    assert told["content"] == "Clear audio."
    assert (await guest("GET", f"/content/job/content-{item}/status")).status_code == 404


async def test_the_plans_limit_is_a_403_that_says_so(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    for _ in range(10):
        await order(guest)

    answer = await guest("POST", "/content", ORDER)

    assert answer.status_code == 403
    assert "limit" in answer.json()["message"]
    assert answer.json()["success"] is False


async def test_an_idempotency_key_makes_one_order(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    key = {"Idempotency-Key": "import-7"}

    first = await guest("POST", "/content", ORDER, headers=key)
    again = await guest("POST", "/content", ORDER, headers=key)

    assert first.json() == again.json()
    assert (await guest("GET", "/content")).json()["data"]["total"] == 1
