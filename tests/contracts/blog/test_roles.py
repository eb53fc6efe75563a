"""Every route of the staff, taken from the app itself, against everybody who might call it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from contentforge_app.apis.blog.app import build
from contentforge_tenants.access import Role
from support.app import API, Api
from support.files import picture
from support.newsroom import Newsroom, Staffer

PREFIX = "/api"
NOWHERE = "00000000-0000-4000-8000-000000000000"
UNKNOWN = dict.fromkeys(("post_id", "term_id", "media_id", "user_id", "content_id"), NOWHERE)
NAMED = {"translations": [{"locale": "vi", "name": "Mục NEW"}]}
NEW_USER = {"email": "NEW@example.com", "name": "New", "password": "correct horse battery", "role": "AUTHOR"}
RETITLED = {"translations": [{"locale": "vi", "title": "Tên khác"}]}
# What is NEW is another one in each request.
BODIES: dict[str, dict[str, Any]] = {
    "POST /admin/categories": NAMED,
    "PATCH /admin/categories/{term_id}": NAMED,
    "POST /admin/tags": NAMED,
    "PATCH /admin/tags/{term_id}": NAMED,
    "POST /admin/posts": RETITLED,
    "PATCH /admin/posts/{post_id}": RETITLED,
    "POST /admin/posts/{post_id}/publish": {},
    "PATCH /admin/media/{media_id}": {"alt": "A bridge"},
    "PATCH /admin/site": {"preview_path": "/look/{token}"},
    "POST /admin/users": NEW_USER,
    "PATCH /admin/users/{user_id}": {"name": "Another name"},
}
# What AUTHOR, EDITOR and ADMIN get, of objects that the asker made where they have a maker.
EVERYBODY, MAKERS = (200, 200, 200), (201, 201, 201)
EDITORS, ADMINS = (403, 200, 200), (403, 403, 200)
ROLES: dict[str, tuple[int, int, int]] = {
    "GET /admin/categories": EVERYBODY,
    "GET /admin/categories/{term_id}": EVERYBODY,
    "POST /admin/categories": (403, 201, 201),
    "PATCH /admin/categories/{term_id}": EDITORS,
    "DELETE /admin/categories/{term_id}": ADMINS,
    "GET /admin/tags": EVERYBODY,
    "GET /admin/tags/{term_id}": EVERYBODY,
    "POST /admin/tags": (403, 201, 201),
    "PATCH /admin/tags/{term_id}": EDITORS,
    "DELETE /admin/tags/{term_id}": ADMINS,
    "GET /admin/posts": EVERYBODY,
    "POST /admin/posts": MAKERS,
    "GET /admin/posts/{post_id}": EVERYBODY,
    "PATCH /admin/posts/{post_id}": EVERYBODY,
    "DELETE /admin/posts/{post_id}": ADMINS,
    "POST /admin/posts/{post_id}/publish": EDITORS,
    "POST /admin/posts/{post_id}/unpublish": EDITORS,
    "GET /admin/posts/{post_id}/revisions/{locale}": EDITORS,
    "POST /admin/posts/{post_id}/rollback/{locale}/{version}": EDITORS,
    "POST /admin/posts/{post_id}/preview-token": EVERYBODY,
    "DELETE /admin/posts/{post_id}/preview-token": EVERYBODY,
    "POST /admin/posts/from-content/{content_id}": MAKERS,
    "POST /admin/media/upload": MAKERS,
    "GET /admin/media": EVERYBODY,
    "GET /admin/media/{media_id}": EVERYBODY,
    "PATCH /admin/media/{media_id}": EVERYBODY,
    "DELETE /admin/media/{media_id}": EDITORS,
    "GET /admin/site": ADMINS,
    "PATCH /admin/site": ADMINS,
    "GET /admin/users": ADMINS,
    "POST /admin/users": (403, 403, 201),
    "PATCH /admin/users/{user_id}": ADMINS,
    "DELETE /admin/users/{user_id}": ADMINS,
    "GET /admin/audit-logs": ADMINS,
}
# What an AUTHOR may do with what is their own, and may not know of with what another one made.
OWN = [
    "GET /admin/posts/{post_id}",
    "PATCH /admin/posts/{post_id}",
    "POST /admin/posts/{post_id}/preview-token",
    "DELETE /admin/posts/{post_id}/preview-token",
]


@dataclass(frozen=True)
class Desk:
    """Objects for one request: a post and a picture of the asker's own, and what belongs to the site."""

    post_id: str
    term_id: str
    media_id: str
    user_id: str
    content_id: str

    @classmethod
    async def laid(cls, newsroom: Newsroom, route: str, by: Staffer) -> "Desk":
        post = await by.post()
        term = await newsroom.term("tag" if "/tags" in route else "category")
        leaving = (await newsroom.joined(Role.AUTHOR)).user if "/users" in route else NOWHERE
        media = await newsroom.image()
        async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
            await session.fetchval("UPDATE blog_media SET uploader_id = $1 WHERE id = $2", by.user, media)
            content = await session.fetchval(
                "INSERT INTO content_item (organization_id, id, user_id, content_type, position, text)"
                " VALUES ($1, gen_random_uuid(), $2, 'blog_post', 1, 'Text') RETURNING id",
                newsroom.tenant,
                by.user,
            )
        return cls(post["id"], str(term), str(media), str(leaving), str(content))


async def ask(
    api: Api, mount: str, route: str, ids: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    method, path = route.split(" ", 1)
    url = mount + path.format(**ids, locale="vi", version=1)
    if path.endswith("/upload"):
        return await api.client.request(method, url, files={"file": ("a.jpg", picture())}, headers=headers)
    body = BODIES.get(route)
    if body is not None:
        body = json.loads(json.dumps(body).replace("NEW", uuid4().hex))
    return await api.client.request(method, url, json=body, headers=headers)


def staff_routes(api: Api) -> Iterator[str]:
    for context in iter_route_contexts(build(api.runtime).router.routes):
        path = context.path_format or ""
        if path.startswith(f"{PREFIX}/admin"):
            yield from (f"{method} {path.removeprefix(PREFIX)}" for method in context.methods or ())


def token(of: Staffer) -> dict[str, str]:
    return {"Authorization": f"Bearer {of.token}"}


async def test_the_matrix_covers_every_route_of_the_staff(api: Api) -> None:
    assert sorted(staff_routes(api)) == sorted(ROLES)


@pytest.mark.parametrize(("place", "role"), [(0, "author"), (1, "editor"), (2, "admin")])
async def test_each_role_may_what_is_its_own(newsroom: Newsroom, place: int, role: str) -> None:
    asker: Staffer = getattr(newsroom, role)
    answers = {}
    for route in ROLES:
        desk = await Desk.laid(newsroom, route, asker)
        answers[route] = (await ask(newsroom.api, newsroom.mount, route, vars(desk), token(asker))).status_code

    assert answers == {route: statuses[place] for route, statuses in ROLES.items()}


async def test_nobody_else_is_let_in(newsroom: Newsroom) -> None:
    """No token, a nonsensical one, one of another API, a revoked key; another's key, and another site's ADMIN."""
    elsewhere, owner = await Newsroom.opened(newsroom.api), await newsroom.api.person(plan="pro")
    key = {"X-API-Key": (await newsroom.api.key(owner))["key"]}
    revoked = await newsroom.api.key(owner)
    await newsroom.api.client.delete(f"{API}/api-keys/{revoked['id']}", headers=owner.auth)
    desk = vars(await Desk.laid(newsroom, "/users", newsroom.admin))

    for route in ROLES:
        for status, headers in (
            (401, {}),
            (401, {"Authorization": "Bearer nonsense"}),
            (401, owner.auth),
            (401, {"X-API-Key": revoked["key"]}),
            (404, key),
            (404, token(elsewhere.admin)),
        ):
            refused = await ask(newsroom.api, newsroom.mount, route, desk, headers)
            assert refused.status_code == status, (route, headers, refused.text)
            assert set(refused.json()) == {"statusCode", "message", "error"}


async def test_what_belongs_to_another_site_is_nothing(newsroom: Newsroom) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    foreign = token(elsewhere.admin)

    for route in ROLES:
        if "{" in route:
            desk = vars(await Desk.laid(newsroom, route, newsroom.admin))
            at_home = await ask(newsroom.api, elsewhere.mount, route, desk, foreign)
            of_nobody = await ask(newsroom.api, elsewhere.mount, route, UNKNOWN, foreign)
            assert (at_home.status_code, of_nobody.status_code) == (404, 404), (route, at_home.text)
            assert at_home.content == of_nobody.content


async def test_lists_show_nothing_of_another_site(newsroom: Newsroom) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    await Desk.laid(newsroom, "/tags", newsroom.admin)
    await Desk.laid(newsroom, "", newsroom.admin)

    for kind in ("posts", "media"):
        assert (await elsewhere.admin("GET", f"/admin/{kind}")).json()["data"] == []
    for kind in ("categories", "tags"):
        assert (await elsewhere.admin("GET", f"/admin/{kind}")).json() == []
    mine = {one["id"] for one in (await newsroom.admin("GET", "/admin/users")).json()["data"]}
    theirs = {one["id"] for one in (await elsewhere.admin("GET", "/admin/users")).json()["data"]}
    assert mine.isdisjoint(theirs)


async def test_an_author_does_not_learn_of_anothers_post(newsroom: Newsroom) -> None:
    desk = vars(await Desk.laid(newsroom, "", newsroom.other_author))

    for route in OWN:
        another = await ask(newsroom.api, newsroom.mount, route, desk, token(newsroom.author))
        nothing = await ask(newsroom.api, newsroom.mount, route, UNKNOWN, token(newsroom.author))
        assert (another.status_code, another.content) == (404, nothing.content), route


async def test_an_author_does_not_change_anothers_picture(newsroom: Newsroom) -> None:
    desk = vars(await Desk.laid(newsroom, "", newsroom.other_author))

    answer = await ask(newsroom.api, newsroom.mount, "PATCH /admin/media/{media_id}", desk, token(newsroom.author))

    assert answer.status_code == 403, answer.text


async def test_who_may_only_look_at_the_organization_is_no_staff(newsroom: Newsroom) -> None:
    """A member below AUTHOR, whose token is as good as any."""
    viewer = await newsroom.joined(Role.VIEWER)
    desk = vars(await Desk.laid(newsroom, "/users", newsroom.admin))

    for route in ROLES:
        answer = await ask(newsroom.api, newsroom.mount, route, desk, token(viewer))
        assert answer.status_code == 403, (route, answer.text)
