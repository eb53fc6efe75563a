"""The routes: all that the document names and no others; and what is no id is answered like an unknown one."""

import re
from typing import Any
from uuid import uuid4

import pytest

from support.app import Api
from support.newsroom import Newsroom

DOCUMENTED = """
POST /auth/register
POST /auth/login
POST /auth/refresh
POST /auth/logout
POST /auth/forgot-password
POST /auth/reset-password
POST /auth/change-password
POST /auth/me
GET /admin/posts
GET /admin/posts/{}
POST /admin/posts
PATCH /admin/posts/{}
DELETE /admin/posts/{}
POST /admin/posts/{}/publish
POST /admin/posts/{}/unpublish
GET /admin/posts/{}/revisions/{}
POST /admin/posts/{}/rollback/{}/{}
POST /admin/posts/{}/preview-token
GET /admin/users
POST /admin/users
PATCH /admin/users/{}
DELETE /admin/users/{}
POST /admin/media/upload
GET /admin/media
GET /admin/media/{}
PATCH /admin/media/{}
DELETE /admin/media/{}
GET /admin/categories
POST /admin/categories
PATCH /admin/categories/{}
DELETE /admin/categories/{}
GET /admin/tags
POST /admin/tags
PATCH /admin/tags/{}
DELETE /admin/tags/{}
GET /admin/audit-logs
GET /posts
GET /posts/{}/{}
GET /categories
GET /categories/{}/{}
GET /tags
GET /tags/{}/{}
GET /preview/{}
GET /sitemap.xml
GET /rss/{}.xml
"""
# Each of them is told of beside the document, or is what others of its kind have.
BEYOND = """
GET /auth/me
POST /auth/accept-invitation
DELETE /admin/posts/{}/preview-token
POST /admin/posts/from-content/{}
GET /admin/categories/{}
GET /admin/tags/{}
GET /admin/site
PATCH /admin/site
GET /sitemaps/{}.xml
"""


async def routes(api: Api) -> list[tuple[str, str]]:
    """Methods and paths, as our own documentation has them."""
    paths: dict[str, Any] = (await api.client.get("/blog/openapi.json")).json()["paths"]
    return [(method.upper(), path.removeprefix("/api")) for path, methods in paths.items() for method in methods]


async def test_the_documents_routes_are_there_and_whatever_else_is_there_is_known(api: Api) -> None:
    there = [f"{method} {re.sub(r'{[a-z_]+}', '{}', path)}" for method, path in await routes(api)]

    assert sorted(there) == sorted(filter(None, f"{DOCUMENTED}{BEYOND}".splitlines()))


@pytest.mark.parametrize("name", ["clx1234567890", "0", "%00", "x" * 3000])
async def test_what_is_no_id_is_answered_like_an_unknown_one_to_whomever(newsroom: Newsroom, name: str) -> None:
    asked = [(method, path) for method, path in await routes(newsroom.api) if "_id}" in path]
    assert len(asked) > 20

    for who in (newsroom.author, newsroom.editor, newsroom.admin):
        for method, path in asked:
            begun = path.replace("{locale}", "vi").replace("{version}", "1")
            none, unknown = [await who(method, re.sub(r"{[a-z_]+}", id_, begun)) for id_ in (name, str(uuid4()))]
            assert (none.status_code, none.content) == (unknown.status_code, unknown.content), (method, path)


@pytest.mark.parametrize("version", ["1", "x", "9" * 30])
async def test_who_may_not_roll_back_is_told_so_whatever_the_version(newsroom: Newsroom, version: str) -> None:
    post = await newsroom.author.post()

    assert (await newsroom.author("POST", f"/admin/posts/{post['id']}/rollback/vi/{version}")).status_code == 403
