"""Each row of the document's tables of errors, and the refusals that it does not list, as `{"message": ...}`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_content.pieces import create, queries
from contentforge_platform.ids import UserId
from contentforge_tenants import accounts
from support.accounts import Guest, generator_guest, new_account
from support.app import PASSWORD, Api, running, settings_for
from support.databases import DatabaseUrls

NOWHERE = "00000000-0000-4000-8000-000000000000"
ORDER = {"prompt": "Benefits of remote work", "contentType": "Blog Post Outline"}
TEXT = {"title": "Test Post", "type": "Blog Post Outline", "body": "# Test"}
GUARDED = [
    ("GET", "/auth/me", None),
    ("GET", "/content", None),
    ("POST", "/content", TEXT),
    ("PUT", f"/content/{NOWHERE}", {"title": "Mine"}),
    ("DELETE", f"/content/{NOWHERE}", None),
    ("POST", "/generate-content", ORDER),
    ("GET", "/generate-content", None),
    ("GET", f"/generate-content/{NOWHERE}", None),
    ("POST", f"/generate-content/{NOWHERE}/save", {}),
]
EACH_GUARDED = pytest.mark.parametrize(
    ("method", "path", "body"), GUARDED, ids=[f"{method} {path}" for method, path, _ in GUARDED]
)
ALL_FIELDS = "Please provide all fields"
TYPES = "Invalid content type. Must be one of: Blog Post Outline, Product Description, Social Media Caption"


def is_refused(answer: httpx.Response, status: int, message: str, **more: str) -> None:
    assert (answer.status_code, answer.json()) == (status, {"message": message, **more})


def user_of(answer: httpx.Response) -> UserId:
    return UserId(UUID(answer.json()["_id"]))


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/auth/register", {"email": "john@example.com", "password": PASSWORD}, 400, ALL_FIELDS),
        ("/auth/register", {}, 400, ALL_FIELDS),
        ("/auth/login", {"email": "nobody@example.com", "password": PASSWORD}, 401, "Invalid credentials"),
        ("/auth/login", {"email": "nobody@example.com", "password": "short"}, 401, "Invalid credentials"),
        ("/auth/login", {"email": "no address", "password": "short"}, 401, "Invalid credentials"),
        ("/auth/login", {"email": "john@example.com"}, 400, ALL_FIELDS),
    ],
)
async def test_4_signing_in_is_refused(
    held_api: Api, path: str, body: dict[str, str], status: int, message: str
) -> None:
    is_refused(await held_api.client.post(f"/generator{path}", json=body), status, message)


async def test_4_1_there_is_one_account_for_an_address_in_all_apis(held_api: Api) -> None:
    person = await held_api.person()

    answer = await held_api.client.post("/generator/auth/register", json=new_account(email=person.email))

    is_refused(answer, 400, "User already exists")


@EACH_GUARDED
async def test_9_3_no_route_opens_without_a_good_token(held_api: Api, method: str, path: str, body: Any) -> None:
    person = await held_api.person()
    refused = {
        "Not authorized, no token": [{}, {"Authorization": "Basic abc"}, {"Authorization": ""}],
        "Not authorized": [
            {"Authorization": "Bearer nonsense"},
            {"Authorization": "Bearer "},
            person.auth,  # a good token, of another API
            {"X-API-Key": "cf_live_nonsense"},
        ],
    }

    for message, credentials in refused.items():
        for headers in credentials:
            answer = await held_api.client.request(method, f"/generator{path}", json=body, headers=headers)
            is_refused(answer, 401, message)
            assert answer.headers["www-authenticate"] == "Bearer"


@EACH_GUARDED
async def test_9_3_who_is_gone_is_told_from_whose_session_has_ended(
    held_api: Api, method: str, path: str, body: Any
) -> None:
    gone, ended = await generator_guest(held_api), await generator_guest(held_api)
    users = [user_of(await guest("GET", "/auth/me")) for guest in (gone, ended)]
    async with held_api.runtime.uow.write(None) as session:
        await accounts.deactivate(session, users[0])
        await session.fetchval("UPDATE user_session SET revoked_at = now() WHERE user_id = $1", users[1])

    is_refused(await gone(method, path, body), 401, "User not found")
    is_refused(await ended(method, path, body), 401, "Not authorized")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "/content", {"title": "T", "type": "Blog Post Outline"}, 400, ALL_FIELDS),
        ("POST", "/content", {**TEXT, "type": "Poem"}, 400, "Invalid content type"),
        ("PUT", f"/content/{NOWHERE}", {"title": "T"}, 404, "Content not found"),
        ("DELETE", f"/content/{NOWHERE}", None, 404, "Content not found"),
        ("POST", "/generate-content", {"prompt": "Kettles"}, 400, "Please provide prompt and contentType"),
        ("POST", "/generate-content", {"contentType": "Poem"}, 400, "Please provide prompt and contentType"),
        ("POST", "/generate-content", {**ORDER, "contentType": "Poem"}, 400, TYPES),
        ("GET", f"/generate-content/{NOWHERE}", None, 404, "Job not found"),
        ("POST", f"/generate-content/{NOWHERE}/save", {}, 404, "Job not found"),
        ("GET", "/nowhere", None, 404, "Not Found"),
        ("GET", f"/content/{NOWHERE}", None, 404, "Not Found"),
        ("DELETE", "/generate-content", None, 405, "Method Not Allowed"),
    ],
)
async def test_5_and_6_a_request_is_refused(
    held_api: Api, method: str, path: str, body: Any, status: int, message: str
) -> None:
    is_refused(await (await generator_guest(held_api))(method, path, body), status, message)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_5_3_and_5_4_the_text_of_another_is_not_to_be_touched(held_api: Api, method: str) -> None:
    owner, other = await generator_guest(held_api), await generator_guest(held_api)
    text = (await owner("POST", "/content", TEXT)).json()

    answer = await other(method, f"/content/{text['_id']}", {"title": "Mine"})

    is_refused(answer, 401, "User not authorized")
    assert (await owner("GET", "/content")).json() == [text]


async def test_6_4_what_is_not_written_cannot_be_kept(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    job = (await guest("POST", "/generate-content", ORDER)).json()["jobId"]
    sentence = "Cannot save content from incomplete job"

    is_refused(await guest("POST", f"/generate-content/{job}/save", {}), 400, sentence, currentStatus="queued")
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation()._start(claim)
    is_refused(await guest("POST", f"/generate-content/{job}/save", {}), 400, sentence, currentStatus="processing")
    await prompt_api.workshop.generation().give_up(claim, "The model does not answer.")
    is_refused(await guest("POST", f"/generate-content/{job}/save", {}), 400, sentence, currentStatus="failed")


@pytest.mark.parametrize(("method", "path", "body"), [("GET", "/content", None), ("POST", "/content", TEXT)])
async def test_a_failure_of_ours_is_a_server_error(
    held_api: Api, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: Any
) -> None:
    async def breaking(*_: object, **__: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(queries, "page", breaking)
    monkeypatch.setattr(create, "write_by_hand", breaking)

    is_refused(await (await generator_guest(held_api))(method, path, body), 500, "Server error")


async def test_a_wrong_method_is_told_the_right_ones(held_api: Api) -> None:
    guest = await generator_guest(held_api)

    answers = {path: await guest("PATCH", path) for path in ("/content", f"/content/{NOWHERE}", "/auth/me")}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 405)
    assert [answer.headers["allow"] for answer in answers.values()] == ["GET, POST", "PUT, DELETE", "GET"]


@pytest.fixture
async def limited(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit={"principal": 3})) as started:
        yield started


async def test_a_pace_is_a_429_since_a_401_would_log_the_client_out(limited: Api) -> None:
    guest = await generator_guest(limited)

    answers = [await guest("GET", "/content") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert set(answers[-1].json()) == {"message"}
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_below_the_organization_of_others_there_is_nothing(held_api: Api) -> None:
    owner, guest = await held_api.person(), await generator_guest(held_api)
    below = Guest(guest.client, f"/t/{owner.slug}/generator", guest.email, guest.token)

    for path in ("/content", "/generate-content", f"/generate-content/{uuid4()}"):
        is_refused(await below("GET", path), 404, "Organization not found.")
