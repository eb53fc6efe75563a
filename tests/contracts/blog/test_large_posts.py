"""Posts with much in them: nobody has a process read more of them than it shows."""

from uuid import UUID

import asyncpg
import pytest

from contentforge_blog.revisions import history
from contentforge_platform.database import ReadSession
from support.newsroom import Newsroom


async def test_readers_of_one_language_do_not_have_the_others_bodies_read(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[dict[str, object]] = [
        {"locale": locale, "title": f"Post {locale}", "body": f"In {locale}", "excerpt": "Brief"}
        for locale in ("en", "vi")
    ]
    await newsroom.editor.post(*texts, status="PUBLISHED")
    read: list[str] = []
    fetchrow = ReadSession.fetchrow

    async def noted(session: ReadSession, sql: str, *args: object) -> asyncpg.Record | None:
        row = await fetchrow(session, sql, *args)
        read.append(str(row))
        return row

    monkeypatch.setattr(ReadSession, "fetchrow", noted)
    told = (await newsroom.read("/posts/en/post-en")).json()["currentTranslation"]

    assert (told["body"], told["bodyHtml"]) == ("In en", "<p>In en</p>\n")
    assert any("In en" in row for row in read)
    assert not any("In vi" in row for row in read)


async def test_the_texts_of_one_request_cost_together_little_more_than_one_may(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contentforge_blog.posts.composing.MOST_STEPS_AT_ONCE", 500)
    costly = "*a* " * 100
    alone = {"locale": "en", "title": "Alone", "body": costly}

    answers = [
        await newsroom.editor("POST", "/admin/posts", {"translations": translations})
        for translations in ([alone], [{**alone, "locale": locale} for locale in ("en", "vi")])
    ]

    assert [answer.status_code for answer in answers] == [201, 400]
    assert "too complex" in answers[1].json()["message"]


async def test_a_list_of_long_revisions_ends_before_it_fills_the_memory(newsroom: Newsroom) -> None:
    post = await newsroom.editor.post({"locale": "en", "title": "Long", "body": "x" * 400_000})
    path = f"/admin/posts/{post['id']}"

    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await copied(session, 100)
    listed = (await newsroom.editor("GET", f"{path}/revisions/en")).json()

    assert 20 <= len(listed) <= 40
    assert [one["version"] for one in listed] == list(range(101, 101 - len(listed), -1))
    restored = await newsroom.editor("POST", f"{path}/rollback/en/1", {})
    assert restored.status_code == 200  # what is not listed is there all the same


async def test_all_of_many_short_revisions_are_listed(newsroom: Newsroom) -> None:
    post = await newsroom.editor.post({"locale": "en", "title": "Short", "body": "x"})

    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await copied(session, 1200)
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        found = await history(session, newsroom.tenant, UUID(post["id"]), "en")

    assert [one.version for one in found] == list(range(1201, 201, -1))


async def copied(session: ReadSession, times: int) -> None:
    """So many further revisions like the first one, as so many changes would have made them."""
    await session.fetch(
        "INSERT INTO blog_revision (organization_id, post_id, locale, version, id, data, body_html)"
        " SELECT organization_id, post_id, locale, 1 + number, gen_random_uuid(), data, body_html"
        " FROM blog_revision, generate_series(1, $1::integer) AS number WHERE version = 1",
        times,
    )
