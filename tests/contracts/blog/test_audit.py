"""The audit log of a site: every action, each filter, and never a secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom


async def logs(newsroom: Newsroom, query: str = "") -> list[dict[str, Any]]:
    answer = await newsroom.admin("GET", f"/admin/audit-logs?limit=100&{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_a_publication_is_told_as_the_document_shows_it(newsroom: Newsroom) -> None:
    post = await newsroom.author.post()
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {}, headers={"User-Agent": "Mozilla/5.0"})

    line = (await logs(newsroom, f"entityId={post['id']}&action=PUBLISH"))[0]

    assert set(line) == {
        "id", "userId", "action", "entity", "entityId", "oldValue", "newValue", "ipAddress", "userAgent", "createdAt",
        "user",
    }  # fmt: skip
    assert (line["action"], line["entity"], line["entityId"]) == ("PUBLISH", "Post", post["id"])
    assert line["newValue"]["status"] == "PUBLISHED"
    assert (line["userId"], line["userAgent"]) == (str(newsroom.editor.user), "Mozilla/5.0")
    assert set(line["user"]) == {"id", "name", "email"}
    assert line["user"]["name"] == "Our EDITOR"
    assert datetime.fromisoformat(line["createdAt"]).tzinfo == UTC


async def test_each_filter_finds_its_lines_and_no_others(newsroom: Newsroom) -> None:
    posts = [await newsroom.author.post(), await newsroom.editor.post()]
    await newsroom.admin("PATCH", "/admin/site", {"title": "A site"})
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)

    everything = await logs(newsroom)

    def those(**wanted: str) -> list[str]:
        return [one["id"] for one in everything if all(one[name] == value for name, value in wanted.items())]

    for query, expected in [
        ("entity=Post", those(entity="Post")),
        (f"entityId={posts[0]['id']}", those(entityId=posts[0]["id"])),
        (f"userId={newsroom.editor.user}", those(userId=str(newsroom.editor.user))),
        ("action=update", those(action="UPDATE")),
        (f"action=CREATE&entity=Post&userId={newsroom.author.user}", those(entityId=posts[0]["id"], action="CREATE")),
        (f"startDate={today}&endDate={today}", those()),
        (f"endDate={yesterday}", []),
        ("startDate=2999-01-01", []),
        ("entity=&action=&userId=&startDate=", those()),
    ]:
        assert [one["id"] for one in await logs(newsroom, query)] == expected, query
    assert len(those(action="CREATE")) >= 2
    assert those(action="UPDATE")


@pytest.mark.parametrize("query", ["userId=nonsense", "entityId=nonsense", "entity=%25", "action=DROP"])
async def test_what_there_is_none_of_finds_nothing(newsroom: Newsroom, query: str) -> None:
    await newsroom.author.post()

    assert await logs(newsroom, query) == []


@pytest.mark.parametrize("field", ["startDate", "endDate"])
@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", "%00"])
async def test_an_unreadable_date_is_told(newsroom: Newsroom, field: str, value: str) -> None:
    answer = await newsroom.admin("GET", f"/admin/audit-logs?{field}={value}")

    assert (answer.status_code, answer.json()["error"]) == (400, "Bad Request")


@pytest.mark.parametrize(("asked", "given"), [("limit=1000", 100), ("limit=0", 1), ("limit=x", 20)])
async def test_a_page_holds_at_most_a_hundred(newsroom: Newsroom, asked: str, given: int) -> None:
    answer = await newsroom.admin("GET", f"/admin/audit-logs?{asked}")

    assert answer.json()["meta"]["limit"] == given


async def test_secrets_and_texts_stay_out(newsroom: Newsroom) -> None:
    secret = "a-secret-of-this-site-0123456789"
    await newsroom.admin(
        "PATCH", "/admin/site", {"revalidate_secret": secret, "revalidate_url": "https://example.com/hook"}
    )
    await newsroom.admin(
        "POST", "/admin/users", {"email": "canary@example.com", "password": "canary-password-1", "name": "C"}
    )
    await newsroom.author.post({"locale": "vi", "title": "Một", "body": "canary-of-a-body"})

    told = str(await logs(newsroom))

    assert "example.com/hook" in told
    for canary in (secret, "canary-password-1", "canary-of-a-body"):
        assert canary not in told


async def test_only_administrators_read_it_and_only_their_own(newsroom: Newsroom) -> None:
    other = await Newsroom.opened(newsroom.api)
    await other.author.post()

    for staffer in (newsroom.author, newsroom.editor):
        assert (await staffer("GET", "/admin/audit-logs")).status_code == 403
    mine = {one["entityId"] for one in await logs(newsroom)}
    theirs = {one["entityId"] for one in await logs(other)}
    assert not mine & theirs


async def test_the_address_is_the_one_that_a_trusted_proxy_saw(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Any
) -> None:
    forwarded = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 10.0.0.2"}
    async with running(settings_for(database_urls, valkey, tmp_path, trusted_proxies=2)) as api:
        newsroom = await Newsroom.opened(api)
        await newsroom.admin("PATCH", "/admin/site", {"title": "Seen from afar"}, headers=forwarded)

        assert (await logs(newsroom, "entity=Site"))[0]["ipAddress"] == "198.51.100.7"
