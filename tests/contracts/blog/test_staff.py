"""The staff of a site: taken in, changed and put out by its administrators."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contentforge_app.embedded import RunningValkey
from contentforge_tenants import accounts
from contentforge_tenants.access import Role
from support.app import PASSWORD, SECRETS, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom, Staffer


def newcomer(**changes: Any) -> dict[str, Any]:
    return {
        "email": f"n{uuid4().hex[:12]}@example.com",
        "password": "password123",
        "name": "New User",
        "role": "AUTHOR",
        **changes,
    }


async def token_for(newsroom: Newsroom, email: str) -> str | None:
    async with newsroom.api.runtime.uow.system() as session:
        token: str | None = await session.fetchval(
            "SELECT parameters->>'token' FROM outgoing_mail WHERE recipient = $1 AND kind = 'invitation'"
            " ORDER BY created_at DESC LIMIT 1",
            email,
        )
    return token


async def signed_in(newsroom: Newsroom, email: str, password: str) -> int:
    answer = await newsroom.api.client.post(f"{newsroom.mount}/auth/login", json={"email": email, "password": password})
    return answer.status_code


async def hired(newsroom: Newsroom, **changes: Any) -> dict[str, Any]:
    answer = await newsroom.admin("POST", "/admin/users", newcomer(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def owner_of(newsroom: Newsroom) -> dict[str, Any]:
    listed = (await newsroom.admin("GET", "/admin/users?limit=50")).json()["data"]
    return dict(listed[0])


async def test_somebody_new_is_taken_in_and_signs_in_at_once(newsroom: Newsroom) -> None:
    wanted = newcomer(role="EDITOR")

    answer = await newsroom.admin("POST", "/admin/users", wanted)

    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {
        "id", "email", "name", "avatar", "role", "isActive", "isInvited", "createdAt", "updatedAt",
    }  # fmt: skip
    assert (told["email"], told["name"], told["role"]) == (wanted["email"], "New User", "EDITOR")
    assert (told["avatar"], told["isActive"], told["isInvited"]) == (None, True, False)
    assert await signed_in(newsroom, wanted["email"], "password123") == 200


async def test_a_person_with_an_account_comes_in_only_by_their_own_consent(newsroom: Newsroom) -> None:
    person = await newsroom.api.person()

    told = await hired(newsroom, email=person.email, password="chosen by the admin", name="Called By Us")

    assert (told["email"], told["name"], told["isActive"], told["isInvited"]) == (
        person.email,
        "Called By Us",
        False,
        True,
    )
    assert await signed_in(newsroom, person.email, "chosen by the admin") == 401
    assert await signed_in(newsroom, person.email, PASSWORD) == 403
    token = await token_for(newsroom, person.email)
    accepted = await newsroom.api.client.post(
        "/blog/api/auth/accept-invitation", json={"token": token}, headers={"User-Agent": "A mail reader"}
    )
    assert (accepted.status_code, accepted.json()) == (
        200,
        {"message": "Invitation accepted. You can sign in at the site now."},
    )
    assert await signed_in(newsroom, person.email, PASSWORD) == 200
    path = f"/admin/audit-logs?entityId={told['id']}&action=UPDATE"
    [logged] = (await newsroom.admin("GET", path)).json()["data"]
    assert (logged["userId"], logged["userAgent"]) == (told["id"], "A mail reader")
    assert logged["ipAddress"]
    again = await newsroom.api.client.post("/blog/api/auth/accept-invitation", json={"token": token})
    assert again.status_code == 400


async def test_a_member_is_not_taken_in_twice_and_an_invited_person_gets_another_mail(newsroom: Newsroom) -> None:
    person = await newsroom.api.person()
    await hired(newsroom, email=person.email)
    first = await token_for(newsroom, person.email)

    second = await hired(newsroom, email=person.email, role="EDITOR")
    replaced = await newsroom.api.client.post("/blog/api/auth/accept-invitation", json={"token": first})
    token = await token_for(newsroom, person.email)
    accepted = await newsroom.api.client.post("/blog/api/auth/accept-invitation", json={"token": token})
    member = await newsroom.admin("POST", "/admin/users", newcomer(email=person.email))

    assert (second["role"], token != first) == ("EDITOR", True)
    assert (replaced.status_code, accepted.status_code) == (400, 200)
    assert (member.status_code, member.json()["message"]) == (409, "This person is a member already.")


async def test_an_invitation_that_was_withdrawn_opens_nothing(newsroom: Newsroom) -> None:
    person = await newsroom.api.person()
    invited = await hired(newsroom, email=person.email)
    token = await token_for(newsroom, person.email)

    early = await newsroom.admin("PATCH", f"/admin/users/{invited['id']}", {"isActive": True})
    withdrawn = await newsroom.admin("DELETE", f"/admin/users/{invited['id']}")
    accepted = await newsroom.api.client.post("/blog/api/auth/accept-invitation", json={"token": token})

    assert early.status_code == 409
    assert (withdrawn.status_code, withdrawn.json()) == (200, {"success": True})
    assert accepted.status_code == 400
    assert await signed_in(newsroom, person.email, PASSWORD) == 403


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "nobody"}, "Please provide a valid email address"),
        ({"password": "short12"}, "Password must be at least 8 characters long"),
        ({"role": "OWNER"}, "role must be ADMIN, EDITOR or AUTHOR"),
        ({"role": 7}, "role must be ADMIN, EDITOR or AUTHOR"),
        ({"name": "x" * 101}, "Name must be 1 to 100 characters long"),
    ],
)
async def test_who_cannot_be_taken_in_is_told(newsroom: Newsroom, changes: dict[str, Any], message: str) -> None:
    answer = await newsroom.admin("POST", "/admin/users", newcomer(**changes))

    assert (answer.status_code, answer.json()["message"]) == (400, message)


async def test_the_same_request_again_takes_in_one_person(newsroom: Newsroom) -> None:
    wanted, key = newcomer(), {"headers": {"Idempotency-Key": "once"}}

    first = await newsroom.admin("POST", "/admin/users", wanted, **key)
    again = await newsroom.admin("POST", "/admin/users", wanted, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


async def test_the_staff_is_listed_and_searched(newsroom: Newsroom) -> None:
    someone = await hired(newsroom, name="Nguyễn Thị Ánh")

    page = (await newsroom.admin("GET", "/admin/users?page=1&limit=2")).json()
    by_name = (await newsroom.admin("GET", "/admin/users?search=nguyễn")).json()
    by_address = (await newsroom.admin("GET", f"/admin/users?search={someone['email'].upper()}")).json()
    nobody = (await newsroom.admin("GET", "/admin/users?search=%25_%5C")).json()

    assert page["meta"] == {"total": 6, "page": 1, "limit": 2, "totalPages": 3}
    assert [one["role"] for one in page["data"]] == ["ADMIN", "ADMIN"]
    assert [one["id"] for one in by_name["data"]] == [one["id"] for one in by_address["data"]] == [someone["id"]]
    assert nobody == {"data": [], "meta": {"total": 0, "page": 1, "limit": 20, "totalPages": 0}}


async def test_a_role_acts_on_the_next_request_and_a_name_is_this_sites_alone(newsroom: Newsroom) -> None:
    author = newsroom.author

    before = await author("GET", "/admin/users")
    changed = await newsroom.admin("PATCH", f"/admin/users/{author.user}", {"role": "ADMIN", "name": "Ada L."})
    after = await author("GET", "/admin/users")

    assert (before.status_code, changed.status_code, after.status_code) == (403, 200, 200)
    assert (changed.json()["name"], changed.json()["role"]) == ("Ada L.", "ADMIN")
    assert (await author("GET", "/auth/me")).json()["name"] == "Ada L."
    async with newsroom.api.runtime.uow.system() as session:
        assert await session.fetchval("SELECT name FROM user_account WHERE id = $1", author.user) != "Ada L."


@pytest.mark.parametrize("way", ["delete", "patch"])
async def test_who_is_put_out_is_out_at_once_and_may_be_let_in_again(newsroom: Newsroom, way: str) -> None:
    editor = newsroom.editor

    if way == "delete":
        answer = await newsroom.admin("DELETE", f"/admin/users/{editor.user}")
        assert answer.json() == {"success": True}
    else:
        answer = await newsroom.admin("PATCH", f"/admin/users/{editor.user}", {"isActive": False})
        assert answer.json()["isActive"] is False
    assert answer.status_code == 200
    assert (await editor("GET", "/admin/posts")).status_code == 401
    twice = await newsroom.admin("DELETE", f"/admin/users/{editor.user}")
    assert twice.status_code == 404
    again = await newsroom.admin("PATCH", f"/admin/users/{editor.user}", {"isActive": True})
    assert (again.status_code, again.json()["isActive"]) == (200, True)
    assert (await editor("GET", "/admin/posts")).status_code == 401  # the session has ended for good


async def test_an_admin_does_not_touch_an_owner(newsroom: Newsroom) -> None:
    owner = await owner_of(newsroom)
    path = f"/admin/users/{owner['id']}"

    answers = [
        await newsroom.admin("PATCH", path, {"role": "AUTHOR"}),
        await newsroom.admin("PATCH", path, {"isActive": False}),
        await newsroom.admin("DELETE", path),
    ]
    same = await newsroom.admin("PATCH", path, {"role": "ADMIN", "isActive": True, "name": "The Boss"})

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (same.status_code, same.json()["name"], same.json()["role"]) == (200, "The Boss", "ADMIN")
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        role = await session.fetchval("SELECT role FROM membership WHERE user_id = $1", owner["id"])
    assert role == Role.OWNER


async def _without_owner(newsroom: Newsroom) -> tuple[Staffer, Staffer]:
    """Two administrators who lead the site alone."""
    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval(
            "UPDATE membership SET role = 'AUTHOR' WHERE organization_id = $1 AND role = 'OWNER'", newsroom.tenant
        )
    await newsroom.admin("PATCH", f"/admin/users/{newsroom.editor.user}", {"role": "ADMIN"})
    return newsroom.admin, newsroom.editor


@pytest.mark.parametrize("wanted", [{"role": "EDITOR"}, {"isActive": False}, None])
async def test_of_two_administrators_who_put_each_other_down_at_once_one_stays(
    newsroom: Newsroom, wanted: dict[str, Any] | None
) -> None:
    one, other = await _without_owner(newsroom)

    def down(by: Staffer, whom: Staffer) -> Any:
        path = f"/admin/users/{whom.user}"
        return by("DELETE", path) if wanted is None else by("PATCH", path, wanted)

    answers = await asyncio.gather(down(one, one), down(other, other), down(one, other), down(other, one))

    assert {answer.status_code for answer in answers} <= {200, 401, 403, 404, 409}
    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        left = await session.fetchval("SELECT count(*) FROM membership WHERE role = 'ADMIN' AND is_active")
    assert left == 1


@pytest.mark.parametrize("user", ["nonsense", "00000000-0000-4000-8000-000000000001", "stranger"])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_stranger_is_not_found(newsroom: Newsroom, method: str, user: str) -> None:
    if user == "stranger":
        user = str((await newsroom.api.person()).user_id)

    answer = await newsroom.admin(method, f"/admin/users/{user}", {"name": "X"} if method == "PATCH" else None)

    assert answer.status_code == 404
    assert answer.json()["error"] == "Not Found"


async def test_in_production_who_takes_people_in_has_proved_their_own_address(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    """Each new person is sent a mail, and anybody may have a site."""
    known = {"public_url": "https://cf.example.com", "secrets": SECRETS, "billing": {"mode": "off"}}
    async with running(settings_for(database_urls, valkey, tmp_path, env="production", **known)) as api:
        newsroom = await Newsroom.opened(api)
        unproved = await newsroom.admin("POST", "/admin/users", newcomer(password=PASSWORD))
        async with api.runtime.uow.write(None) as session:
            await accounts.mark_verified(session, newsroom.admin.user)
        proved = await newsroom.admin("POST", "/admin/users", newcomer(password=PASSWORD))

    assert (unproved.status_code, proved.status_code) == (403, 201)
    assert unproved.json()["message"] == "Confirm your e-mail address first, then you can take people in."


async def test_thirty_people_a_minute_are_taken_in_at_most(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    limits = {"login": 1000, "anonymous": 1000, "timeout_seconds": 5}
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit=limits)) as api:
        newsroom = await Newsroom.opened(api)
        answers = [(await newsroom.admin("POST", "/admin/users", {})).status_code for _ in range(31)]

    assert answers == [400] * 30 + [429]
