"""Copies of what readers are answered: never older than the last change here, nor than a second elsewhere."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_blog.sites import KnownSite, KnownSites
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.library import uploaded, work
from support.newsroom import Newsroom


async def published(newsroom: Newsroom, title: str, **more: object) -> dict[str, Any]:
    post = await newsroom.editor.post({"locale": "vi", "title": title, **more})
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})
    return post


async def titles(newsroom: Newsroom, api: Api | None = None, query: str = "") -> list[str]:
    answer = await (api or newsroom.api).client.get(f"{newsroom.mount}/posts?{query}")
    assert answer.status_code == 200, answer.text
    return [one["translations"][0]["title"] for one in answer.json()["data"]]


async def behind_its_back(newsroom: Newsroom, title: str) -> None:
    """Change all titles without telling anybody: what still shows the former ones is a copy."""
    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval("UPDATE blog_post_translation SET title = $1", title)


@pytest.fixture
async def other_process(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


async def test_what_was_read_once_is_answered_from_a_copy_by_every_process(
    newsroom: Newsroom, other_process: Api
) -> None:
    await published(newsroom, "Một")
    before = await newsroom.read("/posts")
    await asyncio.sleep(0.2)  # the copy is put into Valkey beside the answer
    await behind_its_back(newsroom, "Hai")

    again = await newsroom.read("/posts")

    assert again.content == before.content
    assert {name: again.headers[name] for name in ("ETag", "Cache-Control", "Content-Type")} == {
        name: before.headers[name] for name in ("ETag", "Cache-Control", "Content-Type")
    }
    assert await titles(newsroom, other_process) == ["Một"]
    assert await titles(newsroom, query="limit=7") == ["Hai"]  # another request
    known = await newsroom.api.client.get(
        f"{newsroom.mount}/posts", headers={"If-None-Match": f"W/{before.headers['ETag']}"}
    )
    assert (known.status_code, known.content) == (304, b"")


async def test_every_change_shows_at_once_where_it_was_made(newsroom: Newsroom) -> None:
    post = await published(newsroom, "Một", slug="mot")
    path = f"/admin/posts/{post['id']}"
    drawing = await uploaded(newsroom.editor, None, alt="Old")
    await work(newsroom)

    async def seen() -> list[bytes]:
        pages = ("/posts", "/posts/vi/mot", "/posts?locale=vi", "/categories", "/sitemap.xml", "/rss/vi.xml")
        return [(await newsroom.read(page)).content for page in pages]

    former = await seen()
    for change in (
        newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "title": "Hai"}]}),
        newsroom.editor("PATCH", path, {"translations": [{"locale": "vi", "heroImageId": drawing["id"]}]}),
        newsroom.editor("PATCH", f"/admin/media/{drawing['id']}", {"alt": "New"}),
        newsroom.editor("POST", "/admin/categories", {"translations": [{"locale": "vi", "name": "Mục"}]}),
        newsroom.admin("PATCH", f"/admin/users/{newsroom.editor.user}", {"name": "Another name"}),
        newsroom.admin("PATCH", "/admin/site", {"site_url": "https://blog.example.com"}),
        newsroom.editor("POST", f"{path}/unpublish", {}),
        newsroom.editor("POST", f"{path}/publish", {}),
        newsroom.admin("DELETE", path),
    ):
        answer = await change
        assert answer.status_code in {200, 201}, answer.text
        now = await seen()
        assert now != former
        former = now
    assert await titles(newsroom) == []


async def test_a_change_shows_elsewhere_within_a_second(newsroom: Newsroom, other_process: Api) -> None:
    post = await published(newsroom, "Số 0")
    for number in range(1, 4):
        assert await titles(newsroom, other_process) == [f"Số {number - 1}"]
        change = {"translations": [{"locale": "vi", "title": f"Số {number}"}]}
        await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", change)
        began = time.monotonic()
        while await titles(newsroom, other_process) != [f"Số {number}"]:
            assert time.monotonic() - began < 2.5
            await asyncio.sleep(0.02)


async def test_readers_and_writers_at_once_never_leave_an_old_copy_behind(newsroom: Newsroom) -> None:
    post = await published(newsroom, "Số 0")
    stop = asyncio.Event()

    async def read_on() -> None:
        while not stop.is_set():
            await titles(newsroom)
            await asyncio.sleep(0.001)  # an answer from a copy waits for nothing

    readers = [asyncio.create_task(read_on()) for _ in range(4)]
    for number in range(1, 21):
        change = {"translations": [{"locale": "vi", "title": f"Số {number}"}]}
        await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", change)
        assert await titles(newsroom) == [f"Số {number}"]
    stop.set()
    await asyncio.gather(*readers)

    assert await titles(newsroom) == ["Số 20"]


async def test_an_answer_that_was_read_before_a_change_is_not_kept_after_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slowest of readers: its version is asked for, then everything changes, and only then it goes on."""
    post = await published(newsroom, "Một")
    asked, go_on = asyncio.Event(), asyncio.Event()
    ask = KnownSites._ask

    async def slowly(sites: KnownSites, slug: str) -> KnownSite:
        known = await ask(sites, slug)
        if not asked.is_set():
            asked.set()
            await go_on.wait()
        return known

    monkeypatch.setattr(KnownSites, "_ask", slowly)
    slow = asyncio.create_task(titles(newsroom))
    await asked.wait()
    await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", {"translations": [{"locale": "vi", "title": "Hai"}]})
    go_on.set()
    await slow

    assert await titles(newsroom) == ["Hai"]
    await behind_its_back(newsroom, "Ba")
    assert await titles(newsroom) == ["Hai"]


async def test_no_site_is_shown_anothers_copies(newsroom: Newsroom) -> None:
    other = await Newsroom.opened(newsroom.api)
    await published(newsroom, "Của tôi")

    assert await titles(newsroom) == ["Của tôi"]
    assert await titles(other) == []
    nobody = await newsroom.api.client.get("/t/nobody-has-this/blog/api/posts")
    assert nobody.status_code == 404


async def test_copies_count_under_the_name_of_their_route(newsroom: Newsroom) -> None:
    await published(newsroom, "Một", slug="mot")
    for _ in range(3):
        await newsroom.read("/posts/vi/mot")

    told = (await newsroom.api.client.get("/metrics")).text

    counted = next(
        line for line in told.splitlines() if 'route="/api/posts/{locale}/{slug}"' in line and "_total" in line
    )
    assert counted.endswith(" 3.0")


async def test_what_is_private_is_never_kept(newsroom: Newsroom) -> None:
    post = await published(newsroom, "Một")
    preview = (await newsroom.editor("POST", f"/admin/posts/{post['id']}/preview-token")).json()

    for path in (f"/preview/{preview['token']}", "/posts/vi/nothing"):
        answer = await newsroom.read(path)
        assert "s-maxage" not in answer.headers.get("Cache-Control", "")
    await behind_its_back(newsroom, "Hai")
    again = await newsroom.read(f"/preview/{preview['token']}")
    assert again.json()["currentTranslation"]["title"] == "Hai"


async def test_where_the_site_cannot_be_asked_for_readers_are_answered_or_told_to_come_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published(newsroom, "Một")
    ask, failures = KnownSites._ask, iter([True, False, True, True])

    async def busy(sites: KnownSites, slug: str) -> KnownSite:
        if next(failures):
            raise asyncpg.TooManyConnectionsError("sorry, too many clients already")
        return await ask(sites, slug)

    monkeypatch.setattr(KnownSites, "_ask", busy)

    assert await titles(newsroom) == ["Một"]
    newsroom.api.runtime.sites.forget(newsroom.tenant)
    answer = await newsroom.read("/posts")
    assert (answer.status_code, answer.json()["statusCode"]) == (503, 503)
    assert int(answer.headers["Retry-After"]) > 0


async def test_without_valkey_readers_are_answered_in_time_and_right(
    database_urls: DatabaseUrls, tmp_path: Path, valkey: RunningValkey
) -> None:
    settings = settings_for(database_urls, valkey, tmp_path, redis={"url": "redis://127.0.0.1:9/0"})
    async with running(settings) as api:
        newsroom = await Newsroom.opened(api)
        post = await published(newsroom, "Một")
        began = time.monotonic()
        for number in range(20):
            assert await titles(newsroom, query=f"page=1&limit={number + 1}") == ["Một"]
        assert time.monotonic() - began < 5
        change = {"translations": [{"locale": "vi", "title": "Hai"}]}
        await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", change)
        assert await titles(newsroom, query="page=1&limit=1") == ["Hai"]
