"""Signing in as a page in a browser does it: the refresh token travels in a cookie that no script can read."""

from http.cookies import Morsel, SimpleCookie
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contentforge_platform.ids import SessionId
from support.app import API, PASSWORD, Api

OURS = {"X-ContentForge-Session": "cookie", "Origin": "http://localhost"}
PLAIN = "contentforge-refresh"
SECURE = f"__Secure-{PLAIN}"


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    """The one cookie that an answer sets."""
    [(_, morsel)] = SimpleCookie(answer.headers["set-cookie"]).items()
    return morsel


async def post(api: Api, path: str, body: dict[str, Any] | None = None, /, *, root: str = "", **more: str) -> Any:
    """A request with exactly the cookies that are named, whatever was set before."""
    api.client.cookies.clear()
    return await api.client.post(f"{root}{API}/auth/{path}", json=body, headers={**OURS, **more})


async def signed_in(api: Api) -> tuple[str, httpx.Response]:
    email = f"u{uuid4().hex[:12]}@example.com"
    answer = await post(api, "register", {"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return email, answer


def brought(answer: httpx.Response) -> dict[str, str]:
    """The header with which a browser brings the cookie of an answer along."""
    morsel = cookie_of(answer)
    return {"Cookie": f"{morsel.key}={morsel.value}"}


async def test_registering_sets_the_refresh_token_where_scripts_cannot_read_it(api: Api) -> None:
    email, registered = await signed_in(api)
    answer = await post(api, "login", {"email": email, "password": PASSWORD})

    for one in (registered, answer):
        assert "refresh_token" not in one.json()
        assert {"access_token", "expires_in", "user"} <= set(one.json())
        cookie = cookie_of(one)
        assert cookie.key == PLAIN
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "strict"
        assert cookie["path"] == "/api/v1/auth"
        assert int(cookie["max-age"]) == 30 * 86_400
        assert cookie["secure"] == ""


async def test_elsewhere_than_on_this_machine_the_cookie_is_for_secure_pages_only(api: Api) -> None:
    email, _ = await signed_in(api)
    body = {"email": email, "password": PASSWORD}

    elsewhere = {"Host": "copy.example.com", "Origin": "https://copy.example.com"}
    proxied = await post(api, "login", body, **elsewhere)
    over_tls = await api.client.post(
        f"https://localhost{API}/auth/login", json=body, headers={**OURS, "Origin": "https://localhost"}
    )

    for answer in (proxied, over_tls):
        cookie = cookie_of(answer)
        assert cookie.key == SECURE
        assert cookie["secure"] is True


async def test_the_cookie_belongs_to_the_mount_that_set_it(api: Api) -> None:
    email, _ = await signed_in(api)

    answer = await post(api, "login", {"email": email, "password": PASSWORD}, root="/t/a; b/contentforge")

    assert answer.status_code == 200
    assert "Path=/t/a%3B%20b/contentforge/api/v1/auth;" in answer.headers["set-cookie"]


async def test_a_refresh_reads_the_cookie_and_rotates_it(api: Api) -> None:
    _, registered = await signed_in(api)

    answer = await post(api, "refresh", **brought(registered))

    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    assert cookie_of(answer).value != cookie_of(registered).value
    opened = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await api.client.get(f"{API}/auth/me", headers=opened)).status_code == 200


async def test_a_cookie_that_comes_back_after_its_successor_ends_the_session(api: Api) -> None:
    _, first = await signed_in(api)
    second = await post(api, "refresh", **brought(first))
    third = await post(api, "refresh", **brought(second))

    reused = await post(api, "refresh", **brought(first))

    assert (third.status_code, reused.status_code) == (200, 401)
    assert (await post(api, "refresh", **brought(third))).status_code == 401


async def test_without_cookie_a_page_is_told_to_sign_in(api: Api) -> None:
    answer = await post(api, "refresh")

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Invalid or expired refresh token"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "http://blog.localhost"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_pages_of_other_origins_neither_get_nor_use_a_cookie(api: Api, headers: dict[str, str]) -> None:
    email, registered = await signed_in(api)

    for path, body in (("refresh", None), ("logout", None), ("login", {"email": email, "password": PASSWORD})):
        answer = await post(api, path, body, **brought(registered), **headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers

    assert (await post(api, "refresh", **brought(registered))).status_code == 200


async def test_a_request_without_origin_is_no_pages(api: Api) -> None:
    _, registered = await signed_in(api)
    api.client.cookies.clear()

    answer = await api.client.post(
        f"{API}/auth/refresh", headers={"X-ContentForge-Session": "cookie", **brought(registered)}
    )

    assert answer.status_code == 403


async def test_a_cookie_without_the_header_does_nothing(api: Api) -> None:
    _, registered = await signed_in(api)
    own = {"Origin": "http://localhost", **brought(registered)}

    refreshed = await api.client.post(f"{API}/auth/refresh", json={}, headers=own)
    left = await api.client.post(f"{API}/auth/logout", headers=own)

    assert refreshed.status_code == 422
    assert refreshed.json()["detail"][0]["loc"] == ["body", "refresh_token"]
    assert left.status_code == 401
    assert (await post(api, "refresh", **brought(registered))).status_code == 200


async def test_no_other_origin_is_let_through_by_a_preflight(api: Api) -> None:
    asked = {
        "Origin": "http://localhost:3000",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-contentforge-session",
    }

    answer = await api.client.options(f"{API}/auth/refresh", headers=asked)

    assert "x-contentforge-session" not in answer.headers.get("access-control-allow-headers", "").lower()


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(api: Api) -> None:
    _, registered = await signed_in(api)
    token = f"Bearer {registered.json()['access_token']}"

    answer = await post(api, "logout", authorization=token, **brought(registered))

    assert answer.status_code == 200
    cookie = cookie_of(answer)
    assert (cookie.key, cookie.value, cookie["max-age"], cookie["path"]) == (PLAIN, "", "0", "/api/v1/auth")
    assert (await post(api, "refresh", **brought(registered))).status_code == 401


async def test_the_cookie_alone_signs_out_where_the_access_token_has_run_out(api: Api) -> None:
    _, registered = await signed_in(api)

    answer = await post(api, "logout", **brought(registered))

    assert answer.status_code == 200
    opened = {"Authorization": f"Bearer {registered.json()['access_token']}"}
    assert (await api.client.get(f"{API}/auth/me", headers=opened)).status_code == 401
    session = SessionId(api.runtime.tokens.read(registered.json()["access_token"], "contentforge").session)
    async with api.runtime.uow.system() as everything:
        said = await everything.fetchval(
            "SELECT count(*) FROM audit_event JOIN user_session ON user_session.user_id = audit_event.user_id"
            " WHERE user_session.id = $1 AND action = 'LOGOUT'",
            session,
        )
    assert said == 1


async def test_signing_out_with_neither_token_nor_cookie_is_refused(api: Api) -> None:
    assert (await post(api, "logout")).status_code == 401


async def test_an_unknown_mode_is_refused_with_the_header(api: Api) -> None:
    answer = await post(api, "refresh", **{"X-ContentForge-Session": "local-storage"})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0] == "header"
