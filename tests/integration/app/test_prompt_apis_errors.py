"""Whatever is sent to cgms, writer and generator, they answer 4xx in their own envelope."""

import httpx
import pytest

from support.app import Api
from support.prompt_apis import ALL, CGMS, GENERATOR, PromptApi

ORIGIN = {"Origin": "http://localhost:3000"}
IDS = ["64b000000000000000000000", "not-an-id", "0", "%00", "%F0%9F%92%A9", "..%2f..%2fetc", "x" * 3000]
EACH = pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
BODIES = [
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b'{"email": NaN}',
    b'{"email": "\\ud800@example.com", "password": "correct horse", "name": "x"}',
    b'{"email": "a\\u0000@example.com", "password": "correct horse", "name": "x"}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"email": {"a": 1}, "password": [], "name": 7}',
    b"\xff\xfe",
    b"",
]


def is_refusal(one: PromptApi, answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert isinstance(told["message"], str)
    assert told["message"]
    if one is GENERATOR:
        assert set(told) <= {"message", "currentStatus"}
    else:
        assert told["success"] is False
        assert set(told) <= {"success", "message", "errors"}


@EACH
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_a_body_that_cannot_be_is_a_400(api: Api, one: PromptApi, body: bytes) -> None:
    for path in ("/auth/register", "/auth/login"):
        answer = await api.client.post(
            f"{one.base}{path}", content=body, headers={"Content-Type": "application/json", **ORIGIN}
        )
        is_refusal(one, answer, 400)
        assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


@EACH
@pytest.mark.parametrize("body", BODIES[:-1], ids=range(len(BODIES) - 1))
async def test_an_order_that_cannot_be_is_a_400_and_costs_nothing(api: Api, one: PromptApi, body: bytes) -> None:
    person = await api.person()
    guest = await one.guest(api, person)

    answer = await api.client.post(
        f"{one.base}{one.ordering[0]}",
        content=body,
        headers={"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"},
    )

    is_refusal(one, answer, 400)
    usage = (await api.client.get("/api/v1/usage", headers=person.auth)).json()
    assert [metric["used"] for metric in usage["metrics"]] == [0, 0]


@EACH
@pytest.mark.parametrize("id_", IDS)
async def test_whatever_stands_for_an_id_it_is_not_found(api: Api, one: PromptApi, id_: str) -> None:
    guest = await one.guest(api, await api.person())

    for route in one.owner:
        method, path = route.split(" ", 1)
        answer = await guest(method, path.format(content_id=id_, job_id=id_), one.bodies.get(route))
        is_refusal(one, answer, 404)


@EACH
async def test_unknown_routes_and_wrong_methods_come_out_in_the_envelope(api: Api, one: PromptApi) -> None:
    guest = await one.guest(api, await api.person())

    is_refusal(one, await guest("GET", "/nowhere"), 404)
    is_refusal(one, await api.client.get(f"{one.mount}/nowhere"), 404)
    wrong = await guest("DELETE", "/auth/me")
    is_refusal(one, wrong, 405)
    assert wrong.headers["allow"] == "GET"


@EACH
async def test_a_body_beyond_all_measure_is_a_413(api: Api, one: PromptApi) -> None:
    guest = await one.guest(api, await api.person())

    answer = await guest("POST", one.ordering[0], {"prompt": "x" * 2_000_000})

    is_refusal(one, answer, 413)


@pytest.mark.parametrize("one", [CGMS, GENERATOR], ids=lambda one: one.name)
async def test_text_that_cannot_be_stored_is_refused_in_queries(api: Api, one: PromptApi) -> None:
    guest = await one.guest(api, await api.person())

    answer = await guest("GET", "/content?search=%00a")

    is_refusal(one, answer, 400)


@EACH
async def test_with_and_without_a_trailing_slash_is_one_address(api: Api, one: PromptApi) -> None:
    guest = await one.guest(api, await api.person())

    assert (await guest("GET", "/content/")).json() == (await guest("GET", "/content")).json()
    assert (await guest("GET", "/auth/me/")).status_code == 200


@EACH
async def test_the_documentation_is_the_apis_own(api: Api, one: PromptApi) -> None:
    schema = (await api.client.get(f"{one.mount}/openapi.json")).json()
    page = await api.client.get(f"/t/acme{one.mount}/docs")

    assert schema["servers"] == [{"url": one.mount}]
    assert any(path.endswith("/auth/login") for path in schema["paths"])
    assert page.status_code == 200
    assert f"/t/acme{one.mount}/openapi.json" in page.text


@EACH
async def test_unknown_fields_are_ignored(api: Api, one: PromptApi) -> None:
    guest = await one.guest(api, await api.person())
    path, body = one.ordering

    answer = await guest("POST", path, {**body, "surprise": {"a": [1]}})

    assert answer.status_code == 202


VALUES: list[object] = [None, "", 5, 1.5, True, [], {}, [[]], "x" * 5000, {"a": {"b": []}}]


@EACH
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
async def test_no_kind_of_value_for_a_field_fails(api: Api, one: PromptApi, value: object) -> None:
    guest = await one.guest(api, await api.person(plan="enterprise"))
    path, body = one.ordering

    for field in body:
        answer = await guest("POST", path, {**body, field: value})
        if answer.status_code != 202:
            is_refusal(one, answer, 400)
