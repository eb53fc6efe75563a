"""Accounts and the token, as the document and its table of errors say."""

import base64
import json
import time
from uuid import UUID

import pytest

from contentforge_platform.ids import UserId
from contentforge_tenants import accounts
from support.accounts import generator_guest, new_account
from support.app import Api

DAYS_30 = 30 * 24 * 3600


def claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    told: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return told


async def test_registering_answers_the_person_and_a_token_of_thirty_days(held_api: Api) -> None:
    account = new_account()
    answer = await held_api.client.post("/generator/auth/register", json=account)

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"_id", "name", "email", "token"}
    assert (told["name"], told["email"]) == (account["name"], account["email"])
    token = claims(told["token"])
    assert token["id"] == told["_id"]
    assert UUID(told["_id"]).version == 4
    assert int(str(token["exp"])) - int(str(token["iat"])) == DAYS_30
    assert int(str(token["iat"])) == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize("missing", ["name", "email", "password"])
@pytest.mark.parametrize("value", [None, "", 7])
async def test_registering_needs_all_fields(held_api: Api, missing: str, value: object) -> None:
    answer = await held_api.client.post("/generator/auth/register", json=new_account(**{missing: value}))

    assert (answer.status_code, answer.json()) == (400, {"message": "Please provide all fields"})


async def test_an_address_is_registered_once(held_api: Api) -> None:
    guest = await generator_guest(held_api)

    answer = await held_api.client.post("/generator/auth/register", json=new_account(email=guest.email.upper()))

    assert (answer.status_code, answer.json()) == (400, {"message": "User already exists"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "short12"}, "Password must be at least 8 characters long"),
        ({"email": "nobody"}, "Please provide a valid email address"),
    ],
)
async def test_what_cannot_be_an_account_is_told(held_api: Api, changes: dict[str, object], message: str) -> None:
    answer = await held_api.client.post("/generator/auth/register", json=new_account(**changes))

    assert (answer.status_code, answer.json()) == (400, {"message": message})


async def test_signing_in_answers_like_registering(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    known = {"email": guest.email, "password": new_account()["password"]}

    good = await held_api.client.post("/generator/auth/login", json=known)
    wrong = await held_api.client.post("/generator/auth/login", json={**known, "password": "another one"})
    unknown = await held_api.client.post("/generator/auth/login", json={**known, "email": "nobody@example.com"})

    assert good.status_code == 200
    assert set(good.json()) == {"_id", "name", "email", "token"}
    for refused in (wrong, unknown):
        assert (refused.status_code, refused.json()) == (401, {"message": "Invalid credentials"})


async def test_a_password_of_blanks_that_was_set_elsewhere_signs_in(held_api: Api) -> None:
    blank = " " * 12
    person = await held_api.person(password=blank)

    answer = await held_api.client.post("/generator/auth/login", json={"email": person.email, "password": blank})

    assert answer.status_code == 200


async def test_me_is_the_profile(held_api: Api) -> None:
    guest = await generator_guest(held_api)

    answer = await guest("GET", "/auth/me")

    assert answer.status_code == 200
    told = answer.json()
    assert told == {"_id": told["_id"], "name": "John Doe", "email": guest.email, "status": "active", "__v": 0}


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Not authorized, no token"),
        ({"Authorization": "Basic abc"}, "Not authorized, no token"),
        ({"Authorization": "Bearer nonsense"}, "Not authorized"),
    ],
)
@pytest.mark.parametrize("path", ["/auth/me", "/content", "/generate-content", "/generate-content/x"])
async def test_without_a_good_token_nothing_is_shown(
    held_api: Api, path: str, headers: dict[str, str], message: str
) -> None:
    answer = await held_api.client.get(f"/generator{path}", headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"message": message})
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_of_another_api_is_none_here(held_api: Api) -> None:
    person = await held_api.person()
    guest = await generator_guest(held_api)

    here = await held_api.client.get("/generator/auth/me", headers=person.auth)
    there = await held_api.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {guest.token}"})

    assert (here.status_code, here.json()) == (401, {"message": "Not authorized"})
    assert there.status_code == 401


async def test_a_closed_account_is_told_from_an_ended_session(held_api: Api) -> None:
    gone, ended = await generator_guest(held_api), await generator_guest(held_api)
    async with held_api.runtime.uow.write(None) as session:
        await accounts.deactivate(session, UserId(UUID(str(claims(gone.token)["id"]))))
        user = UUID(str(claims(ended.token)["id"]))
        await session.fetchval("UPDATE user_session SET revoked_at = now() WHERE user_id = $1", user)

    assert (await gone("GET", "/content")).json() == {"message": "User not found"}
    assert (await ended("GET", "/content")).json() == {"message": "Not authorized"}


async def test_one_account_serves_all_apis(held_api: Api) -> None:
    person = await held_api.person()
    known = {"email": person.email, "password": new_account()["password"]}

    answer = await held_api.client.post("/generator/auth/login", json=known)

    assert answer.status_code == 200
    assert answer.json()["_id"] == str(person.user_id)
