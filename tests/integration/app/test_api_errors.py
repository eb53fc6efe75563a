"""Whatever is sent, the native API answers 4xx in its envelope, with the headers that browsers need."""

from typing import Any

import pytest

from support.app import API, Api

ORIGIN = {"Origin": "http://localhost:3000"}
NOWHERE = "00000000-0000-4000-8000-000000000000"
IDS = ["64b000000000000000000000", "not-an-id", "0", NOWHERE, "%00", "%F0%9F%92%A9", "..%2f..%2fetc", "x" * 3000]
ROUTES_WITH_ID = [
    ("GET", "content/jobs/{}"),
    ("DELETE", "content/jobs/{}"),
    ("POST", "content/jobs/{}/cancel"),
    ("GET", "content/{}/versions"),
    ("POST", "content/{}/rollback"),
    ("POST", "content/{}/regenerate"),
    ("GET", "templates/{}"),
    ("DELETE", "templates/{}"),
    ("GET", "images/{}"),
    ("DELETE", "images/{}"),
    ("DELETE", "api-keys/{}"),
    ("GET", "organizations/{}/members"),
]


@pytest.mark.parametrize(("method", "route"), ROUTES_WITH_ID)
async def test_whatever_stands_for_an_id_it_is_not_found(api: Api, method: str, route: str) -> None:
    person = await api.person()
    for id_ in IDS:
        answer = await api.client.request(method, f"{API}/{route.format(id_)}", headers=person.auth)
        assert answer.status_code == 404, (id_, answer.text)
        assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"null",
        b"[]",
        b'"text"',
        b'{"email": NaN, "password": "x"}',
        b'{"email": "\\ud800@example.com", "password": "correct horse"}',
        b'{"email": "a\\u0000@example.com", "password": "correct horse"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"email": 1e999, "password": 5}',
        b'{"email": {"a": 1}, "password": []}',
        b"\xff\xfe",
    ],
)
async def test_a_body_that_cannot_be_is_a_422_with_the_place(api: Api, body: bytes) -> None:
    answer = await api.client.post(
        f"{API}/auth/register", content=body, headers={"Content-Type": "application/json", **ORIGIN}
    )

    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


async def test_text_that_cannot_be_stored_is_a_422_and_never_a_500(api: Api) -> None:
    person = await api.person()
    order = b'{"source_type": "manual", "source_data": {"name": "a\\u0000b"}}'
    headers = {**person.auth, "Content-Type": "application/json"}

    assert (await api.client.post(f"{API}/content/generate", content=order, headers=headers)).status_code == 422
    template = b'{"name": "x\\u0000"}'
    assert (await api.client.post(f"{API}/templates", content=template, headers=headers)).status_code == 422


@pytest.mark.parametrize(
    "query", ["page=100000000000000000000", "page=0", "page=-1", "page=x", "per_page=101", "per_page=0", "page=1%00"]
)
async def test_a_page_out_of_range_is_refused(api: Api, query: str) -> None:
    person = await api.person()

    assert (await api.client.get(f"{API}/content/jobs?{query}", headers=person.auth)).status_code == 422


async def test_a_page_beyond_the_end_is_empty(api: Api) -> None:
    person = await api.person()

    answer = await api.client.get(f"{API}/images?page=999999", headers=person.auth)

    assert answer.json() == {"items": [], "total": 0, "page": 999999, "per_page": 20}


@pytest.mark.parametrize(
    "field",
    ["source_url", "source_data", "template_id", "content_types", "csv_data", "provider", "model", "image_urls"],
)
@pytest.mark.parametrize("value", [None, "", 5, True, [], {}, [[]], "x" * 5000, {"a": {"b": {"c": []}}}])
async def test_no_kind_of_value_for_a_field_fails(api: Api, field: str, value: Any) -> None:
    person = await api.person(plan="enterprise")
    order = {"source_type": "manual", "source_data": {"name": "x"}, field: value}

    answer = await api.client.post(f"{API}/content/generate", json=order, headers=person.auth)

    assert answer.status_code in {201, 404, 422}, answer.text


async def test_a_huge_body_is_refused_in_the_envelope(api: Api) -> None:
    answer = await api.client.post(f"{API}/auth/login", content=b"x" * 2_000_000, headers=ORIGIN)

    assert answer.status_code == 413
    assert isinstance(answer.json()["detail"], str)
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{API}/auth/me", 401),
        ("GET", f"{API}/nothing-here", 404),
        ("GET", "/nowhere/at/all", 404),
        ("GET", "/contentforge/nothing", 404),
        ("GET", "/t/someone/nothing", 404),
        ("PUT", f"{API}/auth/me", 405),
        ("DELETE", f"{API}/usage", 405),
    ],
)
async def test_every_refusal_has_the_envelope_and_cors(api: Api, method: str, path: str, status: int) -> None:
    answer = await api.client.request(method, path, headers=ORIGIN)

    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-request-id" in answer.headers
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    if status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "header",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x.y.z"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer " + "a" * 5000},
        {"X-API-Key": "cf_live_wrong"},
        {"X-API-Key": ""},
    ],
)
async def test_a_bad_credential_is_a_401(api: Api, header: dict[str, str]) -> None:
    answer = await api.client.get(f"{API}/usage", headers=header)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_both_forms_of_an_address_answer_directly(api: Api) -> None:
    person = await api.person()
    for path in ("templates", "images", "content/jobs", "api-keys", "usage", "organizations"):
        bare = await api.client.get(f"{API}/{path}", headers=person.auth)
        slashed = await api.client.get(f"{API}/{path}/", headers=person.auth)
        assert bare.status_code == slashed.status_code == 200
        assert bare.content == slashed.content


async def test_preflight_is_answered_before_anything_else(api: Api) -> None:
    asking = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key"}

    answer = await api.client.options(f"{API}/content/generate", headers=asking)

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]


async def test_a_password_never_comes_back_in_an_error(api: Api) -> None:
    answer = await api.client.post(f"{API}/auth/register", json={"email": 5, "password": "my-secret-password"})

    assert answer.status_code == 422
    assert "my-secret-password" not in answer.text
