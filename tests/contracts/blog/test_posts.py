"""The document's examples of posts, and what the staff may send."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.blog_examples import ENGLISH, VIETNAMESE
from support.newsroom import Newsroom

CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TRANSLATIONS = (VIETNAMESE, ENGLISH)
UNKNOWN = "7b4ac032-0d85-43df-872e-000000000001"


def in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_the_documents_post_is_made_as_it_was_sent(newsroom: Newsroom) -> None:
    categories = [str(await newsroom.term("category")) for _ in range(2)]
    tags = [str(await newsroom.term("tag")) for _ in range(2)]
    hero = str(await newsroom.image())
    vi, en = TRANSLATIONS
    answer = await newsroom.author(
        "POST",
        "/admin/posts",
        {
            "translations": [{**vi, "heroImageId": hero}, en],
            "categoryIds": categories,
            "tagIds": tags,
            "status": "DRAFT",
            "publishAt": None,
        },
    )

    assert answer.status_code == 201
    post = answer.json()
    assert post["status"] == "DRAFT"
    assert post["publishAt"] is None
    assert post["authorId"] == post["author"]["id"] == str(newsroom.author.user)
    assert post["author"] == {"id": post["authorId"], "name": "Our AUTHOR", "avatar": None}
    assert CLOCK.fullmatch(post["createdAt"])
    assert CLOCK.fullmatch(post["updatedAt"])
    shown = {one["locale"]: one for one in post["translations"]}
    for sent in TRANSLATIONS:
        assert {name: shown[sent["locale"]][name] for name in sent} == sent
    assert shown["vi"]["heroImage"]["id"] == hero
    assert shown["en"]["heroImage"] is None
    assert "<p>Đoạn văn bản...</p>" in shown["vi"]["bodyHtml"]
    assert sorted(one["id"] for one in post["categories"]) == sorted(categories)
    assert sorted(one["id"] for one in post["tags"]) == sorted(tags)
    assert post["tags"][0]["translations"][0]["name"] == "Công nghệ"


async def test_the_documents_list_has_its_fields_and_its_meta(newsroom: Newsroom) -> None:
    await newsroom.author.post(*TRANSLATIONS)

    answer = await newsroom.editor("GET", "/admin/posts")

    assert answer.status_code == 200
    [post] = answer.json()["data"]
    assert {"id", "authorId", "status", "publishAt", "createdAt", "updatedAt", "translations", "author"} <= post.keys()
    assert {"categories", "tags"} <= post.keys()
    assert {"id", "locale", "title", "slug", "excerpt", "metaTitle", "metaDescription"} <= post["translations"][
        0
    ].keys()
    assert "body" not in post["translations"][0]
    assert answer.json()["meta"] == {"total": 1, "page": 1, "limit": 20, "totalPages": 1}


async def test_an_empty_list_has_no_pages(newsroom: Newsroom) -> None:
    answer = await newsroom.editor("GET", "/admin/posts?page=7&limit=9999")

    assert answer.json() == {"data": [], "meta": {"total": 0, "page": 7, "limit": 100, "totalPages": 0}}


@pytest.mark.parametrize("query", ["page=x&limit=-1", "page=10000000000000000000000", "limit=0", "page=-5"])
async def test_unreadable_pages_become_the_nearest_that_there_are(newsroom: Newsroom, query: str) -> None:
    await newsroom.author.post()

    answer = await newsroom.editor("GET", f"/admin/posts?{query}")

    assert answer.status_code == 200
    assert answer.json()["meta"]["total"] == 1


async def test_lists_are_filtered(newsroom: Newsroom) -> None:
    category, tag = str(await newsroom.term("category")), str(await newsroom.term("tag"))
    filed = await newsroom.author.post({"locale": "vi", "title": "Đường lên núi"}, categoryIds=[category], tagIds=[tag])
    await newsroom.editor.post({"locale": "vi", "title": "Biển", "body": "xanh"}, status="REVIEW")

    async def found(query: str) -> list[str]:
        answer = await newsroom.editor("GET", f"/admin/posts?{query}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["meta"]["total"] == len(answer.json()["data"])
        return [post["translations"][0]["title"] for post in answer.json()["data"]]

    assert await found("") == ["Biển", "Đường lên núi"]
    assert await found(f"categoryId={category}") == await found(f"tagId={tag}") == ["Đường lên núi"]
    assert await found(f"authorId={filed['authorId']}") == ["Đường lên núi"]
    assert await found("status=REVIEW") == ["Biển"]
    assert await found("search=duong nui") == ["Đường lên núi"]
    assert await found("search=xanh") == ["Biển"]
    assert await found("search=xanh&status=DRAFT") == []
    assert await found("search=%21%21%21") == []
    assert await found("categoryId=cat1") == await found(f"tagId={uuid4()}") == []


async def test_a_page_continues_where_the_one_before_ended(newsroom: Newsroom) -> None:
    made = [(await newsroom.author.post())["id"] for _ in range(5)]

    pages = [(await newsroom.editor("GET", f"/admin/posts?limit=2&page={number}")).json() for number in (1, 2, 3, 4)]

    assert [post["id"] for page in pages for post in page["data"]] == made[::-1]
    assert {(page["meta"]["total"], page["meta"]["totalPages"]) for page in pages} == {(5, 3)}


@pytest.mark.parametrize("text", ["'", "a & | !", "%", "\\", "((", "<->", "a" * 5000, "\u202e", "-"])
async def test_no_search_is_an_error(newsroom: Newsroom, text: str) -> None:
    answer = await newsroom.editor("GET", "/admin/posts", params={"search": text})

    assert answer.status_code == 200


async def test_a_patch_changes_what_it_names(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TRANSLATIONS)

    answer = await newsroom.author(
        "PATCH", f"/admin/posts/{post['id']}", {"translations": [{"locale": "en", "title": "New", "metaTitle": "M"}]}
    )

    assert answer.status_code == 200
    vi_before, vi = ([one for one in of["translations"] if one["locale"] == "vi"] for of in (post, answer.json()))
    assert vi == vi_before
    [en] = [one for one in answer.json()["translations"] if one["locale"] == "en"]
    assert (en["title"], en["slug"], en["excerpt"], en["metaTitle"]) == ("New", "post-title", "Short description", "M")


async def test_null_clears_and_delete_takes_away(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TRANSLATIONS)
    path = f"/admin/posts/{post['id']}"

    cleared = {"locale": "vi", "ogImage": None, "excerpt": None, "metaTitle": ""}
    answer = await newsroom.author(
        "PATCH", path, {"translations": [cleared, {"locale": "en", "_delete": True}], "tagIds": []}
    )

    [vi] = answer.json()["translations"]
    assert (vi["ogImage"], vi["excerpt"], vi["metaTitle"]) == (None, "", None)
    last = await newsroom.author("PATCH", path, {"translations": [{"locale": "vi", "_delete": True}]})
    assert last.status_code == 400


async def test_only_the_version_that_was_read_is_overwritten(newsroom: Newsroom) -> None:
    post = await newsroom.editor.post()
    path = f"/admin/posts/{post['id']}"
    tag = (await newsroom.editor("GET", path)).headers["etag"]
    change = {"translations": [{"locale": "vi", "title": "Một"}]}

    first = await newsroom.editor("PATCH", path, change, headers={"If-Match": tag})
    second = await newsroom.editor("PATCH", path, change, headers={"If-Match": tag})

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["error"] == "Precondition Failed"
    for stale in (f"W/{first.headers['etag']}", '"x"', "", '"1", "2x"'):
        refused = await newsroom.admin("DELETE", path, headers={"If-Match": stale})
        assert refused.status_code == 412, stale
    assert (await newsroom.editor("PATCH", path, change, headers={"If-Match": "*"})).status_code == 200
    assert (await newsroom.admin("DELETE", path, headers={"If-Match": f'"99", {first.headers["etag"]}'})).json() == {
        "success": True
    }


async def test_twenty_changes_at_once_are_all_kept(newsroom: Newsroom) -> None:
    path = f"/admin/posts/{(await newsroom.editor.post())['id']}"

    def change(number: int) -> dict[str, Any]:
        return {"translations": [{"locale": "vi", "body": f"Bản {number}"}]}

    answers = await asyncio.gather(*(newsroom.editor("PATCH", path, change(number)) for number in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    revisions = (await newsroom.editor("GET", f"{path}/revisions/vi")).json()
    assert [one["version"] for one in revisions] == list(range(21, 0, -1))
    assert {one["data"]["body"] for one in revisions} == {"", *(f"Bản {number}" for number in range(20))}


async def test_a_post_is_published_scheduled_and_taken_back(newsroom: Newsroom) -> None:
    path = f"/admin/posts/{(await newsroom.author.post())['id']}"

    published = await newsroom.editor("POST", f"{path}/publish")
    assert (published.status_code, published.json()["status"]) == (200, "PUBLISHED")
    assert CLOCK.fullmatch(published.json()["publishAt"])
    unpublished = await newsroom.editor("POST", f"{path}/unpublish")
    assert (unpublished.json()["status"], unpublished.json()["publishAt"]) == ("DRAFT", None)
    moment = in_an_hour()
    scheduled = await newsroom.editor("POST", f"{path}/publish", {"publishAt": moment})
    assert (scheduled.json()["status"], scheduled.json()["publishAt"]) == ("SCHEDULED", moment)
    past = await newsroom.editor("POST", f"{path}/publish", {"publishAt": "2020-01-01T00:00:00Z"})
    assert past.json()["status"] == "PUBLISHED"


@pytest.mark.parametrize("status", ["PUBLISHED", "SCHEDULED"])
async def test_an_author_may_name_no_status_that_readers_see(newsroom: Newsroom, status: str) -> None:
    asked = {"status": status, "publishAt": in_an_hour()}
    made = await newsroom.author("POST", "/admin/posts", {"translations": [{"locale": "vi", "title": "x"}], **asked})
    post = await newsroom.author.post()
    changed = await newsroom.author("PATCH", f"/admin/posts/{post['id']}", asked)
    by_route = await newsroom.author("POST", f"/admin/posts/{post['id']}/publish")

    assert [answer.status_code for answer in (made, changed, by_route)] == [403, 403, 403]
    assert made.json()["error"] == "Forbidden"


async def test_another_authors_post_is_not_there_for_an_author(newsroom: Newsroom) -> None:
    post = await newsroom.other_author.post()
    path = f"/admin/posts/{post['id']}"
    unknown = f"/admin/posts/{uuid4()}"

    for method, below, body in (("GET", "", None), ("PATCH", "", {}), ("POST", "/preview-token", None)):
        foreign = await newsroom.author(method, path + below, body)
        assert foreign.status_code == 404
        assert foreign.json() == (await newsroom.author(method, unknown + below, body)).json()
    assert (await newsroom.author("GET", "/admin/posts")).json()["data"] == []
    assert (await newsroom.editor("GET", path)).status_code == 200


@pytest.mark.parametrize("id_", ["1", "clx1234567890", "..", "%00", "x" * 3000])
async def test_ids_that_are_none_are_unknown(newsroom: Newsroom, id_: str) -> None:
    answer = await newsroom.editor("GET", f"/admin/posts/{id_}")

    assert answer.status_code in {404, 400}


async def test_deleting_is_for_admins(newsroom: Newsroom) -> None:
    path = f"/admin/posts/{(await newsroom.author.post())['id']}"

    assert (await newsroom.author("DELETE", path)).status_code == 403
    assert (await newsroom.editor("DELETE", path)).status_code == 403
    gone = await newsroom.admin("DELETE", path)
    assert (gone.status_code, gone.json()) == (200, {"success": True})
    assert (await newsroom.admin("DELETE", path)).status_code == 404


async def test_revisions_are_listed_and_rolled_back_to(newsroom: Newsroom) -> None:
    post = await newsroom.author.post({"locale": "en", "title": "One", "body": "First."})
    path = f"/admin/posts/{post['id']}"
    await newsroom.editor("PATCH", path, {"translations": [{"locale": "en", "title": "Two", "slug": "two"}]})

    listed = await newsroom.editor("GET", f"{path}/revisions/en")
    assert [one["version"] for one in listed.json()] == [2, 1]
    first = listed.json()[1]
    assert (first["postId"], first["locale"], first["data"]["title"]) == (post["id"], "en", "One")
    assert first["createdBy"] == {"id": str(newsroom.author.user), "name": "Our AUTHOR"}
    assert CLOCK.fullmatch(first["createdAt"])

    back = await newsroom.editor("POST", f"{path}/rollback/en/1")
    assert back.status_code == 200
    [en] = back.json()["translations"]
    assert (en["title"], en["slug"], en["version"]) == ("One", "two", 3)
    for missing in ("en/9", "en/0", "en/-1", "en/x", "en/99999999999999", "vi/1"):
        assert (await newsroom.editor("POST", f"{path}/rollback/{missing}")).status_code == 404
    assert (await newsroom.author("GET", f"{path}/revisions/en")).status_code == 403
    assert (await newsroom.author("POST", f"{path}/rollback/en/1")).status_code == 403


async def test_the_same_key_makes_one_post(newsroom: Newsroom) -> None:
    body = {"translations": [{"locale": "vi", "title": "Tên"}]}
    key = {"Idempotency-Key": uuid4().hex}

    first, again = [await newsroom.author("POST", "/admin/posts", body, headers=key) for _ in range(2)]
    other = await newsroom.author("POST", "/admin/posts", {**body, "status": "REVIEW"}, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code in {400, 422}
    assert (await newsroom.author("GET", "/admin/posts")).json()["meta"]["total"] == 1


async def test_without_a_token_nothing_is_told(newsroom: Newsroom) -> None:
    answer = await newsroom.read("/admin/posts")

    assert answer.status_code == 401
    assert answer.json()["statusCode"] == 401


async def test_another_sites_staff_sees_nothing(newsroom: Newsroom) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    post = await newsroom.author.post()
    stranger = elsewhere.admin

    for method, below in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/publish"), ("POST", "/unpublish")):
        assert (await stranger(method, f"/admin/posts/{post['id']}{below}", {})).status_code == 404
    answer = await newsroom.api.client.get(
        f"{newsroom.mount}/admin/posts/{post['id']}", headers={"Authorization": f"Bearer {stranger.token}"}
    )
    assert answer.status_code == 404
