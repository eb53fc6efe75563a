"""Accounts and sessions, as the document's examples and the notes to it say."""

import re
from uuid import UUID

import pytest

from support.accounts import new_account, success_guest
from support.app import Api

AUTH = "/writer/api/v1/auth"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def failed(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


async def test_registering_answers_the_person_and_both_tokens(held_api: Api) -> None:
    account = new_account()

    answer = await held_api.client.post(f"{AUTH}/register", json=account)

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"success", "message", "data"}
    assert (told["success"], told["message"]) == (True, "User registered successfully")
    assert set(told["data"]) == {"user", "accessToken", "refreshToken"}
    user = told["data"]["user"]
    assert set(user) == {"id", "name", "email", "createdAt"}
    assert (user["name"], user["email"]) == (account["name"], account["email"])
    assert UUID(user["id"]).version == 4
    assert MOMENT.fullmatch(user["createdAt"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": None}, "Name is required"),
        ({"name": " "}, "Name is required"),
        ({"name": None, "email": None}, "Name is required"),
        ({"email": None}, "Please provide a valid email address"),
        ({"email": "nobody"}, "Please provide a valid email address"),
        ({"password": None}, "Password must be at least 8 characters long"),
        ({"password": "short12"}, "Password must be at least 8 characters long"),
    ],
)
async def test_what_cannot_be_an_account_is_told(held_api: Api, changes: dict[str, object], message: str) -> None:
    answer = await held_api.client.post(f"{AUTH}/register", json=new_account(**changes))

    assert (answer.status_code, answer.json()) == (400, failed(message))


async def test_an_address_is_registered_once(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")

    answer = await held_api.client.post(f"{AUTH}/register", json=new_account(email=guest.email))

    assert (answer.status_code, answer.json()) == (400, failed("User with this email already exists"))


async def test_signing_in_answers_like_registering(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")
    known = {"email": guest.email, "password": new_account()["password"]}

    good = await held_api.client.post(f"{AUTH}/login", json=known)
    wrong = await held_api.client.post(f"{AUTH}/login", json={**known, "password": "short"})
    unknown = await held_api.client.post(f"{AUTH}/login", json={**known, "email": "nobody@example.com"})

    assert good.status_code == 200
    assert good.json()["message"] == "Login successful"
    assert set(good.json()["data"]) == {"user", "accessToken", "refreshToken"}
    for refused in (wrong, unknown):
        assert (refused.status_code, refused.json()) == (401, failed("Invalid email or password"))


async def test_a_refresh_token_gives_the_next_pair(held_api: Api) -> None:
    registered = (await held_api.client.post(f"{AUTH}/register", json=new_account())).json()["data"]

    answer = await held_api.client.post(f"{AUTH}/refresh", json={"refreshToken": registered["refreshToken"]})

    assert answer.status_code == 200
    told = answer.json()
    assert told["message"] == "Token refreshed successfully"
    assert set(told["data"]) == {"accessToken", "refreshToken"}
    assert told["data"]["refreshToken"] != registered["refreshToken"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "Refresh token is required"),
        (None, 400, "Refresh token is required"),
        ({"refreshToken": ""}, 400, "Refresh token is required"),
        ({"refreshToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"}, 401, "Invalid or expired refresh token"),
    ],
)
async def test_what_is_no_refresh_token_is_told(held_api: Api, body: object, status: int, message: str) -> None:
    answer = (
        await held_api.client.post(f"{AUTH}/refresh", json=body)
        if body is not None
        else (await held_api.client.post(f"{AUTH}/refresh"))
    )

    assert (answer.status_code, answer.json()) == (status, failed(message))


async def test_me_is_the_person(held_api: Api) -> None:
    guest = await success_guest(held_api, "/writer")

    answer = await guest("GET", "/auth/me")

    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"success", "data"}
    assert set(told["data"]["user"]) == {"id", "name", "email", "createdAt"}
    assert told["data"]["user"]["email"] == guest.email


async def test_logging_out_ends_both_tokens_at_once(held_api: Api) -> None:
    account = new_account()
    registered = (await held_api.client.post(f"{AUTH}/register", json=account)).json()["data"]
    auth = {"Authorization": f"Bearer {registered['accessToken']}"}

    answer = await held_api.client.post(f"{AUTH}/logout", headers=auth)

    assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Logout successful"})
    me = await held_api.client.get(f"{AUTH}/me", headers=auth)
    assert (me.status_code, me.json()) == (401, failed("Invalid or expired access token"))
    refreshed = await held_api.client.post(f"{AUTH}/refresh", json={"refreshToken": registered["refreshToken"]})
    assert refreshed.status_code == 401


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "User not authenticated"),
        ({"Authorization": "Bearer nonsense"}, "Invalid or expired access token"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/auth/me"), ("POST", "/auth/logout"), ("GET", "/content"), ("PUT", "/content/x")]
)
async def test_without_a_good_token_nothing_is_shown(
    held_api: Api, method: str, path: str, headers: dict[str, str], message: str
) -> None:
    answer = await held_api.client.request(method, f"/writer/api/v1{path}", headers=headers)

    assert (answer.status_code, answer.json()) == (401, failed(message))


async def test_the_server_says_that_it_runs(held_api: Api) -> None:
    answer = await held_api.client.get("/writer/health")

    told = answer.json()
    assert (answer.status_code, set(told)) == (200, {"success", "message", "timestamp"})
    assert (told["success"], told["message"]) == (True, "Server is running")
    assert MOMENT.fullmatch(told["timestamp"])
