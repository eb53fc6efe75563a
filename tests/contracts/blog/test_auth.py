"""Accounts and sessions at a site, as the document's examples and the notes to it say."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants import memberships
from contentforge_tenants.access import Role
from support.app import API, PASSWORD, SECRETS, Api, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom

AUTH = "/blog/api/auth"


def refusal(status: int, message: str, error: str) -> tuple[int, dict[str, object]]:
    return status, {"statusCode": status, "message": message, "error": error}


def told(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()


def newcomer(**changes: Any) -> dict[str, Any]:
    return {"email": f"w{uuid4().hex[:12]}@example.com", "password": "password123", "name": "John Doe", **changes}


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


@pytest.fixture
async def fresh(own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    """An installation that nobody has used yet."""
    async with running(settings_for(own_database_urls, valkey, tmp_path)) as started:
        yield started


async def register(api: Api, auth: str = AUTH, **changes: Any) -> dict[str, str]:
    answer = await api.client.post(f"{auth}/register", json=newcomer(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def me(api: Api, tokens: dict[str, str], auth: str = AUTH) -> Any:
    return (await api.client.get(f"{auth}/me", headers=bearer(tokens))).json()


async def test_the_first_to_register_at_the_default_site_is_its_admin_and_later_ones_write(fresh: Api) -> None:
    first = newcomer()

    answer = await fresh.client.post(f"{AUTH}/register", json=first)

    assert answer.status_code == 201
    assert set(answer.json()) == {"accessToken", "refreshToken"}
    shown = await me(fresh, answer.json())
    assert set(shown) == {"id", "email", "name", "role"}
    assert (shown["email"], shown["name"], shown["role"]) == (first["email"], "John Doe", "ADMIN")
    assert (await me(fresh, await register(fresh)))["role"] == "AUTHOR"
    site = await fresh.client.get("/blog/api/admin/site", headers=bearer(answer.json()))
    assert (site.status_code, site.json()["slug"]) == (200, "default")


async def test_of_ten_who_come_first_at_once_one_is_the_admin(fresh: Api) -> None:
    everybody = await asyncio.gather(*(register(fresh) for _ in range(10)))

    roles = sorted([(await me(fresh, tokens))["role"] for tokens in everybody])
    assert roles == ["ADMIN"] + ["AUTHOR"] * 9


async def test_in_production_nobody_registers_unless_the_operator_says_so_and_then_leads_nothing(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    production = {
        "env": "production",
        "public_url": "https://cf.example.com",
        "secrets": SECRETS,
        "billing": {"mode": "off"},
    }
    async with running(settings_for(own_database_urls, valkey, tmp_path, **production)) as closed:
        answer = await closed.client.post(f"{AUTH}/register", json=newcomer())
        assert told(answer) == refusal(403, "Registration is closed", "Forbidden")
    opened = settings_for(own_database_urls, valkey, tmp_path, **production, blog={"registration": "open"})
    async with running(opened) as api:
        strong = {"password": "correct horse battery"}
        assert (await me(api, await register(api, **strong)))["role"] == "AUTHOR"


async def test_the_site_of_an_organization_is_closed_until_it_opens_itself(newsroom: Newsroom) -> None:
    api, auth = newsroom.api, f"{newsroom.mount}/auth"

    before = await api.client.post(f"{auth}/register", json=newcomer())
    await newsroom.admin("PATCH", "/admin/site", {"registration": "open"})
    after = await register(api, auth)

    assert told(before) == refusal(403, "Registration is closed", "Forbidden")
    assert (await me(api, after, auth))["role"] == "AUTHOR"


@pytest.mark.parametrize("auth", ["/t/nobody-has-this/blog/api/auth", f"/t/{'x' * 80}/blog/api/auth"])
@pytest.mark.parametrize("way", ["register", "login"])
async def test_there_is_no_way_into_a_site_that_is_not(api: Api, auth: str, way: str) -> None:
    answer = await api.client.post(f"{auth}/{way}", json=newcomer())

    assert answer.status_code == 404
    assert answer.json()["error"] == "Not Found"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": None}, "Please provide a valid email address"),
        ({"email": "nobody"}, "Please provide a valid email address"),
        ({"password": None}, "Password must be at least 8 characters long"),
        ({"password": "short12"}, "Password must be at least 8 characters long"),
        (
            {"email": "", "password": ""},
            "Please provide a valid email address; Password must be at least 8 characters long",
        ),
    ],
)
async def test_what_cannot_be_an_account_is_told_all_at_once(
    api: Api, changes: dict[str, object], message: str
) -> None:
    answer = await api.client.post(f"{AUTH}/register", json=newcomer(**changes))

    assert told(answer) == refusal(400, message, "Bad Request")


async def test_an_address_is_registered_once_whatever_the_api(api: Api) -> None:
    person = await api.person()

    answer = await api.client.post(f"{AUTH}/register", json=newcomer(email=person.email))

    assert told(answer) == refusal(409, "Email already in use", "Conflict")


async def test_signing_in_with_a_wrong_password_is_like_with_an_unknown_address(api: Api) -> None:
    someone = newcomer()
    await register(api, **someone)

    good = await api.client.post(f"{AUTH}/login", json=someone)
    wrong = await api.client.post(f"{AUTH}/login", json={**someone, "password": "password124"})
    unknown = await api.client.post(f"{AUTH}/login", json=newcomer())

    assert good.status_code == 200
    assert set(good.json()) == {"accessToken", "refreshToken"}
    assert told(wrong) == told(unknown) == refusal(401, "Invalid credentials", "Unauthorized")


async def test_an_account_of_another_api_joins_an_open_site_by_signing_in(newsroom: Newsroom) -> None:
    api, auth = newsroom.api, f"{newsroom.mount}/auth"
    person = await api.person()
    known = {"email": person.email, "password": PASSWORD}

    before = await api.client.post(f"{auth}/login", json=known)
    await newsroom.admin("PATCH", "/admin/site", {"registration": "open"})
    after = await api.client.post(f"{auth}/login", json=known)

    assert told(before) == refusal(403, "You are not a member of this site.", "Forbidden")
    assert after.status_code == 200
    assert (await me(api, after.json(), auth))["role"] == "AUTHOR"


async def test_who_was_put_out_does_not_come_in_again_by_the_open_door(newsroom: Newsroom) -> None:
    api, auth = newsroom.api, f"{newsroom.mount}/auth"
    await newsroom.admin("PATCH", "/admin/site", {"registration": "open"})
    person = newcomer()
    tokens = await register(api, auth, **person)
    user = (await me(api, tokens, auth))["id"]
    async with api.runtime.uow.write(newsroom.tenant) as session:
        await memberships.end(session, newsroom.tenant, user, by=newsroom.admin.user)

    again = await api.client.post(f"{auth}/login", json=person)

    assert again.status_code == 403
    assert (await api.client.get(f"{auth}/me", headers=bearer(tokens))).status_code == 401


async def test_an_account_made_here_gets_its_own_organization_where_it_needs_one(api: Api) -> None:
    someone = newcomer()
    await register(api, **someone)

    answer = await api.client.post(f"{API}/auth/login", json=someone)

    assert answer.status_code == 200
    mine = await api.client.get(
        f"{API}/organizations", headers={"Authorization": f"Bearer {answer.json()['access_token']}"}
    )
    assert sorted((one["kind"], one["role"]) for one in mine.json()) == [("personal", "OWNER"), ("team", "AUTHOR")]


async def test_an_owner_is_shown_as_admin_and_a_viewer_does_nothing(api: Api) -> None:
    owner, viewer = await api.person(), await api.person()
    await api.join(viewer, owner, Role.VIEWER)
    auth = f"/t/{owner.slug}/blog/api/auth"

    async def signed_in(email: str) -> dict[str, str]:
        return dict((await api.client.post(f"{auth}/login", json={"email": email, "password": PASSWORD})).json())

    assert (await me(api, await signed_in(owner.email), auth))["role"] == "ADMIN"
    tokens = await signed_in(viewer.email)
    posts = await api.client.get(f"/t/{owner.slug}/blog/api/admin/posts", headers=bearer(tokens))
    assert (posts.status_code, posts.json()["error"]) == (403, "Forbidden")


async def test_a_refresh_token_gives_the_next_pair(api: Api) -> None:
    tokens = await register(api)

    answer = await api.client.post(f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})

    assert answer.status_code == 200
    assert set(answer.json()) == {"accessToken", "refreshToken"}
    assert answer.json()["refreshToken"] != tokens["refreshToken"]
    assert (await me(api, answer.json()))["role"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "Refresh token is required"),
        ({"refreshToken": 7}, 400, "Refresh token is required"),
        ({"refreshToken": "abc123def456"}, 401, "Invalid or expired refresh token"),
    ],
)
async def test_what_is_no_refresh_token_is_told(api: Api, body: object, status: int, message: str) -> None:
    answer = await api.client.post(f"{AUTH}/refresh", json=body)

    assert (answer.status_code, answer.json()["message"]) == (status, message)


@pytest.mark.parametrize("with_body", [True, False])
async def test_logging_out_ends_both_tokens_at_once(api: Api, *, with_body: bool) -> None:
    tokens = await register(api)
    body = {"refreshToken": tokens["refreshToken"]} if with_body else None

    answer = await api.client.post(f"{AUTH}/logout", headers=bearer(tokens), json=body)

    assert told(answer) == (200, {"message": "Logged out successfully"})
    after = await api.client.get(f"{AUTH}/me", headers=bearer(tokens))
    assert told(after) == refusal(401, "Unauthorized", "Unauthorized")
    assert after.headers["WWW-Authenticate"].startswith("Bearer")
    refreshed = await api.client.post(f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})
    assert refreshed.status_code == 401


async def test_changing_the_password_keeps_this_session_and_ends_the_others(api: Api) -> None:
    someone = newcomer()
    elsewhere = await register(api, **someone)
    here = (await api.client.post(f"{AUTH}/login", json=someone)).json()
    change = {"currentPassword": "password123", "newPassword": "newpassword123"}

    wrong = await api.client.post(
        f"{AUTH}/change-password", json={**change, "currentPassword": "password124"}, headers=bearer(here)
    )
    answer = await api.client.post(f"{AUTH}/change-password", json=change, headers=bearer(here))

    assert told(wrong) == refusal(400, "Current password is incorrect", "Bad Request")
    assert told(answer) == (200, {"message": "Password changed successfully"})
    assert (await me(api, here))["email"] == someone["email"]
    assert (await api.client.get(f"{AUTH}/me", headers=bearer(elsewhere))).status_code == 401


async def test_a_forgotten_password_is_set_anew_by_the_token_of_the_mail(api: Api) -> None:
    someone = newcomer()
    tokens = await register(api, **someone)

    known = await api.client.post(f"{AUTH}/forgot-password", json={"email": someone["email"]})
    unknown = await api.client.post(f"{AUTH}/forgot-password", json={"email": newcomer()["email"]})
    async with api.runtime.uow.system() as session:
        token = await session.fetchval(
            "SELECT parameters->>'token' FROM outgoing_mail WHERE recipient = $1 AND kind = 'reset_password'",
            someone["email"],
        )
    answer = await api.client.post(f"{AUTH}/reset-password", json={"token": token, "newPassword": "newpassword123"})

    assert told(known) == told(unknown) == (200, {"message": "If the email exists, a reset link will be sent"})
    assert told(answer) == (200, {"message": "Password reset successfully"})
    assert (await api.client.get(f"{AUTH}/me", headers=bearer(tokens))).status_code == 401
    again = await api.client.post(f"{AUTH}/login", json={**someone, "password": "newpassword123"})
    assert again.status_code == 200
    spent = await api.client.post(f"{AUTH}/reset-password", json={"token": token, "newPassword": "password1234"})
    assert spent.status_code == 400


async def test_me_answers_post_and_get_alike_and_tokens_of_other_apis_open_nothing(newsroom: Newsroom) -> None:
    by_get, by_post = await newsroom.editor("GET", "/auth/me"), await newsroom.editor("POST", "/auth/me")
    person = await newsroom.api.person()
    foreign = await newsroom.api.client.get(f"{AUTH}/me", headers=person.auth)

    assert told(by_get) == told(by_post)
    assert (by_get.json()["name"], by_get.json()["role"]) == ("Our EDITOR", "EDITOR")
    assert told(foreign) == refusal(401, "Unauthorized", "Unauthorized")
