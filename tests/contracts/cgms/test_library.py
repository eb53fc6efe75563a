"""One pool of texts, of which cgms shows what it can name; how texts stand, change and cost."""

from typing import Any
from uuid import UUID

import pytest

from support.accounts import Guest
from support.app import PASSWORD, Api, Person

ORDER = {"prompt": "A copper kettle that whistles at the boil.", "contentType": "product-description"}
NOT_FOUND = {"success": False, "message": "Content not found"}


async def guest_of(api: Api, person: Person, mount: str = "/cgms") -> Guest:
    """The person, signed in through cgms or writer."""
    known = {"email": person.email, "password": PASSWORD}
    answer = await api.client.post(f"{mount}/api/v1/auth/login", json=known)
    return Guest(api.client, f"{mount}/api/v1", person.email, answer.json()["data"]["accessToken"])


async def ordered(guest: Guest, **changes: object) -> dict[str, Any]:
    answer = await guest("POST", "/content/generate", {**ORDER, **changes})
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()["data"]
    return told


async def shown(guest: Guest, item: str) -> dict[str, Any]:
    told: dict[str, Any] = (await guest("GET", f"/content/{item}")).json()["data"]
    return told


async def used(api: Api, person: Person) -> int:
    """Generations of this month."""
    usage = (await api.client.get("/api/v1/usage", headers=person.auth)).json()
    [count] = [metric["used"] for metric in usage["metrics"] if metric["name"] == "generations"]
    return int(count)


async def cancel(api: Api, person: Person, job: str) -> None:
    await api.client.post(f"/api/v1/content/jobs/{job}/cancel", headers=person.auth)


async def test_what_another_api_made_is_shown_under_the_name_it_has_here(prompt_api: Api) -> None:
    person = await prompt_api.person()
    cgms, writer = await guest_of(prompt_api, person), await guest_of(prompt_api, person, "/writer")
    made = await writer("POST", "/content", {"topic": "Kettle", "contentType": "social_media_caption"})
    await prompt_api.workshop.run()

    told = await shown(cgms, made.json()["data"]["content"]["id"])

    assert (told["contentType"], told["status"]) == ("social-media-caption", "completed")
    assert told["generatedContent"]


async def test_what_it_cannot_name_is_neither_listed_nor_found_nor_changed(prompt_api: Api) -> None:
    person = await prompt_api.person()
    cgms, writer = await guest_of(prompt_api, person), await guest_of(prompt_api, person, "/writer")
    made = await writer("POST", "/content", {"topic": "Kettle", "contentType": "article"})
    item = made.json()["data"]["content"]["id"]
    [job] = (await prompt_api.client.get("/api/v1/content/jobs", headers=person.auth)).json()["items"]
    await prompt_api.workshop.run()

    assert (await cgms("GET", "/content")).json()["meta"]["total"] == 0
    assert (await cgms("GET", "/content?search=kettle")).json()["meta"]["total"] == 0
    assert (await cgms("GET", f"/content/{job['id']}/status")).status_code == 404
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/regenerate")):
        answer = await cgms(method, f"/content/{item}{path}")
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert (await writer("GET", f"/content/{item}")).status_code == 200


async def test_a_job_is_asked_after_by_its_own_id_and_a_text_by_its_own(prompt_api: Api) -> None:
    guest = await guest_of(prompt_api, await prompt_api.person())
    made = await ordered(guest)

    assert (await guest("GET", f"/content/{made['contentId']}/status")).status_code == 404
    assert (await guest("GET", f"/content/{made['jobId']}")).status_code == 404


@pytest.mark.parametrize("state", ["queued", "processing", "completed", "failed"])
async def test_a_text_is_described_in_every_state(prompt_api: Api, state: str) -> None:
    person = await prompt_api.person()
    guest = await guest_of(prompt_api, person)
    made = await ordered(guest)
    match state:
        case "processing":
            begun = "UPDATE generation_job SET status = 'processing' WHERE id = $1"
            async with prompt_api.runtime.uow.write(person.organization) as session:
                await session.fetchval(begun, UUID(made["jobId"]))
        case "completed":
            await prompt_api.workshop.run()
        case "failed":
            await cancel(prompt_api, person, made["jobId"])

    answer = await guest("PATCH", f"/content/{made['contentId']}", {"title": "Kettle"})

    assert answer.status_code == 200
    assert (answer.json()["data"]["status"], answer.json()["data"]["title"]) == (state, "Kettle")
    assert [one["id"] for one in (await guest("GET", f"/content?status={state}")).json()["data"]] == [made["contentId"]]


@pytest.mark.parametrize(
    "described",
    [
        {"title": "x" * 200, "notes": "x" * 1000, "tags": ["x" * 50] * 20},
        {"title": "💡" * 200, "notes": "ế" * 1000, "tags": ["💡" * 50] * 20},
    ],
    ids=["ASCII", "beyond the basic plane"],
)
async def test_lengths_are_counted_in_characters_up_to_the_last(held_api: Api, described: dict[str, Any]) -> None:
    guest = await guest_of(held_api, await held_api.person())
    made = await ordered(guest, prompt="💡" * 1000, title=described["title"])
    assert (await shown(guest, made["contentId"]))["title"] == described["title"]

    told = (await guest("PATCH", f"/content/{made['contentId']}", described)).json()["data"]

    assert {name: told[name] for name in described} == described
    assert told["prompt"] == "💡" * 1000


async def test_a_change_is_told_by_updated_at_alone(held_api: Api) -> None:
    guest = await guest_of(held_api, await held_api.person())
    made = await ordered(guest)
    before = await shown(guest, made["contentId"])

    after = (await guest("PATCH", f"/content/{made['contentId']}", {"notes": "Soon"})).json()["data"]

    assert after["createdAt"] == before["createdAt"]
    assert after["updatedAt"] > before["updatedAt"]


async def test_the_written_text_is_searched_too(prompt_api: Api) -> None:
    guest = await guest_of(prompt_api, await prompt_api.person())
    made = await ordered(guest, prompt="Kettle")
    await prompt_api.workshop.run()
    words = (await shown(guest, made["contentId"]))["output"].split()
    last = next(word for word in reversed(words) if word.isalpha() and word.lower() not in "kettle product-description")

    found = (await guest("GET", "/content", params={"search": last.upper()})).json()["data"]

    assert [one["id"] for one in found] == [made["contentId"]]


async def test_writing_anew_costs_one_and_keeps_the_former_text_as_a_version(prompt_api: Api) -> None:
    person = await prompt_api.person()
    guest = await guest_of(prompt_api, person)
    made = await ordered(guest)
    await prompt_api.workshop.run()
    former = (await shown(guest, made["contentId"]))["output"]

    await guest("POST", f"/content/{made['contentId']}/regenerate")
    await prompt_api.workshop.run()

    versions = await prompt_api.client.get(f"/api/v1/content/{made['contentId']}/versions", headers=person.auth)
    assert [one["version"] for one in versions.json()] == [2, 1]
    assert versions.json()[-1]["content"] == former
    assert await used(prompt_api, person) == 2


async def test_a_failed_text_says_why_costs_nothing_and_can_be_written_anew(prompt_api: Api) -> None:
    person = await prompt_api.person()
    guest = await guest_of(prompt_api, person)
    made = await ordered(guest)
    await cancel(prompt_api, person, made["jobId"])
    standing = (await guest("GET", f"/content/{made['jobId']}/status")).json()["data"]
    assert (standing["status"], standing["error"], standing["contentError"]) == ("failed", "Cancelled", "Cancelled")
    assert await used(prompt_api, person) == 0

    answer = await guest("POST", f"/content/{made['contentId']}/regenerate")

    assert answer.status_code == 202
    queued = await shown(guest, made["contentId"])
    assert (queued["status"], queued["contentError"], queued["jobId"]) == ("queued", "", answer.json()["data"]["jobId"])


async def test_deleting_an_unfinished_text_cancels_its_job_and_costs_nothing(prompt_api: Api) -> None:
    person = await prompt_api.person()
    guest = await guest_of(prompt_api, person)
    made = await ordered(guest)

    await guest("DELETE", f"/content/{made['contentId']}")

    assert await prompt_api.workshop.run() == 0
    assert await used(prompt_api, person) == 0
    assert (await guest("GET", "/content")).json()["meta"] == {"page": 1, "limit": 10, "total": 0, "pages": 0}


async def test_a_page_beyond_the_end_is_empty(held_api: Api) -> None:
    guest = await guest_of(held_api, await held_api.person())
    await ordered(guest)

    told = (await guest("GET", "/content?page=7&limit=5")).json()

    assert told["data"] == []
    assert told["meta"] == {"page": 7, "limit": 5, "total": 1, "pages": 1}
