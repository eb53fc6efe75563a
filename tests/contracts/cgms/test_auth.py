"""Accounts and sessions, as the document's list and the notes to it say."""

import re
from uuid import uuid4

import pytest

from contentforge_tenants.access import Audience
from support.accounts import new_account, success_guest
from support.app import Api

AUTH = "/cgms/api/v1/auth"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
USER = {"id", "name", "email", "role", "createdAt"}


def failed(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


async def test_registering_answers_the_person_and_both_tokens(held_api: Api) -> None:
    account = new_account()

    answer = await held_api.client.post(f"{AUTH}/register", json=account)

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"success", "message", "data"}
    assert told["message"] == "User registered successfully"
    assert set(told["data"]) == {"user", "accessToken", "refreshToken"}
    assert set(told["data"]["user"]) == USER
    assert (told["data"]["user"]["name"], told["data"]["user"]["role"]) == ("John Doe", "user")
    assert MOMENT.fullmatch(told["data"]["user"]["createdAt"])


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        *(({"name": name}, ["name"]) for name in (None, "", "  ", "x" * 101, "two\nlines", 7)),
        *(({"email": email}, ["email"]) for email in (None, "nobody", "a@b", 7)),
        *(({"password": password}, ["password"]) for password in (None, "", "short12", "x" * 129, 12345678)),
    ],
)
async def test_what_cannot_be_an_account_is_a_validation_error(
    held_api: Api, changes: dict[str, object], path: list[str]
) -> None:
    answer = await held_api.client.post(f"{AUTH}/register", json=new_account(**changes))

    told = answer.json()
    assert answer.status_code == 400
    assert (told["success"], told["message"]) == (False, "Validation error")
    [problem] = told["errors"]
    assert set(problem) == {"code", "path", "message"}
    assert problem["path"] == path


async def test_all_refused_fields_are_listed(held_api: Api) -> None:
    answer = await held_api.client.post(f"{AUTH}/register")

    assert [problem["path"] for problem in answer.json()["errors"]] == [["name"], ["email"], ["password"]]


@pytest.mark.parametrize("password", ["x" * 8, "x" * 128, " " * 8])
async def test_a_password_that_holds_to_the_rules_opens_the_account_through_every_api(
    held_api: Api, password: str
) -> None:
    account = {"email": f"{uuid4().hex}@example.com", "password": password}
    registered = await held_api.client.post("/api/v1/auth/register", json=account)

    answer = await held_api.client.post(f"{AUTH}/login", json=account)
    own = await held_api.client.post(f"{AUTH}/register", json=new_account(password=password))

    assert (registered.status_code, answer.status_code, own.status_code) == (201, 200, 201)
    assert answer.json()["data"]["user"]["id"] == registered.json()["user"]["id"]


async def test_an_address_is_registered_once(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")

    answer = await held_api.client.post(f"{AUTH}/register", json=new_account(email=guest.email))

    assert (answer.status_code, answer.json()) == (409, failed("User already exists"))


async def test_signing_in_answers_like_registering(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")
    known = {"email": guest.email, "password": new_account()["password"]}

    good = await held_api.client.post(f"{AUTH}/login", json=known)
    wrong = await held_api.client.post(f"{AUTH}/login", json={**known, "password": "short"})

    assert (good.status_code, good.json()["message"]) == (200, "User logged in successfully")
    assert set(good.json()["data"]) == {"user", "accessToken", "refreshToken"}
    assert (wrong.status_code, wrong.json()) == (401, failed("Invalid credentials"))


async def test_me_is_the_person_itself(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")

    told = (await guest("GET", "/auth/me")).json()

    assert (told["success"], told["message"]) == (True, "User profile retrieved successfully")
    assert set(told["data"]) == USER
    assert told["data"]["email"] == guest.email


async def test_an_access_token_lives_a_day(held_api: Api) -> None:
    guest = await success_guest(held_api, "/cgms")

    claims = held_api.runtime.tokens.read(guest.token, Audience.CGMS.value)

    assert claims.expires_at - claims.issued_at == 24 * 3600


async def test_refreshing_and_logging_out_exist_in_addition(held_api: Api) -> None:
    data = (await held_api.client.post(f"{AUTH}/register", json=new_account())).json()["data"]

    refreshed = await held_api.client.post(f"{AUTH}/refresh", json={"refreshToken": data["refreshToken"]})
    auth = {"Authorization": f"Bearer {refreshed.json()['data']['accessToken']}"}
    out = await held_api.client.post(f"{AUTH}/logout", headers=auth)
    after = await held_api.client.get(f"{AUTH}/me", headers=auth)

    assert set(refreshed.json()["data"]) == {"accessToken", "refreshToken"}
    assert (out.status_code, out.json()["success"]) == (200, True)
    assert (after.status_code, after.json()) == (401, failed("Invalid token"))


@pytest.mark.parametrize(
    ("headers", "message"),
    [({}, "Require authentication"), ({"Authorization": "Bearer nonsense"}, "Invalid token")],
)
@pytest.mark.parametrize("path", ["/auth/me", "/content", "/content/x", "/content/x/status"])
async def test_without_a_good_token_nothing_is_shown(
    held_api: Api, path: str, headers: dict[str, str], message: str
) -> None:
    answer = await held_api.client.get(f"/cgms/api/v1{path}", headers=headers)

    assert (answer.status_code, answer.json()) == (401, failed(message))
