"""Texts: ordered, asked after, found, described, written anew and deleted, as the document and its notes say."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from support.accounts import Guest, success_guest
from support.app import Api

ORDER = {"prompt": "A copper kettle that whistles at the boil.", "contentType": "product-description"}
DESCRIBED = {
    *("id", "_id", "userId", "contentType", "title", "tags", "notes", "status", "jobId", "contentError", "provider"),
    *("model", "createdAt", "updatedAt"),
}
WHOLE = DESCRIBED | {"prompt", "generatedContent", "output"}
TYPES = [
    "blog-post-outline",
    "blog-post",
    "product-description",
    "social-media-caption",
    "email-subject-line",
    "ad-copy",
]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UNKNOWN = ["00000000-0000-4000-8000-000000000000", "507f1f77bcf86cd799439012", "%00", "x" * 3000]


def failed(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


async def order(guest: Guest, **changes: object) -> dict[str, Any]:
    answer = await guest("POST", "/content/generate", {**ORDER, **changes})
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()["data"]
    return told


async def content(guest: Guest, item: str) -> dict[str, Any]:
    answer = await guest("GET", f"/content/{item}")
    assert (answer.status_code, answer.json()["message"]) == (200, "Content found")
    told: dict[str, Any] = answer.json()["data"]
    assert set(told) == WHOLE
    return told


@pytest.mark.parametrize("kind", TYPES)
async def test_an_order_is_answered_with_its_true_delay(held_api: Api, kind: str) -> None:
    guest = await success_guest(held_api, "/cgms")

    answer = await guest("POST", "/content/generate", {**ORDER, "contentType": kind})

    assert answer.status_code == 202
    told = answer.json()
    assert (told["success"], told["message"]) == (True, "Content generation job enqueued successfully.")
    assert set(told["data"]) == {"jobId", "expectedDelayMs", "contentId", "expectedCompletion"}
    assert told["data"]["expectedDelayMs"] == 60_000
    assert UUID(told["data"]["jobId"]) != UUID(told["data"]["contentId"])
    due = datetime.fromisoformat(told["data"]["expectedCompletion"]) - datetime.now(UTC)
    assert due == pytest.approx(timedelta(seconds=60), abs=timedelta(seconds=5))


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"prompt": None}, ["prompt"], "Prompt is required"),
        ({"prompt": ""}, ["prompt"], "Prompt is required"),
        ({"prompt": "x" * 1001}, ["prompt"], "Prompt must be at most 1000 characters long"),
        ({"contentType": None}, ["contentType"], "Content type is required"),
        ({"contentType": "blog_post"}, ["contentType"], "Invalid content type"),
        ({"provider": "anthropic"}, ["provider"], "Invalid provider"),
        ({"title": "x" * 201}, ["title"], "String should have at most 200 characters"),
    ],
)
async def test_an_order_that_cannot_be_is_a_validation_error(
    held_api: Api, changes: dict[str, object], path: list[str], message: str
) -> None:
    answer = await (await success_guest(held_api, "/cgms"))("POST", "/content/generate", {**ORDER, **changes})

    told = answer.json()
    assert (answer.status_code, told["message"]) == (400, "Validation error")
    assert (told["errors"][0]["path"], told["errors"][0]["message"]) == (path, message)


@pytest.mark.parametrize("model", ["gpt-5-nano", "no such model", "", "x" * 5000, None])
async def test_a_provider_or_model_that_is_not_on_offer_falls_back(prompt_api: Api, model: str | None) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    data = await order(guest, provider="openai", model=model)
    await prompt_api.workshop.run()

    told = await content(guest, data["contentId"])

    assert (told["status"], told["provider"], told["model"]) == ("completed", "local", "extractive-1")


async def test_what_is_not_there_is_empty_and_never_null(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    data = await order(guest)

    told = await content(guest, data["contentId"])

    assert told["id"] == told["_id"] == data["contentId"]
    assert (told["jobId"], told["status"], told["prompt"]) == (data["jobId"], "queued", ORDER["prompt"])
    assert told["tags"] == []
    empty = ("title", "notes", "generatedContent", "output", "contentError", "provider", "model")
    assert {told[name] for name in empty} == {""}
    assert MOMENT.fullmatch(told["createdAt"])


async def test_a_completed_text_comes_under_both_names(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    data = await order(guest, title="Kettle")
    await prompt_api.workshop.run()

    told = await content(guest, data["contentId"])

    assert (told["status"], told["title"]) == ("completed", "Kettle")
    assert told["generatedContent"] == told["output"]
    assert "kettle" in told["output"].lower()


async def test_a_jobs_status_leaves_out_what_was_asked_and_written(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    data = await order(guest)
    await prompt_api.workshop.run()

    answer = await guest("GET", f"/content/{data['jobId']}/status")

    told = answer.json()
    assert (answer.status_code, told["message"]) == (200, "Content job status retrieved successfully")
    assert set(told["data"]) == DESCRIBED | {"contentId", "error"}
    assert (told["data"]["contentId"], told["data"]["status"]) == (data["contentId"], "completed")
    assert told["data"]["error"] == ""


@pytest.mark.parametrize("item", UNKNOWN)
async def test_unknown_ones_are_not_found(held_api: Api, item: str) -> None:
    guest = await success_guest(held_api, "/cgms")

    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/regenerate")):
        answer = await guest(method, f"/content/{item}{path}")
        assert (answer.status_code, answer.json()) == (404, failed("Content not found"))
    answer = await guest("GET", f"/content/{item}/status")
    assert (answer.status_code, answer.json()) == (404, failed("Content job not found"))


async def found(guest: Guest, **query: str) -> list[str]:
    answer = await guest("GET", "/content", params=query)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["message"] == "Contents found"
    assert all(set(one) == WHOLE for one in told["data"])
    assert told["meta"]["total"] == len(told["data"])
    return [one["id"] for one in told["data"]]


async def test_the_list_is_paged_newest_first(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    made = [(await order(guest))["contentId"] for _ in range(3)]

    told = (await guest("GET", "/content", params={"page": "2", "limit": "2"})).json()

    assert told["meta"] == {"page": 2, "limit": 2, "total": 3, "pages": 2}
    assert [one["id"] for one in told["data"]] == [made[0]]


@pytest.mark.parametrize(
    ("query", "meta"),
    [
        ({}, {"page": 1, "limit": 10, "total": 0, "pages": 0}),
        ({"page": "-3", "limit": "5000"}, {"page": 1, "limit": 100, "total": 0, "pages": 0}),
        ({"page": "x", "limit": ""}, {"page": 1, "limit": 10, "total": 0, "pages": 0}),
        ({"page": "9" * 30}, {"page": 1_000_000_000, "limit": 10, "total": 0, "pages": 0}),
    ],
)
async def test_unreadable_pages_are_the_nearest_allowed(
    held_api: Api, query: dict[str, str], meta: dict[str, int]
) -> None:
    told = (await (await success_guest(held_api, "/cgms"))("GET", "/content", params=query)).json()

    assert (told["meta"], told["data"]) == (meta, [])


async def test_filters_combine(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    done = (await order(guest))["contentId"]
    await prompt_api.workshop.run()
    queued = (await order(guest, contentType="ad-copy", title="Bottles"))["contentId"]
    today, tomorrow = (datetime.now(UTC) + timedelta(days=days) for days in (0, 1))

    assert await found(guest) == [queued, done]
    assert await found(guest, status="completed") == [done]
    assert await found(guest, status="pending") == await found(guest, status="queued") == [queued]
    assert await found(guest, status="failed") == await found(guest, status="processing") == []
    assert await found(guest, contentType="ad-copy") == [queued]
    assert await found(guest, contentType="ad-copy", status="completed") == []
    assert await found(guest, search="WHISTLES", contentType="product-description") == [done]
    assert await found(guest, startDate=f"{today:%Y-%m-%d}", endDate=f"{today:%Y-%m-%d}") == [queued, done]
    assert await found(guest, startDate=f"{tomorrow:%Y-%m-%d}") == []
    assert await found(guest, endDate=f"{today - timedelta(days=1):%Y-%m-%d}") == []
    moment = (await content(guest, done))["createdAt"]
    assert await found(guest, endDate=moment) == [done]
    assert await found(guest, startDate=moment.replace("Z", "+00:00")) == [queued, done]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"endDate": "{today:%Y%m%d}"}, 1),  # a date alone, however ISO 8601 lets it be written
        ({"endDate": "{today:%G-W%V-%u}"}, 1),
        ({"endDate": "{today:%Y-%m-%d}T00:00:00"}, 0),
        ({"startDate": "{today:%Y-%m-%d} 00:00:00"}, 1),
        ({"endDate": "9999-12-31"}, 1),
        ({"endDate": "9999-12-31T23:59:59-14:00"}, 1),
        ({"startDate": "9999-12-31T23:59:59-14:00"}, 0),
        ({"startDate": "0001-01-01T00:00:00+14:00"}, 1),
        ({"startDate": "", "endDate": "", "status": "", "contentType": "", "search": ""}, 1),
    ],
)
async def test_dates_are_read_to_the_ends_of_time(held_api: Api, query: dict[str, str], hits: int) -> None:
    guest = await success_guest(held_api, "/cgms")
    made = await content(guest, (await order(guest))["contentId"])
    today = datetime.fromisoformat(made["createdAt"])

    assert len(await found(guest, **{name: text.format(today=today) for name, text in query.items()})) == hits


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"status": "done"}, ["status"]),
        ({"contentType": "title"}, ["contentType"]),
        *(({"startDate": text}, ["startDate"]) for text in ("yesterday", "2026-02-30", "2026-1-1", "1", "9999999999")),
        ({"endDate": "10000-01-01"}, ["endDate"]),
        ({"endDate": "2026-01-12T25:00:00Z"}, ["endDate"]),
    ],
)
async def test_a_filter_that_cannot_be_is_a_validation_error(
    held_api: Api, query: dict[str, str], path: list[str]
) -> None:
    answer = await (await success_guest(held_api, "/cgms"))("GET", "/content", params=query)

    assert (answer.status_code, answer.json()["message"]) == (400, "Validation error")
    assert answer.json()["errors"][0]["path"] == path


@pytest.mark.parametrize(
    ("sought", "hits"),
    [
        ("whistles", 1),
        ("KITCHEN", 1),
        ("shiny", 1),
        ("for the shop", 1),
        ("product-desc", 1),
        (".*", 0),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("(", 0),
    ],
)
async def test_search_is_a_substring_everywhere_and_never_a_pattern(held_api: Api, sought: str, hits: int) -> None:
    guest = await success_guest(held_api, "/cgms")
    data = await order(guest)
    described = {"title": "Shiny", "tags": ["kitchen"], "notes": "for the shop"}
    await guest("PATCH", f"/content/{data['contentId']}", described)

    assert len(await found(guest, search=sought)) == hits


async def test_a_text_is_described_and_cleared_in_every_state(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    item = (await order(guest))["contentId"]

    answer = await guest("PATCH", f"/content/{item}", {"title": "Kettle", "tags": ["a", "b"], "notes": "Soon"})
    kept = await guest("PATCH", f"/content/{item}", {})
    cleared = await guest("PATCH", f"/content/{item}", {"title": "", "tags": [], "notes": ""})

    told = answer.json()
    assert (answer.status_code, told["message"]) == (200, "Updated content metadata")
    assert set(told["data"]) == WHOLE
    assert (told["data"]["title"], told["data"]["tags"], told["data"]["notes"]) == ("Kettle", ["a", "b"], "Soon")
    assert kept.json()["data"]["title"] == "Kettle"
    assert [cleared.json()["data"][name] for name in ("title", "tags", "notes")] == ["", [], ""]


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x" * 201},
        {"notes": "x" * 1001},
        {"tags": ["x"] * 21},
        {"tags": ["x" * 51]},
        {"tags": "a"},
        {"tags": [1]},
    ],
)
async def test_a_description_that_cannot_be_is_a_validation_error(held_api: Api, body: dict[str, object]) -> None:
    guest = await success_guest(held_api, "/cgms")
    item = (await order(guest))["contentId"]

    answer = await guest("PATCH", f"/content/{item}", body)

    assert (answer.status_code, answer.json()["message"]) == (400, "Validation error")


async def test_a_text_is_written_anew_under_a_new_job(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    data = await order(guest)
    early = await guest("POST", f"/content/{data['contentId']}/regenerate", {})
    await prompt_api.workshop.run()

    answer = await guest("POST", f"/content/{data['contentId']}/regenerate", {"provider": "gemini"})

    assert (early.status_code, early.json()) == (409, failed("Generation already in progress"))
    assert (answer.status_code, answer.json()["message"]) == (202, "Regeneration enqueued")
    anew = answer.json()["data"]
    assert set(anew) == {"jobId", "contentId"}
    assert anew["contentId"] == data["contentId"]
    assert anew["jobId"] != data["jobId"]
    assert (await guest("GET", f"/content/{data['jobId']}/status")).status_code == 404
    queued = await content(guest, data["contentId"])
    assert (queued["status"], queued["output"], queued["contentError"]) == ("queued", "", "")
    await prompt_api.workshop.run()
    assert (await content(guest, data["contentId"]))["status"] == "completed"


@pytest.mark.parametrize(
    "sent",
    [{}, {"headers": {"Content-Type": "application/json"}}, {"content": b"null"}, {"content": b"{}"}],
    ids=["nothing", "nothing as JSON", "null", "no fields"],
)
async def test_describing_and_writing_anew_need_no_body(prompt_api: Api, sent: dict[str, Any]) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    data = await order(guest, title="Kettle")
    await prompt_api.workshop.run()

    described = await guest("PATCH", f"/content/{data['contentId']}", **sent)
    anew = await guest("POST", f"/content/{data['contentId']}/regenerate", **sent)

    assert (described.status_code, described.json()["data"]["title"]) == (200, "Kettle")
    assert anew.status_code == 202


async def test_a_deleted_text_is_gone(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    data = await order(guest)

    answer = await guest("DELETE", f"/content/{data['contentId']}")

    assert (answer.status_code, answer.json()) == (
        200,
        {"success": True, "message": "Content deleted successfully"},
    )
    assert (await guest("GET", f"/content/{data['contentId']}")).status_code == 404
    assert (await guest("GET", f"/content/{data['jobId']}/status")).status_code == 404


async def test_a_cancelled_job_has_failed(prompt_api: Api) -> None:
    person = await prompt_api.person()
    login = {"email": person.email, "password": "correct horse battery"}
    token = (await prompt_api.client.post("/cgms/api/v1/auth/login", json=login)).json()["data"]["accessToken"]
    guest = Guest(prompt_api.client, "/cgms/api/v1", person.email, token)
    data = await order(guest)
    await prompt_api.client.post(f"/api/v1/content/jobs/{data['jobId']}/cancel", headers=person.auth)

    told = await content(guest, data["contentId"])

    assert (told["status"], told["contentError"]) == ("failed", "Cancelled")


async def test_the_plans_limit_is_a_403_that_says_so(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    for _ in range(10):
        await order(guest)

    answer = await guest("POST", "/content/generate", ORDER)

    assert answer.status_code == 403
    assert "limit" in answer.json()["message"]


async def test_an_idempotency_key_makes_one_order_and_one_regeneration(prompt_api: Api) -> None:
    guest = await success_guest(prompt_api, "/cgms")
    key = {"Idempotency-Key": "import-7"}

    first = await guest("POST", "/content/generate", ORDER, headers=key)
    again = await guest("POST", "/content/generate", ORDER, headers=key)
    item = first.json()["data"]["contentId"]
    await prompt_api.workshop.run()
    anew = [await guest("POST", f"/content/{item}/regenerate", {}, headers=key) for _ in range(2)]

    assert first.json() == again.json()
    assert [answer.status_code for answer in anew] == [202, 202]
    assert anew[0].json() == anew[1].json()
