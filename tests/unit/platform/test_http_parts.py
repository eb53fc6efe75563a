"""The small parts: pages, preferences, text, JSON answers, addresses, notation, health."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI
from pydantic import TypeAdapter, ValidationError

from contentforge_platform.http.client_address import address_key
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.http.errors import install_error_handlers
from contentforge_platform.http.health import Ops, OpsPaths, ops_app
from contentforge_platform.http.limits_notation import parse
from contentforge_platform.http.pagination import MAX_PAGE, Page, lenient_page, nearest, optional_page, strict_page
from contentforge_platform.http.prefer import Preference, parse_prefer
from contentforge_platform.http.responses import dumps, json_response
from contentforge_platform.http.text import Text
from contentforge_platform.observability import Metrics

STRICT, LENIENT, OPTIONAL = strict_page(), lenient_page(), optional_page()


@pytest.fixture
async def lists() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/strict")
    async def strict(page: Annotated[Page, Depends(STRICT)]) -> list[int]:
        return [page.number, page.size, page.offset]

    @app.get("/lenient")
    async def lenient(page: Annotated[Page, Depends(LENIENT)]) -> list[int]:
        return [page.number, page.size, page.offset]

    @app.get("/optional")
    async def optional(page: Annotated[Page | None, Depends(OPTIONAL)]) -> list[int]:
        return [page.number, page.size] if page else []

    install_error_handlers(app, CONTENTFORGE)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("query", "expected"), [("", [1, 20, 0]), ("?page=3&per_page=10", [3, 10, 20]), ("?per_page=100", [1, 100, 0])]
)
async def test_a_strict_page_is_read(lists: httpx.AsyncClient, query: str, expected: list[int]) -> None:
    assert (await lists.get(f"/strict{query}")).json() == expected


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=1.5", "page=", "per_page=101", "per_page=0", f"page={10**20}", "page=%00"],
)
async def test_a_strict_page_out_of_range_or_unreadable_is_422(lists: httpx.AsyncClient, query: str) -> None:
    assert (await lists.get(f"/strict?{query}")).status_code == 422


async def test_the_last_strict_page_fits_the_databases_offset(lists: httpx.AsyncClient) -> None:
    number, size, offset = (await lists.get(f"/strict?page={MAX_PAGE}&per_page=100")).json()

    assert (number, size) == (MAX_PAGE, 100)
    assert offset < 2**63


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 10]),
        ("?page=2&limit=25", [2, 25]),
        ("?page=0&limit=0", [1, 1]),
        ("?page=-5&limit=1000", [1, 100]),
        ("?page=abc&limit=ten", [1, 10]),
        ("?page=2.9&limit=", [2, 10]),
        (f"?page={10**20}&limit={10**400}", [MAX_PAGE, 100]),
        ("?page=%D9%A3&limit=%00", [1, 10]),
        ("?page=1e3", [1, 10]),
    ],
)
async def test_a_lenient_page_takes_the_nearest_allowed_value(
    lists: httpx.AsyncClient, query: str, expected: list[int]
) -> None:
    assert (await lists.get(f"/lenient{query}")).json()[:2] == expected


async def test_a_list_without_paging_knows_that_none_was_asked_for(lists: httpx.AsyncClient) -> None:
    assert (await lists.get("/optional")).json() == []
    assert (await lists.get("/optional?page=2")).json() == [2, 20]
    assert (await lists.get("/optional?per_page=5")).json() == [1, 5]


def test_totals_fill_pages() -> None:
    page = Page(2, 10)

    assert [page.pages(n) for n in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]
    assert page.has_more(21)
    assert not page.has_more(20)
    assert nearest("  7 ", 1, 1, 10) == 7


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, Preference()),
        ("wait=5", Preference(wait=5)),
        ("respond-async", Preference(respond_async=True)),
        ("respond-async, wait=10", Preference(wait=10, respond_async=True)),
        ('Wait="7"; foo=bar , handling=lenient', Preference(wait=7)),
        ("wait=-1, wait=x, wait=99999999999", Preference()),
        ("wait=3, wait=9", Preference(wait=3)),
    ],
)
def test_a_preference_is_read(header: str | None, expected: Preference) -> None:
    assert parse_prefer(header) == expected


def test_a_preference_is_bounded_by_the_server() -> None:
    assert parse_prefer(None).seconds(default=10, most=25) == 10
    assert parse_prefer("wait=100").seconds(default=10, most=25) == 25
    assert parse_prefer("wait=0").seconds(default=10, most=25) == 0
    assert parse_prefer("respond-async").seconds(default=10, most=25) == 0


def test_text_that_cannot_be_stored_is_refused() -> None:
    text = TypeAdapter(Text)

    assert text.validate_python("Tiêu đề 🎉") == "Tiêu đề 🎉"
    for bad in ("a\0b", "a\ud800b"):
        with pytest.raises(ValidationError):
            text.validate_python(bad)


class DriverUuid(UUID):
    """Like asyncpg's: a subclass, which orjson refuses by itself."""


def test_answers_know_ids_and_moments_in_both_forms() -> None:
    moment = datetime(2026, 1, 12, 12, 0, 0, 123456, tzinfo=UTC)
    name = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    content = {"id": DriverUuid(name), "at": moment, "nan": float("nan"), "tags": {"b", "a"}}

    assert json.loads(dumps(content)) == {"id": name, "at": "2026-01-12T12:00:00Z", "nan": None, "tags": ["a", "b"]}
    assert json.loads(dumps(moment, times="milliseconds")) == "2026-01-12T12:00:00.123Z"


def test_json_that_is_made_already_is_not_made_again() -> None:
    answer = json_response(b'{"a":1}', 201, {"Location": "/x"})

    assert (answer.status_code, bytes(answer.body), answer.headers["location"]) == (201, b'{"a":1}', "/x")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_address_is_counted_by_its_network(address: str, counted: str) -> None:
    assert address_key(address) == counted


def test_limits_are_declared_in_slowapis_notation() -> None:
    narrow, wide = parse("1000/hour; 10 per 5 minutes")

    assert (narrow.amount, narrow.seconds, narrow.exact) == (10, 300, True)
    assert (wide.amount, wide.seconds, wide.exact) == (1000, 3600, False)
    with pytest.raises(ValueError, match="couldn't parse"):
        parse("often")


async def healthy() -> None:
    return None


async def broken() -> None:
    raise ConnectionRefusedError("postgresql://app:hunter2@db/cf")


async def stuck() -> None:
    await asyncio.sleep(60)


async def ops(path: str, method: str = "GET", **checks: Any) -> httpx.Response:
    transport = httpx.ASGITransport(ops_app(checks, Metrics(process=False)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path)


async def test_a_process_is_ready_when_every_check_answers() -> None:
    ready = await ops("/readyz", database=healthy, migrations=healthy)

    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


async def test_a_check_that_fails_or_hangs_is_named_without_details() -> None:
    unready = await ops("/readyz", database=broken, model=stuck, migrations=healthy)

    assert unready.status_code == 503
    assert unready.json()["checks"] == {"database": "failed", "model": "timeout", "migrations": "ok"}
    assert "hunter2" not in unready.text


async def test_a_live_process_says_so_whatever_its_checks_say() -> None:
    assert (await ops("/livez", database=broken)).status_code == 200


async def test_the_rest_of_the_ops_paths() -> None:
    assert "contentforge_http_requests" in (await ops("/metrics")).text
    assert (await ops("/metrics", "POST")).status_code == 405
    assert (await ops("/else")).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/metrics", 200), ("/%6detrics", 404), ("/metrics/", 404)])
async def test_an_api_answers_the_ops_paths_only_as_they_are_written(path: str, status: int) -> None:
    """A proxy that closes /metrics to visitors must not be got around by another spelling."""
    guarded = OpsPaths(FastAPI(), Ops({}, Metrics(process=False)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://test") as client:
        assert (await client.get(path)).status_code == status
