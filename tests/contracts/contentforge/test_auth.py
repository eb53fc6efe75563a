"""Auth, as the contract's table and notes say."""

import re
from uuid import UUID

from contentforge_tenants.access import Audience
from support.app import API, PASSWORD, Api

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


async def test_registering_answers_both_tokens_and_the_user(api: Api) -> None:
    answer = await api.client.post(f"{API}/auth/register", json={"email": "Ada.One@example.com", "password": PASSWORD})

    assert answer.status_code == 201
    told = answer.json()
    assert told["token_type"] == "bearer"
    assert isinstance(told["access_token"], str)
    assert isinstance(told["refresh_token"], str)
    user = told["user"]
    assert UUID(user["id"]).version == 4
    assert user["email"] == "Ada.One@example.com"
    assert user["name"] == "Ada.One"
    assert user["plan"] == "free"
    assert MOMENT.fullmatch(user["created_at"])


async def test_a_second_account_for_an_address_is_a_conflict(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(f"{API}/auth/register", json={"email": person.email, "password": PASSWORD})

    assert answer.status_code == 409
    assert answer.json() == {"detail": "A user with this email already exists"}


async def test_a_short_password_is_refused_with_the_field(api: Api) -> None:
    answer = await api.client.post(f"{API}/auth/register", json={"email": "b@example.com", "password": "short12"})

    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert set(problem) == {"loc", "msg", "type"}
    assert problem["loc"] == ["body", "password"]


async def test_signing_in_answers_like_registering(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": PASSWORD})

    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}


async def test_a_wrong_password_and_an_unknown_address_answer_alike(api: Api) -> None:
    person = await api.person()

    wrong = await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": "not the password"})
    unknown = await api.client.post(f"{API}/auth/login", json={"email": "no@example.com", "password": PASSWORD})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json() == {"detail": "Invalid email or password"}
    assert wrong.headers["www-authenticate"] == "Bearer"


async def test_a_refresh_token_gives_a_new_pair(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": person.refresh_token})

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != person.refresh_token
    assert answer.json()["token_type"] == "bearer"


async def test_a_made_up_refresh_token_is_refused(api: Api) -> None:
    answer = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": "made up"})

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Invalid or expired refresh token"}


async def test_me_tells_profile_and_plan(api: Api) -> None:
    person = await api.person(plan="pro")

    answer = await api.client.get(f"{API}/auth/me", headers=person.auth)

    assert answer.status_code == 200
    assert set(answer.json()) == {"id", "email", "name", "plan", "is_active", "created_at"}
    assert answer.json()["plan"] == "pro"
    assert answer.json()["is_active"] is True


async def test_signing_out_ends_both_tokens_at_once(api: Api) -> None:
    person = await api.person()

    assert (await api.client.post(f"{API}/auth/logout", headers=person.auth)).status_code == 200

    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 401
    again = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": person.refresh_token})
    assert again.status_code == 401


async def test_a_changed_password_ends_the_other_sessions(api: Api) -> None:
    person = await api.person()
    other = (await api.client.post(f"{API}/auth/login", json={"email": person.email, "password": PASSWORD})).json()

    answer = await api.client.post(
        f"{API}/auth/change-password",
        json={"current_password": PASSWORD, "new_password": "an even better one"},
        headers=person.auth,
    )

    assert answer.status_code == 200
    assert (await api.client.get(f"{API}/auth/me", headers=person.auth)).status_code == 200
    ended = {"Authorization": f"Bearer {other['access_token']}"}
    assert (await api.client.get(f"{API}/auth/me", headers=ended)).status_code == 401


async def test_a_token_of_another_api_opens_nothing_here(api: Api) -> None:
    person = await api.person()
    tokens = api.runtime.keyring.tokens
    claims = tokens.read(person.token, "contentforge")
    lifetime = api.runtime.settings.auth.lifetimes(Audience.CONTENTFORGE).access
    foreign = tokens.issue(claims.user, claims.session, "writer", lifetime=lifetime)

    answer = await api.client.get(f"{API}/auth/me", headers={"Authorization": f"Bearer {foreign}"})

    assert answer.status_code == 401
