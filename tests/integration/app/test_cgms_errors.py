"""Bad input that only cgms has a place for: its fields, its filters and its credentials."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from support.app import Api
from support.prompt_apis import CGMS

ORDER = {"prompt": "A kettle", "contentType": "product-description"}
VALUES: list[Any] = [None, "", " ", 5, -1.5, True, [], {}, [[]], [None], {"a": {"b": [1]}}, "x" * 5000, ["x" * 5000]]
FILTERS = ["status", "contentType", "startDate", "endDate", "search", "page", "limit"]
TEXTS = ["\0", "%", "_", "\\", "'; DROP TABLE x --", "(", "[", ".*", "💡", "\u202e", "1e400", "-0", "9" * 400, "NaN"]
BYTES = ["%ED%A0%80", "%FF", "%C0%80", "%", "%00", "a%0d%0ab", "+"]


def is_answer(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    told = answer.json()
    assert told["success"] is (answer.status_code < 300)
    assert isinstance(told["message"], str)
    if told["message"] == "Validation error":
        assert told["errors"]
        assert all(set(one) == {"code", "path", "message"} for one in told["errors"])


@pytest.mark.parametrize("field", ["prompt", "contentType", "provider", "model", "title"])
async def test_no_kind_of_value_for_a_field_of_an_order_fails(api: Api, field: str) -> None:
    guest = await CGMS.guest(api, await api.person(plan="pro"))

    for value in VALUES:
        is_answer(await guest("POST", "/content/generate", {**ORDER, field: value}), 202, 400)


@pytest.mark.parametrize("field", ["title", "tags", "notes"])
async def test_no_kind_of_value_for_a_field_of_a_description_fails(api: Api, field: str) -> None:
    guest = await CGMS.guest(api, await api.person())
    ids = await CGMS.order(api, guest)

    for value in VALUES:
        is_answer(await guest("PATCH", f"/content/{ids['content_id']}", {field: value}), 200, 400)


@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b"5", b"{", b'{"title": "\\ud800"}', b'{"tags": ["a\\u0000"]}', b"NaN"]
)
async def test_a_body_that_cannot_be_changes_nothing(prompt_api: Api, body: bytes) -> None:
    guest = await CGMS.guest(prompt_api, await prompt_api.person())
    ids = await CGMS.order(prompt_api, guest)
    await prompt_api.workshop.run()
    path = f"/content/{ids['content_id']}"
    before = (await guest("GET", path)).json()

    for method, where in (("PATCH", path), ("POST", f"{path}/regenerate")):
        is_answer(await guest(method, where, content=body, headers={"Content-Type": "application/json"}), 400)

    assert (await guest("GET", path)).json() == before


@pytest.mark.parametrize("name", FILTERS)
async def test_no_text_in_a_filter_fails(api: Api, name: str) -> None:
    guest = await CGMS.guest(api, await api.person())

    for text in (*map(quote, TEXTS), *BYTES):
        is_answer(await guest("GET", f"/content?{name}={text}"), 200, 400)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({}, "Require authentication"),
        ({"Authorization": "Basic eDp5"}, "Require authentication"),
        ({"Authorization": "Bearer x.y.z"}, "Invalid token"),
        ({"Authorization": "Bearer " + "a" * 5000}, "Invalid token"),
        ({"X-API-Key": "cf_live_wrong"}, "Invalid token"),
        ({"X-API-Key": ""}, "Invalid token"),
    ],
)
async def test_a_bad_credential_is_a_401_that_browsers_may_read(api: Api, header: dict[str, str], message: str) -> None:
    origin = {"Origin": "http://localhost:3000"}

    answer = await api.client.get(f"{CGMS.base}/content", headers={**header, **origin})

    is_answer(answer, 401)
    assert answer.json()["message"] == message
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["access-control-allow-origin"] == origin["Origin"]


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_of_idempotency_that_cannot_be_is_refused(api: Api, key: str) -> None:
    guest = await CGMS.guest(api, await api.person())

    answer = await guest("POST", "/content/generate", ORDER, headers={"Idempotency-Key": key})

    is_answer(answer, 400)


async def test_a_password_never_comes_back_in_an_error(api: Api) -> None:
    account = {"name": 5, "email": 5, "password": "my-secret"}

    answer = await api.client.post(f"{CGMS.base}/auth/register", json=account)

    is_answer(answer, 400)
    assert "my-secret" not in answer.text


async def test_a_refresh_token_that_is_none_is_a_401(api: Api) -> None:
    answer = await api.client.post(f"{CGMS.base}/auth/refresh", json={"refreshToken": "made up"})

    is_answer(answer, 401)
