"""Each example of the document about people, the log and errors: status, fields, and what stands in them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_app.apis.blog.audit.routes import AuditPage
from contentforge_app.apis.blog.auth.schemas import Me, Message, Tokens
from contentforge_app.apis.blog.doors import Refusal
from contentforge_app.apis.blog.staff.schemas import Removed, UserPage, UserShown
from contentforge_app.embedded import RunningValkey
from support import blog_examples as examples
from support.accounts import Guest
from support.app import Api, running, settings_for
from support.blog_examples import is_like, message, page_of, refusal
from support.databases import DatabaseUrls
from support.newsroom import Newsroom

MOUNT = "/blog/api"


def someone() -> dict[str, str]:
    return {"email": f"x{uuid4().hex[:12]}@example.com", "password": "password123", "name": "John Doe"}


async def sent(api: Api, path: str, body: object) -> httpx.Response:
    return await api.client.post(f"{MOUNT}{path}", json=body)


async def joined(api: Api, person: dict[str, str]) -> tuple[Guest, dict[str, str]]:
    """Somebody at the default site, and their tokens."""
    tokens = (await sent(api, "/auth/register", person)).json()
    return Guest(api.client, MOUNT, person["email"], tokens["accessToken"]), tokens


async def test_auth_register(api: Api) -> None:
    person = someone()

    answer = await sent(api, "/auth/register", person)
    again = await sent(api, "/auth/register", person)

    is_like(answer, 201, examples.TOKENS, Tokens)
    is_like(again, 409, {**refusal(409), "message": message("Email already in use")["message"]}, Refusal)


async def test_auth_login(api: Api) -> None:
    person = someone()
    await joined(api, person)
    typed = {name: person[name] for name in ("email", "password")}

    is_like(await sent(api, "/auth/login", typed), 200, examples.TOKENS, Tokens)
    wrong = await sent(api, "/auth/login", {**typed, "password": "password124"})
    is_like(wrong, 401, {**refusal(401), "message": message("Invalid credentials")["message"]}, Refusal)


async def test_auth_refresh(api: Api) -> None:
    _, tokens = await joined(api, someone())

    answer = await sent(api, "/auth/refresh", {"refreshToken": tokens["refreshToken"]})

    told = is_like(answer, 200, examples.TOKENS, Tokens)
    assert not {*tokens.values()} & {*told.values()}


@pytest.mark.parametrize("with_body", [True, False])
async def test_auth_logout(api: Api, *, with_body: bool) -> None:
    guest, tokens = await joined(api, someone())
    body = {"refreshToken": tokens["refreshToken"]} if with_body else None

    is_like(await guest("POST", "/auth/logout", body), 200, message("Logged out successfully"), Message)
    assert (await guest("GET", "/auth/me")).status_code == 401


async def test_auth_forgot_password_and_reset_password(api: Api) -> None:
    person = someone()
    await joined(api, person)

    asked = await sent(api, "/auth/forgot-password", {"email": person["email"]})
    async with api.runtime.uow.system() as session:
        token = await session.fetchval(
            "SELECT parameters->>'token' FROM outgoing_mail WHERE recipient = $1 AND kind = 'reset_password'",
            person["email"],
        )
    reset = await sent(api, "/auth/reset-password", {"token": token, "newPassword": "newpassword123"})

    is_like(asked, 200, message("If the email exists, a reset link will be sent"), Message)
    is_like(reset, 200, message("Password reset successfully"), Message)
    assert (await sent(api, "/auth/login", {**person, "password": "newpassword123"})).status_code == 200


async def test_auth_change_password(api: Api) -> None:
    guest, _ = await joined(api, someone())

    answer = await guest(
        "POST", "/auth/change-password", {"currentPassword": "password123", "newPassword": "newpassword123"}
    )

    is_like(answer, 200, message("Password changed successfully"), Message)


async def test_auth_me(api: Api) -> None:
    guest, _ = await joined(api, someone())

    told = is_like(await guest("POST", "/auth/me"), 200, examples.ME, Me)
    assert (told["email"], told["name"]) == (guest.email, "John Doe")


async def test_admin_users(newsroom: Newsroom) -> None:
    admin = newsroom.admin
    person = {**someone(), "role": "AUTHOR"}

    made = is_like(await admin("POST", "/admin/users", person), 201, examples.USER, UserShown)
    path = f"/admin/users/{made['id']}"
    change = {"name": "Updated Name", "role": "EDITOR", "isActive": True}
    changed = is_like(await admin("PATCH", path, change), 200, examples.USER, UserShown)
    listed = is_like(await admin("GET", "/admin/users?limit=50"), 200, page_of(examples.USER), UserPage)
    is_like(await admin("DELETE", path), 200, examples.DONE, Removed)

    assert (made["email"], made["role"], made["isActive"]) == (person["email"], "AUTHOR", True)
    assert {name: changed[name] for name in change} == change
    assert changed in listed["data"]
    assert listed["meta"] == {"total": 6, "page": 1, "limit": 50, "totalPages": 1}
    found = (await admin("GET", f"/admin/users?search={person['email']}")).json()["data"]
    assert [(one["id"], one["isActive"]) for one in found] == [(made["id"], False)]


async def test_admin_audit_logs(newsroom: Newsroom) -> None:
    post = await newsroom.author.post()
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {}, headers={"User-Agent": "Mozilla/5.0"})
    query = f"entity=Post&entityId={post['id']}&userId={newsroom.editor.user}&action=PUBLISH"

    answer = await newsroom.admin("GET", f"/admin/audit-logs?{query}&startDate=2024-01-01&endDate=2999-01-01")

    [line] = is_like(answer, 200, page_of(examples.AUDIT_LINE), AuditPage)["data"]
    assert (line["action"], line["entity"], line["entityId"]) == ("PUBLISH", "Post", post["id"])
    assert line["newValue"]["status"] == "PUBLISHED"


@pytest.fixture
async def limited(database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path) -> AsyncIterator[Api]:
    """An API that counts."""
    async with running(settings_for(database_urls, valkey, tmp_path, rate_limit={"enabled": True})) as started:
        yield started


async def test_error_responses(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"translations": [{"locale": "vi", "title": "Một", "slug": "mot"}]}
    await newsroom.author("POST", "/admin/posts", body)

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret of the inside")

    answers = {
        400: await newsroom.author("POST", "/admin/posts", {"translations": []}),
        401: await newsroom.read("/admin/posts"),
        403: await newsroom.author("GET", "/admin/users"),
        404: await newsroom.author("GET", f"/admin/posts/{uuid4()}"),
        409: await newsroom.author("POST", "/admin/posts", body),
    }
    monkeypatch.setattr("contentforge_app.apis.blog.posts.routes.queries.page", broken)
    answers[500] = await newsroom.author("GET", "/admin/posts")

    for status, answer in answers.items():
        is_like(answer, status, refusal(status), Refusal)
    assert "secret" not in answers[500].text


async def test_rate_limiting_of_forgotten_passwords(limited: Api) -> None:
    answers = [await sent(limited, "/auth/forgot-password", {"email": "user@example.com"}) for _ in range(4)]

    assert [answer.status_code for answer in answers[:3]] == [200, 200, 200]
    is_like(answers[3], 429, refusal(429), Refusal)
    assert int(answers[3].headers["Retry-After"]) >= 1
