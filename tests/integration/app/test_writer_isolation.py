"""Every route of writer, taken from the app itself, against every credential that must not open it.

Beside the matrix that the three APIs have in common: what has ended, what another API issued, and keys.
"""

from collections.abc import Iterator

import httpx
import pytest

from contentforge_app.apis.writer.app import build
from contentforge_tenants import accounts
from support.accounts import Guest, new_account
from support.app import API, PASSWORD, Api, Person
from support.prompt_apis import CGMS, GENERATOR, WRITER

NOWHERE = "00000000-0000-4000-8000-000000000000"
PUBLIC = {"/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/refresh", "/health"}
BODIES: dict[str, dict[str, object]] = {
    "POST /api/v1/content": {"topic": "A kettle", "contentType": "article"},
    "PUT /api/v1/content/{content_id}": {"content": "mine now"},
}
# Which routes a key of a plan with API access opens, by the scope that it needs.
READ = {
    "GET /api/v1/content",
    "GET /api/v1/content/{content_id}",
    "GET /api/v1/content/job/{job_id}/status",
}
WRITE = {
    "POST /api/v1/content",
    "PUT /api/v1/content/{content_id}",
    "POST /api/v1/content/{content_id}/rollback",
    "DELETE /api/v1/content/{content_id}",
}


def routes(api: Api) -> Iterator[str]:
    """All that need a credential, those last that leave nothing behind."""
    told = build(api.runtime).openapi()["paths"]
    found = [f"{method.upper()} {path}" for path, item in told.items() if path not in PUBLIC for method in item]
    yield from sorted(found, key=lambda route: route.startswith("DELETE"))


async def ask(api: Api, route: str, item: str, headers: dict[str, str], root: str = "") -> httpx.Response:
    method, path = route.split(" ", 1)
    url = f"{root}/writer{path.format(content_id=item, job_id=f'content-{item}')}"
    return await api.client.request(method, url, json=BODIES.get(route), headers=headers)


async def piece(api: Api, person: Person) -> str:
    guest = await WRITER.guest(api, person)
    return (await WRITER.order(api, guest))["content_id"]


async def unchanged(api: Api, person: Person, item: str) -> bool:
    guest: Guest = await WRITER.guest(api, person)
    told = (await guest("GET", f"/content/{item}")).json()["data"]["content"]
    total = (await guest("GET", "/content")).json()["data"]["total"]
    return (told["topic"], told["content"], total) == ("A kettle", None, 1)


async def test_no_route_with_a_credential_is_left_out(api: Api) -> None:
    assert set(routes(api)) == {*READ, *WRITE, "GET /api/v1/auth/me", "POST /api/v1/auth/logout"}


async def test_no_other_apis_token_opens_anything(api: Api) -> None:
    owner = await api.person(plan="pro")
    item = await piece(api, owner)
    tokens = [owner.token, *[(await other.guest(api, owner)).token for other in (CGMS, GENERATOR)]]

    for route in routes(api):
        for token in tokens:
            answer = await ask(api, route, item, {"Authorization": f"Bearer {token}"})
            assert answer.status_code == 401, route
            assert answer.json() == {"success": False, "message": "Invalid or expired access token"}
            assert answer.headers["www-authenticate"] == "Bearer"
    assert await unchanged(api, owner, item)


async def test_nothing_opens_to_nobody(api: Api) -> None:
    owner = await api.person()
    item = await piece(api, owner)

    for route in routes(api):
        answer = await ask(api, route, item, {})
        assert answer.status_code == 401, route
        assert answer.json() == {"success": False, "message": "User not authenticated"}
    assert await unchanged(api, owner, item)


@pytest.mark.parametrize("ended_by", ["logout", "password", "deactivation", "reuse"])
async def test_a_session_that_has_ended_opens_nothing(api: Api, ended_by: str) -> None:
    owner = await api.person()
    item = await piece(api, owner)
    login = {"email": owner.email, "password": PASSWORD}
    pair = (await api.client.post("/writer/api/v1/auth/login", json=login)).json()["data"]
    headers = {"Authorization": f"Bearer {pair['accessToken']}"}
    await end(api, owner, pair, ended_by)

    for route in routes(api):
        answer = await ask(api, route, item, headers)
        assert answer.status_code == 401, route
        assert answer.json() == {"success": False, "message": "Invalid or expired access token"}
    refreshed = await api.client.post("/writer/api/v1/auth/refresh", json={"refreshToken": pair["refreshToken"]})
    assert refreshed.status_code == 401


async def end(api: Api, owner: Person, pair: dict[str, str], how: str) -> None:
    """End the session of `pair` in one of the ways in which sessions end."""
    if how == "logout":
        headers = {"Authorization": f"Bearer {pair['accessToken']}"}
        await api.client.post("/writer/api/v1/auth/logout", headers=headers)
    elif how == "password":
        change = {"current_password": PASSWORD, "new_password": "another battery"}
        await api.client.post(f"{API}/auth/change-password", json=change, headers=owner.auth)
    elif how == "deactivation":
        async with api.runtime.uow.write(None) as session:
            await accounts.deactivate(session, owner.user_id)
    else:
        token = pair["refreshToken"]
        for _ in range(2):
            told = await api.client.post("/writer/api/v1/auth/refresh", json={"refreshToken": token})
            token = told.json()["data"]["refreshToken"]
        await api.client.post("/writer/api/v1/auth/refresh", json={"refreshToken": pair["refreshToken"]})


async def test_another_organizations_key_finds_nothing_and_learns_nothing(api: Api) -> None:
    owner, stranger = await api.person(plan="pro"), await api.person(plan="pro")
    item = await piece(api, owner)
    key = {"X-API-Key": (await api.key(stranger))["key"]}

    for route in routes(api):
        if "{" in route:
            foreign, nothing = await ask(api, route, item, key), await ask(api, route, NOWHERE, key)
            assert foreign.status_code == nothing.status_code == 404, route
            assert foreign.content == nothing.content
        assert (await ask(api, route, item, key, f"/t/{owner.slug}")).status_code in {403, 404}, route
    assert (await api.client.get("/writer/api/v1/content", headers=key)).json()["data"]["content"] == []
    assert await unchanged(api, owner, item)


@pytest.mark.parametrize(("scope", "open_to_it"), [("read", READ), ("write", WRITE)])
async def test_a_key_opens_what_its_scope_says_and_no_account(api: Api, scope: str, open_to_it: set[str]) -> None:
    owner = await api.person(plan="pro")
    item = await piece(api, owner)
    key = {"X-API-Key": (await api.key(owner, scopes=[scope]))["key"]}

    for route in routes(api):
        answer = await ask(api, route, item, key)
        if route in open_to_it:
            assert answer.status_code in {200, 202, 204, 400}, (route, answer.text)
        else:
            assert (answer.status_code, answer.json()["success"]) == (403, False), route


async def test_a_free_plans_key_opens_nothing(api: Api) -> None:
    owner = await api.person()
    item = await piece(api, owner)
    key = {"X-API-Key": (await api.key(owner))["key"]}

    for route in routes(api):
        answer = await ask(api, route, item, key)
        assert (answer.status_code, answer.json()["success"]) == (403, False), route


async def test_nobodys_organization_is_anybodys(api: Api) -> None:
    stranger = await api.person()
    guest = await WRITER.guest(api, stranger)
    headers = {"Authorization": f"Bearer {guest.token}"}
    owner = await api.person()

    foreign = await ask(api, "GET /api/v1/content", NOWHERE, headers, f"/t/{owner.slug}")
    nothing = await ask(api, "GET /api/v1/content", NOWHERE, headers, "/t/nobody-has-this-slug")

    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.content == nothing.content


async def test_another_apis_refresh_token_is_no_refresh_token_here(api: Api) -> None:
    account = new_account()
    there = await api.client.post("/cgms/api/v1/auth/register", json=account)
    token = there.json()["data"]["refreshToken"]

    here = await api.client.post("/writer/api/v1/auth/refresh", json={"refreshToken": token})
    good = await api.client.post("/cgms/api/v1/auth/refresh", json={"refreshToken": token})

    assert here.json() == {"success": False, "message": "Invalid or expired refresh token"}
    assert (here.status_code, good.status_code) == (401, 200)
