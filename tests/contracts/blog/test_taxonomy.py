"""Categories in a tree and tags: for the staff, and for readers."""

import asyncio
from typing import Any

import pytest

from support.newsroom import Newsroom

DOCUMENTED = [
    {"locale": "vi", "name": "Công nghệ", "slug": "cong-nghe", "description": "Máy móc"},
    {"locale": "en", "name": "Technology", "slug": "technology", "description": "Machines"},
]
PLURALS = pytest.mark.parametrize("plural", ["categories", "tags"])


async def made(newsroom: Newsroom, plural: str, name: str, **more: object) -> dict[str, Any]:
    answer = await newsroom.editor(
        "POST", f"/admin/{plural}", {"translations": [{"locale": "vi", "name": name}], **more}
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_category_is_made_as_the_document_shows_it(newsroom: Newsroom) -> None:
    answer = await newsroom.editor("POST", "/admin/categories", {"translations": DOCUMENTED, "parentId": None})

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"id", "parentId", "translations", "postCount", "createdAt", "updatedAt"}
    assert told["translations"] == DOCUMENTED[::-1]
    assert (told["parentId"], told["postCount"]) == (None, 0)
    assert (await newsroom.author("GET", "/admin/categories")).json() == [told]
    assert (await newsroom.author("GET", f"/admin/categories/{told['id']}")).json() == told
    [public] = (await newsroom.read("/categories?locale=en")).json()
    assert public["currentTranslation"] == DOCUMENTED[1]
    by_slug = (await newsroom.read("/categories/vi/cong-nghe")).json()
    assert (by_slug["id"], by_slug["currentTranslation"]) == (told["id"], DOCUMENTED[0])


async def test_a_tag_has_no_description_and_no_parent(newsroom: Newsroom) -> None:
    texts = [{"locale": "vi", "name": "JavaScript", "slug": "javascript"}]

    told = (await newsroom.editor("POST", "/admin/tags", {"translations": texts})).json()

    assert (told["translations"], told["parentId"]) == (texts, None)
    assert (await newsroom.read("/tags/vi/javascript")).json()["id"] == told["id"]
    assert (await newsroom.read("/tags?locale=en")).json()[0]["currentTranslation"] is None


@PLURALS
async def test_each_role_does_what_it_may(newsroom: Newsroom, plural: str) -> None:
    body = {"translations": [{"locale": "vi", "name": "Một"}]}
    term = await made(newsroom, plural, "Hai")
    path = f"/admin/{plural}/{term['id']}"

    assert (await newsroom.author("GET", f"/admin/{plural}")).status_code == 200
    assert (await newsroom.author("POST", f"/admin/{plural}", body)).status_code == 403
    assert (await newsroom.author("PATCH", path, body)).status_code == 403
    assert (await newsroom.editor("PATCH", path, body)).status_code == 200
    assert (await newsroom.editor("DELETE", path)).status_code == 403
    gone = await newsroom.admin("DELETE", path)
    assert (gone.status_code, gone.json()) == (200, {"success": True})
    assert (await newsroom.admin("DELETE", path)).status_code == 404


@PLURALS
async def test_a_change_merges_by_language(newsroom: Newsroom, plural: str) -> None:
    term = await made(newsroom, plural, "Công nghệ mới")
    path = f"/admin/{plural}/{term['id']}"
    assert term["translations"][0]["slug"] == "cong-nghe-moi"

    added = await newsroom.editor("PATCH", path, {"translations": [{"locale": "EN", "name": "New"}]})
    renamed = await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "name": "Khác"}]})
    removed = await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "_delete": True}]})
    last = await newsroom.editor("PATCH", path, {"translations": [{"locale": "en", "_delete": True}]})

    assert [one["locale"] for one in added.json()["translations"]] == ["en", "vi"]
    [vietnamese] = [one for one in renamed.json()["translations"] if one["locale"] == "vi"]
    assert (vietnamese["name"], vietnamese["slug"]) == ("Khác", "cong-nghe-moi")
    assert [one["locale"] for one in removed.json()["translations"]] == ["en"]
    assert last.status_code == 400


@PLURALS
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"translations": []},
        {"translations": [{"locale": "vi"}]},
        {"translations": [{"locale": "xx", "name": "A"}]},
        {"translations": [{"locale": "vi", "name": "x" * 101}]},
        {"translations": [{"locale": "vi", "name": "A", "slug": "a/b"}]},
        {"translations": [{"locale": "vi", "name": "A", "slug": "admin"}]},
        {"translations": [{"locale": "vi", "name": "A"}, {"locale": "VI", "name": "B"}]},
        {"translations": [{"locale": "vi", "name": "A\0"}]},
        {"translations": "vi"},
    ],
)
async def test_what_cannot_be_is_told(newsroom: Newsroom, plural: str, body: dict[str, Any]) -> None:
    answer = await newsroom.editor("POST", f"/admin/{plural}", body)

    assert (answer.status_code, answer.json()["error"]) == (400, "Bad Request")
    assert (await newsroom.read(f"/{plural}")).json() == []


@PLURALS
async def test_a_slug_is_one_things_in_one_language(newsroom: Newsroom, plural: str) -> None:
    body = {"translations": [{"locale": "vi", "name": "Một", "slug": "mot"}]}

    answers = await asyncio.gather(*(newsroom.editor("POST", f"/admin/{plural}", body) for _ in range(5)))
    english = {"translations": [{"locale": "en", "name": "One", "slug": "mot"}]}
    other_language = await newsroom.editor("POST", f"/admin/{plural}", english)

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert other_language.status_code == 201


@PLURALS
async def test_the_same_request_again_makes_one(newsroom: Newsroom, plural: str) -> None:
    body = {"translations": [{"locale": "vi", "name": "Một"}]}
    key = {"headers": {"Idempotency-Key": "once"}}

    answers = [await newsroom.editor("POST", f"/admin/{plural}", body, **key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_categories_stand_in_a_tree_without_circles(newsroom: Newsroom) -> None:
    top = await made(newsroom, "categories", "Trên")
    middle = await made(newsroom, "categories", "Giữa", parentId=top["id"])
    low = await made(newsroom, "categories", "Dưới", parentId=middle["id"])

    async def moved(what: dict[str, Any], parent: object) -> int:
        return (await newsroom.editor("PATCH", f"/admin/categories/{what['id']}", {"parentId": parent})).status_code

    assert middle["parentId"] == top["id"]
    assert [await moved(top, low["id"]), await moved(top, top["id"])] == [400, 400]
    assert [await moved(low, parent) for parent in ("nonsense", "00000000-0000-4000-8000-000000000001")] == [400, 400]
    assert (await newsroom.admin("DELETE", f"/admin/categories/{top['id']}")).status_code == 409
    assert await moved(low, None) == 200
    assert await moved(top, low["id"]) == 200


async def test_two_who_move_at_once_make_no_circle(newsroom: Newsroom) -> None:
    for number in range(5):
        one, other = [await made(newsroom, "categories", f"{name} {number}") for name in ("Một", "Hai")]

        answers = await asyncio.gather(
            newsroom.editor("PATCH", f"/admin/categories/{one['id']}", {"parentId": other["id"]}),
            newsroom.editor("PATCH", f"/admin/categories/{other['id']}", {"parentId": one["id"]}),
        )

        assert sorted(answer.status_code for answer in answers) == [200, 400]


@PLURALS
async def test_readers_are_told_of_published_posts_only(newsroom: Newsroom, plural: str) -> None:
    term = await made(newsroom, plural, "Một")
    filed = {"categoryIds" if plural == "categories" else "tagIds": [term["id"]]}
    post = await newsroom.author.post(**filed)

    counts = [
        (await newsroom.author("GET", f"/admin/{plural}")).json()[0]["postCount"],
        (await newsroom.read(f"/{plural}")).json()[0]["postCount"],
    ]
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})

    assert counts == [1, 0]
    assert (await newsroom.read(f"/{plural}/vi/mot")).json()["postCount"] == 1
    await newsroom.admin("DELETE", f"/admin/{plural}/{term['id']}")
    assert (await newsroom.read(f"/posts/vi/{post['translations'][0]['slug']}")).json()[plural] == []


@PLURALS
async def test_another_sites_are_not_there(newsroom: Newsroom, plural: str) -> None:
    other = await Newsroom.opened(newsroom.api)
    foreign = await made(other, plural, "Bí mật")
    path = f"/admin/{plural}/{foreign['id']}"

    assert (await newsroom.admin("GET", path)).status_code == 404
    assert (await newsroom.admin("PATCH", path, {"translations": [{"locale": "vi", "name": "X"}]})).status_code == 404
    assert (await newsroom.admin("DELETE", path)).status_code == 404
    assert (await newsroom.read(f"/{plural}")).json() == []
    assert (await newsroom.read(f"/{plural}/vi/bi-mat")).status_code == 404
    if plural == "categories":
        body = {"translations": [{"locale": "vi", "name": "A"}], "parentId": foreign["id"]}
        assert (await newsroom.editor("POST", "/admin/categories", body)).status_code == 400


@PLURALS
async def test_each_change_is_in_the_audit_log(newsroom: Newsroom, plural: str) -> None:
    term = await made(newsroom, plural, "Một")
    path = f"/admin/{plural}/{term['id']}"
    await newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "name": "Hai"}]})
    await newsroom.admin("DELETE", path)

    lines = (await newsroom.admin("GET", f"/admin/audit-logs?entityId={term['id']}")).json()["data"]

    entity = "Category" if plural == "categories" else "Tag"
    assert [(line["action"], line["entity"]) for line in lines] == [
        ("DELETE", entity),
        ("UPDATE", entity),
        ("CREATE", entity),
    ]
    assert lines[1]["newValue"]["names"] == {"vi": "Hai"}
