"""One's own sessions, and a session's token for another API."""

import time
from typing import Any

import pytest

from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api, Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def sign_in(api: Api, person: Person, agent: str = FIREFOX, mount: str = API) -> dict[str, Any]:
    body = {"email": person.email, "password": PASSWORD}
    answer = await api.client.post(f"{mount}/auth/login", json=body, headers={"User-Agent": agent})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def listed(api: Api, person: Person) -> list[dict[str, Any]]:
    return list((await api.client.get(f"{API}/auth/sessions", headers=person.auth)).json())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_sessions_tell_device_address_and_which_one_asks(api: Api) -> None:
    person = await api.person()
    await sign_in(api, person)
    await sign_in(api, person, "curl/8.5.0", "/cgms/api/v1")

    answer = await api.client.get(f"{API}/auth/sessions", headers=person.auth)

    assert answer.status_code == 200
    by_curl, by_firefox, own = answer.json()
    assert set(own) == {
        *("id", "api", "device", "user_agent", "ip_address"),
        *("created_at", "last_used_at", "expires_at", "current"),
    }
    assert (by_firefox["device"], by_firefox["user_agent"]) == ("Firefox on Linux", FIREFOX)
    assert (by_curl["device"], by_curl["api"], own["api"]) == ("curl", "cgms", "contentforge")
    assert own["ip_address"].startswith("10.")
    assert [one["current"] for one in answer.json()] == [False, False, True]


async def test_an_ended_session_opens_nothing_and_is_not_listed(api: Api) -> None:
    person = await api.person()
    other = await sign_in(api, person)
    [session] = [one["id"] for one in await listed(api, person) if not one["current"]]

    answer = await api.client.delete(f"{API}/auth/sessions/{session}", headers=person.auth)

    assert answer.status_code == 204
    assert (await api.client.get(f"{API}/auth/me", headers=bearer(other["access_token"]))).status_code == 401
    refreshed = await api.client.post(f"{API}/auth/refresh", json={"refresh_token": other["refresh_token"]})
    assert refreshed.status_code == 401
    assert [one["current"] for one in await listed(api, person)] == [True]
    again = await api.client.delete(f"{API}/auth/sessions/{session}", headers=person.auth)
    assert (again.status_code, again.json()) == (404, {"detail": "Session not found."})


@pytest.mark.parametrize("session", ["7", "00000000-0000-4000-8000-000000000000"])
async def test_a_session_that_there_is_not_is_unknown(api: Api, session: str) -> None:
    person = await api.person()

    answer = await api.client.delete(f"{API}/auth/sessions/{session}", headers=person.auth)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Session not found."})


async def test_all_others_end_and_the_one_that_asks_stays(api: Api) -> None:
    person, stranger = await api.person(), await api.person()
    others = [await sign_in(api, person), await sign_in(api, person, mount="/generator")]

    answer = await api.client.post(f"{API}/auth/sessions/end-others", headers=person.auth)

    assert (answer.status_code, answer.json()) == (200, {"ended": 2})
    assert (await api.client.get(f"{API}/auth/me", headers=bearer(others[0]["access_token"]))).status_code == 401
    assert (await api.client.get("/generator/content", headers=bearer(others[1]["token"]))).status_code == 401
    for one in (person, stranger):
        assert (await api.client.get(f"{API}/auth/me", headers=one.auth)).status_code == 200


async def exchanged(api: Api, person: Person, audience: str) -> dict[str, Any]:
    answer = await api.client.post(f"{API}/auth/token", json={"audience": audience}, headers=person.auth)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_token_for_the_blog_opens_the_blog_of_each_of_ones_organizations(api: Api) -> None:
    person, other = await api.person(), await api.person()
    await api.join(person, other, Role.EDITOR)

    told = await exchanged(api, person, "blog")

    assert set(told) == {"access_token", "token_type", "expires_in", "audience"}
    assert (told["token_type"], told["audience"]) == ("bearer", "blog")
    for slug, role in ((person.slug, "ADMIN"), (other.slug, "EDITOR")):
        me = await api.client.get(f"/t/{slug}/blog/api/auth/me", headers=bearer(told["access_token"]))
        assert (me.status_code, me.json()["role"]) == (200, role)
    stranger = await api.person()
    there = await api.client.get(f"/t/{stranger.slug}/blog/api/auth/me", headers=bearer(told["access_token"]))
    assert there.status_code == 404


@pytest.mark.parametrize(
    ("audience", "path"),
    [("cgms", "/cgms/api/v1/auth/me"), ("writer", "/writer/api/v1/content"), ("generator", "/generator/content")],
)
async def test_a_token_for_another_api_opens_that_one_only(api: Api, audience: str, path: str) -> None:
    person = await api.person()

    told = await exchanged(api, person, audience)

    assert (await api.client.get(path, headers=bearer(told["access_token"]))).status_code == 200
    assert (await api.client.get(f"{API}/auth/me", headers=bearer(told["access_token"]))).status_code == 401
    assert (await api.client.get(path, headers=person.auth)).status_code == 401


async def test_an_exchanged_token_ends_with_the_session(api: Api) -> None:
    person = await api.person()
    told = await exchanged(api, person, "blog")
    path = f"/t/{person.slug}/blog/api/auth/me"
    before = await api.client.get(path, headers=bearer(told["access_token"]))

    await api.client.post(f"{API}/auth/logout", headers=person.auth)

    assert before.status_code == 200
    assert (await api.client.get(path, headers=bearer(told["access_token"]))).status_code == 401


async def test_an_exchanged_token_never_outlives_the_presented_one(api: Api) -> None:
    person = await api.person()
    presented = api.runtime.tokens.read(person.token, "contentforge")

    told = await exchanged(api, person, "generator")  # whose own tokens live for a month

    claims = api.runtime.tokens.read(told["access_token"], "generator")
    assert presented.expires_at - 2 <= claims.expires_at <= presented.expires_at
    assert told["expires_in"] <= presented.expires_at - time.time() + 1
    assert claims.extra["id"] == str(person.user_id)


async def test_an_api_that_there_is_not_is_refused_and_so_is_a_key(api: Api) -> None:
    person = await api.person(plan="pro")
    key = await api.key(person)

    unknown = await api.client.post(f"{API}/auth/token", json={"audience": "shop"}, headers=person.auth)
    by_key = await api.client.post(f"{API}/auth/token", json={"audience": "blog"}, headers={"X-API-Key": key["key"]})

    assert (unknown.status_code, by_key.status_code) == (422, 403)
