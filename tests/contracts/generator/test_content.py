"""The library: listed, searched, added to, changed and removed, as the document's examples show it."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.accounts import Guest, generator_guest
from support.app import Api

TEXT = {
    "title": "Premium Wireless Headphones",
    "type": "Product Description",
    "body": "Experience crystal-clear audio.\n\n- 40-hour battery life\n- Active noise cancellation",
}
FIELDS = {"_id", "userId", "title", "type", "body", "createdAt", "updatedAt", "__v"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


async def add(guest: Guest, **changes: object) -> dict[str, Any]:
    answer = await guest("POST", "/content", {**TEXT, **changes})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_text_is_added_as_it_is(held_api: Api) -> None:
    told = await add(await generator_guest(held_api))

    assert set(told) == FIELDS
    assert {name: told[name] for name in TEXT} == TEXT
    assert UUID(told["_id"]).version == 4
    assert MOMENT.fullmatch(told["createdAt"])
    assert told["createdAt"] == told["updatedAt"]
    assert told["__v"] == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        *(({name: value}, "Please provide all fields") for name in TEXT for value in (None, "")),
        ({"title": "", "type": "Poem"}, "Please provide all fields"),
        ({"type": "Poem"}, "Invalid content type"),
        ({"type": 3}, "Invalid content type"),
        ({"title": "x" * 4001}, "Title is too long"),
    ],
)
async def test_a_text_that_cannot_be_added_is_told(held_api: Api, changes: dict[str, object], message: str) -> None:
    answer = await (await generator_guest(held_api))("POST", "/content", {**TEXT, **changes})

    assert (answer.status_code, answer.json()) == (400, {"message": message})


async def test_the_library_is_a_bare_array_newest_first(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    older = await add(guest, title="AI Technology Blog", type="Blog Post Outline", body="# Introduction")
    newer = await add(guest, title="Summer Campaign", type="Social Media Caption", body="Summer vibes! #summer")

    answer = await guest("GET", "/content")

    assert answer.json() == [newer, older]
    assert answer.headers["x-total-count"] == "2"


@pytest.mark.parametrize(
    ("sought", "found"),
    [("SUMMER", 1), ("caption", 1), ("introduction", 1), ("o", 2), ("%", 0), (".*", 0), ("\\", 0), ("blog post", 1)],
)
async def test_search_is_a_substring_in_title_type_and_body(held_api: Api, sought: str, found: int) -> None:
    guest = await generator_guest(held_api)
    await add(guest, title="AI Technology", type="Blog Post Outline", body="# Introduction")
    await add(guest, title="Campaign", type="Social Media Caption", body="Summer vibes! #summer")

    answer = await guest("GET", "/content", params={"search": sought})

    assert (answer.status_code, len(answer.json())) == (200, found)
    assert answer.headers["x-total-count"] == str(found)


async def test_what_is_given_is_changed_and_the_rest_stays(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    text = await add(guest)
    title = "Updated: Premium Wireless Headphones Pro"

    answer = await guest("PUT", f"/content/{text['_id']}", {"title": title, "body": "New features."})

    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == FIELDS
    assert (told["title"], told["type"], told["body"]) == (title, TEXT["type"], "New features.")
    assert told["createdAt"] == text["createdAt"]
    assert told["updatedAt"] > text["updatedAt"]
    other = await guest("PUT", f"/content/{text['_id']}", {"type": "Blog Post Outline"})
    assert (other.json()["type"], other.json()["title"]) == ("Blog Post Outline", title)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"type": "Poem"}, "Invalid content type"),
        ({"title": ""}, "Please provide all fields"),
        ({"body": " "}, "Please provide all fields"),
        ({"title": "x" * 4001}, "Title is too long"),
    ],
)
async def test_a_change_that_cannot_be_is_told(held_api: Api, body: dict[str, object], message: str) -> None:
    guest = await generator_guest(held_api)
    text = await add(guest)

    answer = await guest("PUT", f"/content/{text['_id']}", body)

    assert (answer.status_code, answer.json()) == (400, {"message": message})
    assert (await guest("GET", "/content")).json() == [text]


async def test_a_text_is_removed_for_good(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    text = await add(guest)

    answer = await guest("DELETE", f"/content/{text['_id']}")

    assert (answer.status_code, answer.json()) == (200, {"id": text["_id"]})
    again = await guest("DELETE", f"/content/{text['_id']}")
    assert (again.status_code, again.json()) == (404, {"message": "Content not found"})


async def test_removing_a_saved_text_removes_its_order(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    order = {"prompt": "Kettles", "contentType": "Blog Post Outline"}
    job = (await guest("POST", "/generate-content", order)).json()["jobId"]
    await prompt_api.workshop.run()
    saved = (await guest("POST", f"/generate-content/{job}/save")).json()["content"]

    await guest("DELETE", f"/content/{saved['_id']}")

    assert (await guest("GET", "/generate-content")).json() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_only_here_the_text_of_another_is_told_from_none(held_api: Api, method: str) -> None:
    owner, other = await generator_guest(held_api), await generator_guest(held_api)
    text = await add(owner)

    theirs = await other(method, f"/content/{text['_id']}", {} if method == "PUT" else None)
    nobodys = await other(method, f"/content/{uuid4()}", {} if method == "PUT" else None)
    malformed = await other(method, "/content/60d0fe4f5311236168a109cb", {} if method == "PUT" else None)

    assert (theirs.status_code, theirs.json()) == (401, {"message": "User not authorized"})
    for unknown in (nobodys, malformed):
        assert (unknown.status_code, unknown.json()) == (404, {"message": "Content not found"})
    assert (await owner("GET", "/content")).json() == [text]


async def test_there_is_no_route_for_a_single_text(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    text = await add(guest)

    answer = await guest("GET", f"/content/{text['_id']}")

    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


async def test_an_order_that_is_not_saved_is_not_in_the_library(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    await guest("POST", "/generate-content", {"prompt": "Kettles", "contentType": "Blog Post Outline"})
    await prompt_api.workshop.run()

    assert (await guest("GET", "/content")).json() == []


async def test_a_list_ends_at_a_thousand_and_tells_how_many_there_are(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    text = await add(guest)
    async with prompt_api.runtime.uow.system() as session:
        row = await session.fetchrow("SELECT organization_id, user_id FROM content_item")
        assert row is not None
    async with prompt_api.runtime.uow.write(row["organization_id"]) as session:
        await session.fetchval(
            "INSERT INTO content_item (organization_id, id, user_id, content_type, position, title, text, version)"
            " SELECT $1, gen_random_uuid(), $2, 'product_description', 1, 'T', 'B', 0 FROM generate_series(1, 1004)",
            row["organization_id"],
            row["user_id"],
        )

    answer = await guest("GET", "/content")

    assert (len(answer.json()), answer.headers["x-total-count"]) == (1000, "1005")
    assert text["_id"] not in {one["_id"] for one in answer.json()}
