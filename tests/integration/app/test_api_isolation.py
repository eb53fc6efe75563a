"""Every route with an id, taken from the app itself, against everybody who might ask for somebody else's object."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from contentforge_app.apis.contentforge.app import build
from contentforge_tenants.access import Role
from support.app import API, PASSWORD, Api
from support.objects import NOWHERE, UNKNOWN, Objects, objects_of

OPERATORS = f"{API}/operator"
"""What stands below has a matrix of its own, in tests/contracts/operator: nothing there is an organization's."""
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/content/jobs/{job_id}": {"tags": ["mine now"]},
    "PATCH /api/v1/content/{content_id}": {"content": "mine now"},
    "PATCH /api/v1/templates/{template_id}": {"name": "Mine now"},
    "PATCH /api/v1/organizations/{slug}/members/{user_id}": {"role": "EDITOR"},
    "POST /api/v1/organizations/{slug}/transfer": {"user_id": NOWHERE, "password": PASSWORD},
    "POST /api/v1/organizations/{slug}/invitations": {"role": "VIEWER"},
    "POST /api/v1/organizations/{slug}/delete": {"password": PASSWORD},
}
# What the owner gets from each route, with objects as `Objects` makes them. A route that is not here fails the test.
OWNER: dict[str, int] = {
    "GET /api/v1/content/jobs/{job_id}": 200,
    "PATCH /api/v1/content/jobs/{job_id}": 200,
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
    "DELETE /api/v1/auth/sessions/{session_id}": 204,
    "PATCH /api/v1/organizations/{slug}/members/{user_id}": 200,
    "DELETE /api/v1/organizations/{slug}/members/{user_id}": 204,
    "POST /api/v1/organizations/{slug}/leave": 409,
    "POST /api/v1/organizations/{slug}/transfer": 409,  # a personal one
    "GET /api/v1/organizations/{slug}/invitations": 200,
    "POST /api/v1/organizations/{slug}/invitations": 201,
    "DELETE /api/v1/organizations/{slug}/invitations/{invitation_id}": 204,
    "GET /api/v1/organizations/{slug}": 200,
    "POST /api/v1/organizations/{slug}/delete": 409,  # a personal one
    "POST /api/v1/organizations/{slug}/keep": 409,
    "GET /api/v1/organizations/{slug}/exports": 200,
    "POST /api/v1/organizations/{slug}/exports": 409,  # one is being made
    "GET /api/v1/organizations/{slug}/exports/{export_id}": 200,
}
# A member who may only look: what reads is open to them, templates and keys are each member's own.
VIEWER: dict[str, int] = {
    "GET /api/v1/content/jobs/{job_id}": 200,
    "GET /api/v1/content/{content_id}/versions": 200,
    "GET /api/v1/templates/{template_id}": 404,
    "GET /api/v1/images/{image_id}": 200,
    "GET /api/v1/organizations/{slug}/members": 200,
    "DELETE /api/v1/auth/sessions/{session_id}": 404,  # each person's own
    "POST /api/v1/organizations/{slug}/leave": 204,
    "GET /api/v1/organizations/{slug}": 200,
}


def routes_with_id(app: FastAPI) -> Iterator[str]:
    for context in iter_route_contexts(app.router.routes):
        path = context.path_format
        if path is not None and path.startswith(API) and "{" in path and not path.startswith(OPERATORS):
            yield from (f"{method} {path}" for method in sorted(context.methods or ()) if method != "HEAD")


async def ask(api: Api, route: str, objects: Objects, headers: dict[str, str], root: str = "") -> Any:
    method, path = route.split(" ", 1)
    where = root + path.format(**objects.by_parameter())
    return await api.client.request(method, where, json=BODIES.get(route), headers=headers)


async def test_the_matrix_covers_every_route_with_an_id(api: Api) -> None:
    assert set(routes_with_id(build(api.runtime))) == set(OWNER)


@pytest.mark.parametrize("route", OWNER)
async def test_only_those_who_may_reach_an_object(api: Api, route: str) -> None:
    owner, stranger, viewer = (await api.person(plan="pro"), await api.person(plan="pro"), await api.person())
    await api.join(viewer, owner, Role.VIEWER)
    objects = await objects_of(api, owner)
    revoked = await api.key(owner)
    await api.client.delete(f"{API}/api-keys/{revoked['id']}", headers=owner.auth)
    stranger_key = {"X-API-Key": (await api.key(stranger))["key"]}

    foreign = await ask(api, route, objects, stranger.auth)
    nothing = await ask(api, route, UNKNOWN, stranger.auth)
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.content == nothing.content
    by_key = await ask(api, route, objects, stranger_key)
    assert by_key.status_code in {403, 404}
    assert by_key.content == (await ask(api, route, UNKNOWN, stranger_key)).content
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

    for route in (
        "DELETE /api/v1/content/jobs/{job_id}",
        "PATCH /api/v1/content/jobs/{job_id}",
        "PATCH /api/v1/content/{content_id}",
    ):
        assert (await ask(api, route, objects, author.auth, f"/t/{owner.slug}")).status_code == 404


async def test_a_forgotten_condition_still_returns_nothing(api: Api) -> None:
    owner, stranger = await api.person(), await api.person()
    await api.job(owner)

    async with api.runtime.uow.read(stranger.organization) as session:
        assert await session.fetchval("SELECT count(*) FROM generation_job") == 0
    async with api.runtime.uow.read(None) as session:
        assert await session.fetchval("SELECT count(*) FROM generation_job") == 0
