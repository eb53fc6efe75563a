"""Pages of a site's own web server read its public side, and nothing else; pages of others read nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom
from support.sockets import Served, served

SITE = "https://blog.example.com"
DASHBOARD = "http://localhost:5173"
FRESH_SECONDS = 5.0
ALLOW = "access-control-allow-origin"


@pytest.fixture
async def api(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Served]:
    """Served as in life: what a process does again and again, it does here, too."""
    async with served(settings_for(database_urls, valkey, tmp_path)) as started:
        yield started


@pytest.fixture
async def newsroom(api: Served) -> Newsroom:
    """A site that has told where its web server stands, and a process that has heard of it."""
    newsroom = await Newsroom.opened(api)
    await stands_at(newsroom, f"{SITE}:443/magazine/")
    await eventually(newsroom, SITE, SITE)
    return newsroom


async def stands_at(newsroom: Newsroom, url: str | None) -> None:
    answer = await newsroom.admin("PATCH", "/admin/site", {"site_url": url})
    assert answer.status_code == 200, answer.text


async def granted(newsroom: Newsroom, origin: str, path: str = "/posts", method: str = "GET") -> str | None:
    """The origin that may read the answer."""
    answer = await newsroom.api.client.request(method, f"{newsroom.mount}{path}", headers={"Origin": origin})
    assert "Origin" in answer.headers["vary"]
    allowed: str | None = answer.headers.get(ALLOW)
    return allowed


async def preflight(newsroom: Newsroom, origin: str, path: str, method: str) -> str | None:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
    }
    answer = await newsroom.api.client.options(f"{newsroom.mount}{path}", headers=headers)
    assert answer.status_code == 204
    told: str | None = answer.headers.get(ALLOW)
    assert ("access-control-allow-methods" in answer.headers) == (told is not None)
    return told


async def eventually(newsroom: Newsroom, origin: str, expected: str | None) -> None:
    async with asyncio.timeout(FRESH_SECONDS + 5):
        while await granted(newsroom, origin) != expected:  # noqa: ASYNC110 - it is asked over HTTP
            await asyncio.sleep(0.1)


PUBLIC = ("/posts", "/posts/vi/nothing", "/categories", "/tags", "/sitemap.xml", "/rss/vi.xml", "/preview/nothing")
STAFFS = (
    *("/admin/posts", "/admin/site", "/admin/users", "/admin/media", "/auth/me", "/auth/login", "/admin/", "/auth/"),
    *("/%61dmin/site", "/admin/../admin/site"),
)


async def test_a_sites_own_pages_read_its_public_side(newsroom: Newsroom) -> None:
    for path in PUBLIC:
        assert await granted(newsroom, SITE, path) == SITE
        assert await preflight(newsroom, SITE, path, "GET") == SITE
    answer = await newsroom.api.client.get(f"{newsroom.mount}/posts", headers={"Origin": SITE})
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    copy = await newsroom.api.client.get(f"{newsroom.mount}/posts")
    assert (ALLOW in copy.headers, "Origin" in copy.headers["vary"]) == (False, True)


async def test_they_never_read_what_is_the_staffs_and_never_write(newsroom: Newsroom) -> None:
    for path in STAFFS:
        for method in ("GET", "POST"):
            assert await granted(newsroom, SITE, path, method) is None
            assert await preflight(newsroom, SITE, path, method) is None
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert await granted(newsroom, SITE, "/posts", method) is None
        assert await preflight(newsroom, SITE, "/posts", method) is None


async def test_the_operators_origins_read_everything(newsroom: Newsroom) -> None:
    for path in ("/posts", "/admin/posts", "/auth/me"):
        assert await granted(newsroom, DASHBOARD, path) == DASHBOARD
        assert await preflight(newsroom, DASHBOARD, path, "PATCH") == DASHBOARD


@pytest.mark.parametrize(
    "origin",
    [
        *("https://evil.example", "https://blog.example.com.evil.example", "http://blog.example.com", "null", "*", ""),
        *("https://blog.example.com:8443", "https://example.com", "https://sub.blog.example.com", f"{SITE}/magazine"),
        *(f"{SITE}/", SITE.upper(), f"{SITE} {DASHBOARD}", f"{SITE}@evil.example"),
    ],
)
async def test_other_pages_read_nothing(newsroom: Newsroom, origin: str) -> None:
    for path in ("/posts", "/admin/site"):
        assert await granted(newsroom, origin, path) is None
        assert await preflight(newsroom, origin, path, "GET") is None


async def test_a_sites_pages_do_not_read_another_site_nor_another_api(newsroom: Newsroom) -> None:
    other = await Newsroom.opened(newsroom.api)
    assert await granted(other, SITE) is None
    for path in ("/blog/api/posts", "/api/v1/billing/plans", f"/t/{newsroom.mount.split('/')[2]}/api/v1/plans"):
        answer = await newsroom.api.client.get(path, headers={"Origin": SITE})
        assert ALLOW not in answer.headers


async def test_a_site_that_moves_takes_the_right_along_within_seconds(newsroom: Newsroom) -> None:
    await stands_at(newsroom, "http://localhost:4000")
    await eventually(newsroom, "http://localhost:4000", "http://localhost:4000")
    assert await granted(newsroom, SITE) is None
    await stands_at(newsroom, None)
    await eventually(newsroom, "http://localhost:4000", None)
