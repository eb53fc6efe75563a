"""Every route with an id, taken from the app itself, against everybody who might ask for somebody else's object."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from contentforge_app.apis.contentforge.app import build
from contentforge_tenants.access import Role
from support.app import API, Api, Person

NOWHERE = "00000000-0000-4000-8000-000000000000"
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/content/{content_id}": {"content": "mine now"},
    "PATCH /api/v1/templates/{template_id}": {"name": "Mine now"},
}
# What the owner gets from each route, with objects as `Objects` makes them. A route that is not here fails the test.
OWNER: dict[str, int] = {
    "GET /api/v1/content/jobs/{job_id}": 200,
    "POST /api/v1/content/jobs/{job_id}/cancel": 200,
    "DELETE /api/v1/content/jobs/{job_id}": 204,
    "PATCH /api/v1/content/{content_id}": 200,
    "GET /api/v1/content/{content_id}/versions": 200,
    "POST /api/v1/content/{content_id}/rollback": 200,
    "POST /api/v1/content/{content_id}/regenerate": 201,
    "GET /api/v1/templates/{template_id}": 200,
    "PATCH /api/v1/templates/{template_id}": 200,
    "DELETE /api/v1/templates/{template_id}": 204,
    "GET /api/v1/images/{image_id}": 200,
    "DELETE /api/v1/images/{image_id}": 204,
    "DELETE /api/v1/api-keys/{key_id}": 204,
    "GET /api/v1/organizations/{slug}/members": 200,
}
# A member who may only look: what reads is open to them, templates and keys are each member's own.
VIEWER: dict[str, int] = {
    "GET /api/v1/content/jobs/{job_id}": 200,
    "GET /api/v1/content/{content_id}/versions": 200,
    "GET /api/v1/templates/{template_id}": 404,
    "GET /api/v1/images/{image_id}": 200,
    "GET /api/v1/organizations/{slug}/members": 200,
}


@dataclass(frozen=True)
class Objects:
    """One object of each kind, by the name of the parameter that leads to it."""

    job_id: str
    content_id: str
    template_id: str
    image_id: str
    key_id: str
    slug: str


async def objects_of(api: Api, person: Person) -> Objects:
    finished = await api.finished_job(person)
    pending = await api.job(person, image_urls=["https://shop.example.com/a.jpg"])
    template = await api.client.post(f"{API}/templates", json={"name": "Ours"}, headers=person.auth)
    key = await api.key(person)
    return Objects(
        job_id=pending["id"],
        content_id=finished["content_items"][0]["id"],
        template_id=template.json()["id"],
        image_id=pending["image_items"][0]["id"],
        key_id=key["id"],
        slug=person.slug,
    )


def routes_with_id(app: FastAPI) -> Iterator[str]:
    for context in iter_route_contexts(app.router.routes):
        path = context.path_format
        if path is not None and path.startswith(API) and "{" in path:
            yield from (f"{method} {path}" for method in sorted(context.methods or ()) if method != "HEAD")


async def ask(api: Api, route: str, objects: Objects, headers: dict[str, str], root: str = "") -> Any:
    method, path = route.split(" ", 1)
    where = root + path.format(**{name: getattr(objects, name) for name in Objects.__dataclass_fields__})
    return await api.client.request(method, where, json=BODIES.get(route), headers=headers)


async def test_the_matrix_covers_every_route_with_an_id(api: Api) -> None:
    assert set(routes_with_id(build(api.runtime))) == set(OWNER)


@pytest.mark.parametrize("route", OWNER)
async def test_only_those_who_may_reach_an_object(api: Api, route: str) -> None:
    owner, stranger, viewer = (await api.person(plan="pro"), await api.person(plan="pro"), await api.person())
    await api.join(viewer, owner, Role.VIEWER)
    objects = await objects_of(api, owner)
    unknown = Objects(NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, "nobody-has-this-slug")
    revoked = await api.key(owner)
    await api.client.delete(f"{API}/api-keys/{revoked['id']}", headers=owner.auth)
    stranger_key = {"X-API-Key": (await api.key(stranger))["key"]}

    foreign = await ask(api, route, objects, stranger.auth)
    nothing = await ask(api, route, unknown, stranger.auth)
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.content == nothing.content
    by_key = await ask(api, route, objects, stranger_key)
    assert by_key.status_code in {403, 404}
    assert by_key.content == (await ask(api, route, unknown, stranger_key)).content
    assert (await ask(api, route, objects, stranger.auth, f"/t/{owner.slug}")).status_code == 404
    assert (await ask(api, route, objects, {})).status_code == 401
    assert (await ask(api, route, objects, {"X-API-Key": revoked["key"]})).status_code == 401
    looked = await ask(api, route, objects, viewer.auth, f"/t/{owner.slug}")
    assert looked.status_code == VIEWER.get(route, 403), looked.text
    assert (await ask(api, route, objects, owner.auth)).status_code == OWNER[route]


async def test_lists_show_nothing_of_another_organization(api: Api) -> None:
    owner, stranger = await api.person(plan="pro"), await api.person(plan="pro")
    await objects_of(api, owner)

    for path in ("content/jobs", "images"):
        assert (await api.client.get(f"{API}/{path}", headers=stranger.auth)).json()["total"] == 0
    assert (await api.client.get(f"{API}/api-keys", headers=stranger.auth)).json() == []
    templates = (await api.client.get(f"{API}/templates", headers=stranger.auth)).json()
    assert all(template["is_system"] for template in templates)


async def test_an_author_cannot_touch_what_another_member_made(api: Api) -> None:
    owner, author = await api.person(plan="pro"), await api.person()
    await api.join(author, owner, Role.AUTHOR)
    objects = await objects_of(api, owner)

    for route in ("DELETE /api/v1/content/jobs/{job_id}", "PATCH /api/v1/content/{content_id}"):
        assert (await ask(api, route, objects, author.auth, f"/t/{owner.slug}")).status_code == 404


async def test_a_forgotten_condition_still_returns_nothing(api: Api) -> None:
    owner, stranger = await api.person(), await api.person()
    await api.job(owner)

    async with api.runtime.uow.read(stranger.organization) as session:
        assert await session.fetchval("SELECT count(*) FROM generation_job") == 0
    async with api.runtime.uow.read(None) as session:
        assert await session.fetchval("SELECT count(*) FROM generation_job") == 0
