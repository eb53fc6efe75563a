"""Whatever is sent to writer, it answers 4xx in its own envelope, and nothing has happened.

Beside what the three APIs have in common: each field of each body, each page, each id of another kind.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_app.runtime import Runtime
from contentforge_content.pieces import change
from contentforge_content.vocabulary import ContentType
from support.accounts import Guest, new_account, success_guest
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.prompt_apis import CGMS, WRITER

BASE = "/writer/api/v1"
ORIGIN = {"Origin": "http://localhost:3000"}
JSON = {"Content-Type": "application/json"}
ORDER = {"topic": "A kettle", "contentType": "article"}
LONG = "x" * 5_000
VALUES: list[Any] = [None, "", " ", 5, 1.5, True, [], {}, [[]], ["article"], {"a": {"b": []}}, LONG]
# Bodies that are no object, or hold what cannot be kept, for routes that take one.
BODIES = [
    b"{",
    b"null",
    b"[]",
    b'[{"topic": "A kettle"}]',
    b'"text"',
    b"5",
    b'{"topic": NaN}',
    b'{"topic": "a\\u0000b", "contentType": "article"}',
    b'{"topic": "a\\ud800b", "contentType": "article"}',
    b'{"content": "a\\u0000b"}',
    b'{"content": "\\udfff"}',
    b'{"generatedContent": "a\x00b"}',
    b'{"\\u0000": "x"}',
    b"[" * 100_000,
    b"\xff\xfe",
]
PAGES = [
    "page=100000000000000000000",
    "limit=100000000000000000000",
    "page=-5&limit=-5",
    "page=1e9",
    "page=NaN",
    "page=",
    "page=1&page=2",
    "page=%F0%9F%92%A9",
    "page=%00&limit=%00",
    "page[]=1",
    "limit=1.9",
]


def refused(answer: httpx.Response, status: int, message: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert set(told) == {"success", "message"}
    assert told["success"] is False
    assert told["message"] == message if message else told["message"].strip()


async def order(guest: Guest) -> str:
    answer = await guest("POST", "/content", ORDER)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["data"]["content"]["id"])


async def sent(guest: Guest, method: str, path: str, body: bytes) -> httpx.Response:
    headers = {"Authorization": f"Bearer {guest.token}", **JSON, **ORIGIN}
    return await guest.client.request(method, f"{BASE}{path}", content=body, headers=headers)


@pytest.mark.parametrize(("method", "path"), [("POST", "/content"), ("PUT", "/content/{}"), ("POST", "/auth/refresh")])
async def test_a_body_that_cannot_be_changes_nothing(api: Api, method: str, path: str) -> None:
    guest = await success_guest(api, "/writer")
    item = await order(guest)
    before = (await guest("GET", "/content")).json()

    for body in BODIES:
        answer = await sent(guest, method, path.format(item), body)
        refused(answer, 400)
        assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    assert (await guest("GET", "/content")).json() == before


async def test_no_kind_of_value_in_an_order_fails(api: Api) -> None:
    guest = await success_guest(api, "/writer")

    for value in VALUES:
        for field, message in (("topic", "Topic"), ("contentType", "Invalid content type")):
            answer = await guest("POST", "/content", {**ORDER, field: value})
            refused(answer, 400)
            assert answer.json()["message"].startswith(message), (field, value)
    assert (await guest("GET", "/content")).json()["data"]["total"] == 0


@pytest.mark.parametrize("field", ["topic", "generatedContent", "content"])
async def test_no_kind_of_value_in_an_edit_fails(api: Api, field: str) -> None:
    guest = await success_guest(api, "/writer")
    item = await order(guest)

    for value in VALUES:
        answer = await guest("PUT", f"/content/{item}", {field: value})
        if value is None or (field != "topic" and value == LONG):
            assert answer.status_code == 200, answer.text
        else:
            refused(answer, 400)


async def test_no_kind_of_value_in_an_account_fails(api: Api) -> None:
    login = {"email": "a@example.com", "password": "x"}

    for value in VALUES:
        unknown = 401 if value == LONG else 400
        for field in ("name", "email", "password"):
            refused(await api.client.post(f"{BASE}/auth/register", json=new_account(**{field: value})), 400)
        secret = 401 if value == " " else unknown  # a password may be made of blanks
        refused(await api.client.post(f"{BASE}/auth/login", json={**login, "email": value}), unknown)
        refused(await api.client.post(f"{BASE}/auth/login", json={**login, "password": value}), secret)
        refused(await api.client.post(f"{BASE}/auth/refresh", json={"refreshToken": value}), unknown)


async def test_the_first_field_of_the_document_is_told_first(api: Api) -> None:
    guest = await success_guest(api, "/writer")

    refused(await guest("POST", "/content", {}), 400, "Topic is required")
    refused(await guest("POST", "/content"), 400, "Topic is required")
    refused(await api.client.post(f"{BASE}/auth/register", json={}), 400, "Name is required")
    refused(await api.client.post(f"{BASE}/auth/register"), 400, "Name is required")
    refused(await api.client.post(f"{BASE}/auth/login", json={}), 400, "Please provide a valid email address")
    refused(await api.client.post(f"{BASE}/auth/login", json={"email": "a@example.com"}), 400, "Password is required")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"refreshToken": null}', b'{"refreshToken": "not one"}', b"null"])
async def test_signing_out_takes_any_body_that_can_be_read(api: Api, body: bytes) -> None:
    guest = await success_guest(api, "/writer")

    answer = await sent(guest, "POST", "/auth/logout", body)

    assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Logout successful"})


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"refreshToken": 5}', b'{"refreshToken": "\\u0000"}'])
async def test_signing_out_with_a_body_that_cannot_be_ends_nothing(api: Api, body: bytes) -> None:
    guest = await success_guest(api, "/writer")

    refused(await sent(guest, "POST", "/auth/logout", body), 400)
    assert (await guest("GET", "/auth/me")).status_code == 200


async def test_ids_of_other_kinds_are_unknown(api: Api) -> None:
    person = await api.person()
    guest, elsewhere = await WRITER.guest(api, person), await CGMS.guest(api, person)
    ids = await CGMS.order(api, elsewhere)
    native = await api.finished_job(person)
    others = [
        ids["job_id"],
        native["id"],
        native["content_items"][0]["id"],
        str(person.user_id),
        str(person.organization),
    ]
    others += [f"content-{ids['content_id']}", ids["content_id"].replace("-", ""), f"{{{ids['content_id']}}}"]

    for other in others:
        for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/rollback")):
            refused(await guest(method, f"/content/{other}{path}"), 404, "Content not found")
    for other in [*others[:5], f"content-{ids['job_id']}", f"content-content-{ids['content_id']}"]:
        refused(await guest("GET", f"/content/job/{other}/status"), 404, "Job not found")
    assert (await guest("GET", f"/content/{ids['content_id']}")).status_code == 200


async def test_no_page_is_an_error(api: Api) -> None:
    guest = await success_guest(api, "/writer")
    await order(guest)

    for query in PAGES:
        told = (await guest("GET", f"/content?{query}")).json()["data"]
        assert (told["total"], told["totalPages"]) == (1, 1), query
        assert told["page"] >= 1, query


@pytest.mark.parametrize("key", ["x" * 256, ""])
async def test_an_idempotency_key_that_cannot_be_makes_nothing(api: Api, key: str) -> None:
    guest = await success_guest(api, "/writer")

    refused(await guest("POST", "/content", ORDER, headers={"Idempotency-Key": key}), 400)
    assert (await guest("GET", "/content")).json()["data"]["total"] == 0


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/auth/register", "POST"),
        ("PUT", "/api/v1/auth/login", "POST"),
        ("DELETE", "/api/v1/content", "GET, POST"),
        ("PATCH", "/api/v1/content/x", "GET, PUT, DELETE"),
        ("GET", "/api/v1/content/x/rollback", "POST"),
        ("POST", "/api/v1/content/job/x/status", "GET"),
        ("POST", "/health", "GET"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(api: Api, method: str, path: str, allowed: str) -> None:
    answer = await api.client.request(method, f"/writer{path}", headers=ORIGIN)

    refused(answer, 405)
    assert answer.headers["allow"] == allowed
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@pytest.mark.parametrize(
    "path", ["", "/", "/api/v1", "/api/v1/nothing", "/api/v2/content", "/api/v1/content/a/b", "//"]
)
async def test_an_unknown_route_is_a_404_in_the_envelope(api: Api, path: str) -> None:
    for root in ("", "/t/acme"):
        answer = await api.client.get(f"{root}/writer{path}", headers=ORIGIN)
        refused(answer, 404)
        assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x.y.z", "Basic eDp5", "Bearer " + "a" * 5_000, "Token abc", ""]
)
async def test_a_bad_credential_is_a_401(api: Api, header: str) -> None:
    answer = await api.client.get(f"{BASE}/content", headers={"Authorization": header, **ORIGIN})

    refused(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"])
async def test_a_body_that_is_not_json_is_a_400(api: Api, kind: str) -> None:
    answer = await api.client.post(f"{BASE}/auth/login", content=b"email=a&password=b", headers={"Content-Type": kind})

    refused(answer, 400)


async def test_a_huge_body_is_a_413(api: Api) -> None:
    guest = await success_guest(api, "/writer")

    for method, path in (("POST", "/content"), ("PUT", f"/content/{await order(guest)}"), ("POST", "/auth/login")):
        answer = await sent(guest, method, path, b'{"topic": "' + b"x" * 2_000_000)
        refused(answer, 413)
        assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@pytest.fixture
async def limited(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    limits = {"principal": 3, "login": 2, "anonymous": 3}
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit=limits)) as started:
        yield started


async def test_too_many_requests_are_told_when_to_come_back(limited: Api) -> None:
    guest = await success_guest(limited, "/writer")
    answers = [await guest("GET", "/auth/me", headers=ORIGIN) for _ in range(4)]
    answers += [await limited.client.post(f"{BASE}/auth/login", json={}, headers=ORIGIN) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 400, 429]
    for answer in (answers[3], answers[5]):
        refused(answer, 429)
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    health = [await limited.client.get("/writer/health") for _ in range(10)]
    assert {answer.status_code for answer in health} == {200}


async def test_a_failure_of_ours_tells_nothing_of_itself(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = await success_guest(api, "/writer")

    def broken(_: Runtime) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(type(api.runtime.entitlements), "plan_of", broken)
    answer = await guest("GET", "/content", headers=ORIGIN)

    refused(answer, 500, "Internal server error")
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


async def test_what_leaves_this_apis_sight_while_it_is_edited_is_not_found(api: Api) -> None:
    person = await api.person()
    guest = await WRITER.guest(api, person)
    item = await order(guest)

    async with api.runtime.uow.write(person.organization) as session:
        await change.describe(session, person.organization, UUID(item), content_type=ContentType.AD_COPY)
        edit = asyncio.create_task(guest("PUT", f"/content/{item}", {"content": "Too late."}))
        await asyncio.sleep(0.3)  # it has seen the text, and waits for its row
    refused(await edit, 404, "Content not found")

    async with api.runtime.uow.read(person.organization) as session:
        text = await session.fetchval("SELECT text FROM content_item WHERE id = $1", UUID(item))
    assert text is None


async def test_a_password_never_comes_back_in_an_error(api: Api) -> None:
    for secret in ("short", "my-secret-password-" * 10, ["my-secret-password"], {"my-secret-password": 1}):
        answer = await api.client.post(f"{BASE}/auth/register", json=new_account(password=secret))
        refused(answer, 400)
        assert "my-secret" not in answer.text
