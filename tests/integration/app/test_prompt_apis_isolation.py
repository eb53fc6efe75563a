"""Every route with an id of cgms, writer and generator, against everybody who might ask for somebody else's piece."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from contentforge_tenants.access import Role
from support.accounts import Guest
from support.app import API, Api, Person
from support.prompt_apis import ALL, GENERATOR, WRITER, PromptApi

NOWHERE = "00000000-0000-4000-8000-000000000000"
UNKNOWN = {"content_id": NOWHERE, "job_id": NOWHERE}
CASES = [(one, route) for one in ALL for route in one.owner]
EACH = pytest.mark.parametrize(("one", "route"), CASES, ids=[f"{one.name} {route}" for one, route in CASES])
# The one exception that the contract makes: these two of generator tell another's from none.
TELLING = {"PUT /content/{content_id}", "DELETE /content/{content_id}"}


def routes_with_id(one: PromptApi, api: Api) -> Iterator[str]:
    prefix = one.base.removeprefix(one.mount)
    for context in iter_route_contexts(one.build(api.runtime).router.routes):
        path = context.path_format
        if path is not None and "{" in path and context.include_in_schema:
            yield from (f"{method} {path.removeprefix(prefix)}" for method in sorted(context.methods or ()))


async def ask(
    api: Api, one: PromptApi, route: str, ids: dict[str, str], headers: dict[str, str], root: str = ""
) -> httpx.Response:
    method, path = route.split(" ", 1)
    ids = {**ids, "job_id": f"content-{ids['content_id']}"} if one is WRITER else ids
    url = f"{root}{one.base}{path.format(**ids)}"
    return await api.client.request(method, url, json=one.bodies.get(route), headers=headers)


def auth(guest: Guest) -> dict[str, str]:
    return {"Authorization": f"Bearer {guest.token}"}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_the_matrix_covers_every_route_with_an_id(api: Api, one: PromptApi) -> None:
    assert set(routes_with_id(one, api)) == set(one.owner)


@EACH
async def test_only_those_who_may_reach_a_piece(prompt_api: Api, one: PromptApi, route: str) -> None:
    api = prompt_api
    owner, stranger, viewer = await api.person(plan="pro"), await api.person(plan="pro"), await api.person()
    await api.join(viewer, owner, Role.VIEWER)
    mine, theirs, looking = [await one.guest(api, person) for person in (owner, stranger, viewer)]
    ids = await one.order(api, mine)
    await api.workshop.run()
    denied = 401 if one is GENERATOR and route in TELLING else 404

    foreign = await ask(api, one, route, ids, auth(theirs))
    nothing = await ask(api, one, route, UNKNOWN, auth(theirs))
    assert (foreign.status_code, nothing.status_code) == (denied, 404)
    if denied == 404:
        assert foreign.content == nothing.content
    key = {"X-API-Key": (await api.key(stranger))["key"]}
    assert (await ask(api, one, route, ids, key)).status_code == denied
    assert (await ask(api, one, route, ids, auth(theirs), f"/t/{owner.slug}")).status_code == 404
    assert (await ask(api, one, route, ids, {})).status_code == 401
    assert (await ask(api, one, route, ids, owner.auth)).status_code == 401
    looked = await ask(api, one, route, ids, auth(looking), f"/t/{owner.slug}")
    assert looked.status_code == one.viewer.get(route, 403), looked.text
    assert (await ask(api, one, route, ids, auth(mine))).status_code == one.owner[route]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_an_author_cannot_touch_what_another_member_made(prompt_api: Api, one: PromptApi) -> None:
    owner, author = await prompt_api.person(), await prompt_api.person()
    await prompt_api.join(author, owner, Role.AUTHOR)
    ids = await one.order(prompt_api, await one.guest(prompt_api, owner))
    await prompt_api.workshop.run()
    other = auth(await one.guest(prompt_api, author))

    for route in one.owner:
        if not route.startswith("GET"):
            answer = await ask(prompt_api, one, route, ids, other, f"/t/{owner.slug}")
            assert answer.status_code == (401 if one is GENERATOR and route in TELLING else 404), route


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_a_token_ends_with_its_session(prompt_api: Api, one: PromptApi) -> None:
    person: Person = await prompt_api.person()
    guest = await one.guest(prompt_api, person)
    changed = {"current_password": "correct horse battery", "new_password": "another battery"}
    await prompt_api.client.post("/api/v1/auth/change-password", json=changed, headers=person.auth)

    assert (await guest("GET", "/auth/me")).status_code == 401


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_below_an_organization_nobody_registers(prompt_api: Api, one: PromptApi) -> None:
    owner = await prompt_api.person()
    account = {"name": "Ada", "email": "ada@example.com", "password": "correct horse battery"}

    answer = await prompt_api.client.post(f"/t/{owner.slug}{one.base}/auth/register", json=account)

    assert answer.status_code == 403


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_members_share_the_pieces_of_their_organization(prompt_api: Api, one: PromptApi) -> None:
    owner, viewer = await prompt_api.person(), await prompt_api.person()
    await prompt_api.join(viewer, owner, Role.VIEWER)
    await one.order(prompt_api, await one.guest(prompt_api, owner))
    looking = auth(await one.guest(prompt_api, viewer))
    path = "/generate-content" if one is GENERATOR else "/content"

    there = await prompt_api.client.get(f"/t/{owner.slug}{one.base}{path}", headers=looking)
    home = await prompt_api.client.get(f"{one.base}{path}", headers=looking)

    assert '"product' in there.text.lower()
    assert '"product' not in home.text.lower()


OPEN = {"POST /auth/register", "POST /auth/login", "POST /auth/refresh"}


def guarded_routes(one: PromptApi, api: Api) -> Iterator[tuple[str, str]]:
    """Every documented route but those that sign people in and the one for health."""
    for context in iter_route_contexts(one.build(api.runtime).router.routes):
        path = context.path_format
        if path is not None and context.include_in_schema and not path.endswith("/health"):
            route = path.removeprefix(one.base.removeprefix(one.mount))
            yield from ((method, route) for method in (context.methods or ()) if f"{method} {route}" not in OPEN)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
async def test_no_route_opens_without_a_token_of_this_api_and_a_living_session(api: Api, one: PromptApi) -> None:
    person = await api.person()
    ended = await one.guest(api, person)
    async with api.runtime.uow.write(None) as session:
        await session.fetchval(
            "UPDATE user_session SET revoked_at = now() WHERE user_id = $1 AND audience = $2", person.user_id, one.name
        )
    revoked = await api.key(person)
    await api.client.delete(f"{API}/api-keys/{revoked['id']}", headers=person.auth)
    keys = [{"X-API-Key": "cf_live_nonsense"}, {"X-API-Key": revoked["key"]}]
    routes = list(guarded_routes(one, api))

    assert len(routes) > len(one.owner)
    for method, path in routes:
        url = f"{one.base}{path.format(**UNKNOWN)}"
        for headers in ({}, person.auth, auth(ended), *keys):
            answer = await api.client.request(method, url, json={}, headers=headers)
            assert answer.status_code == 401, (method, url, answer.text)
