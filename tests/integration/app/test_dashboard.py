"""The dashboard's files, as browsers get them through the whole edge."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from contentforge_admin.dashboard import Dashboard, Files
from contentforge_app.mounts import ApiMount, Mounts
from contentforge_platform.http.envelope import CONTENTFORGE

PAGE = b"<!doctype html><title>ContentForge</title>" + b" " * 2000
SCRIPT = b"console.log('a script')" * 100
NAME = "assets/index-Bq3x.js"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder as the build of the dashboard leaves it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / NAME).write_bytes(SCRIPT)
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "icon.svg").write_text("<svg/>")
    return tmp_path


@pytest.fixture
async def browser(build: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(build) as client:
        yield client


def client_of(folder: Path) -> httpx.AsyncClient:
    """A client of a process that serves the dashboard in `folder`, where the process itself puts it."""
    table = [ApiMount("dashboard", "/app", Dashboard(Files(folder)), CONTENTFORGE)]
    mounts = Mounts(table, {"api.example.com": "dashboard"})
    transport = httpx.ASGITransport(mounts.resolving(mounts.dispatch))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers={"Accept-Encoding": "identity"})


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/index.html", "/app/generate", "/app/jobs/1f6e/deeper"])
async def test_every_place_inside_is_answered_with_the_page_that_starts_it(
    browser: httpx.AsyncClient, path: str
) -> None:
    answer = await browser.get(path)

    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_page_that_is_known_already_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    known = (await browser.get("/app/generate")).headers["etag"]

    answer = await browser.get("/app/library", headers={"If-None-Match": f'"other", W/{known}'})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["content-security-policy"]


async def test_a_file_named_by_its_content_may_be_kept_for_ever(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(f"/app/{NAME}")

    assert (answer.status_code, answer.content) == (200, SCRIPT)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("taken", "coding"), [("gzip, br", "gzip"), ("gzip;q=0", None), ("", None), ("br", None)])
async def test_what_the_build_has_compressed_is_sent_to_those_who_take_it(
    browser: httpx.AsyncClient, taken: str, coding: str | None
) -> None:
    answer = await browser.get(f"/app/{NAME}", headers={"Accept-Encoding": taken})

    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == SCRIPT
    assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT) if coding else SCRIPT)


async def test_a_head_tells_the_length_and_sends_nothing(browser: httpx.AsyncClient) -> None:
    answer = await browser.head(f"/app/{NAME}")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(SCRIPT))


@pytest.mark.parametrize(
    "path",
    ["/app/assets/index-old.js", "/app/robots.txt", f"/app/{NAME}.gz", "/app/../pyproject.toml", "/app/%2e%2e/x.py"],
)
async def test_a_file_that_is_none_of_the_build_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert answer.status_code == 404
    assert b"<title>" not in answer.content


async def test_scripts_may_come_from_its_own_files_only_and_nobody_may_frame_it(browser: httpx.AsyncClient) -> None:
    headers = (await browser.get("/app/generate")).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_it_is_only_read(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/app/generate")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("url", ["http://testserver/t/acme/app/generate", "http://api.example.com/generate"])
async def test_it_lives_in_one_place(browser: httpx.AsyncClient, url: str) -> None:
    assert (await browser.get(url)).status_code == 404


async def test_where_nothing_was_built_the_page_says_how_to_build_it(tmp_path: Path) -> None:
    async with client_of(tmp_path / "missing") as browser:
        answer = await browser.get("/app/generate")

    assert answer.status_code == 503
    assert "make dev" in answer.text
    assert answer.headers["cache-control"] == "no-store"
