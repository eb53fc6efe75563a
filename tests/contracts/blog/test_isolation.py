"""Everything that readers may ask of a site, asked of another site, and with another site's tokens."""

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from contentforge_app.apis.blog.app import build
from support.app import Api
from support.library import uploaded
from support.newsroom import Newsroom

SECRET = "Chỉ ở đây"
SLUG = "chi-o-day"
LISTS = ("/posts", "/categories", "/tags", "/sitemap.xml", "/rss/vi.xml", "/posts?search=chi+o+day", "/posts?limit=100")
ONE = (f"/posts/vi/{SLUG}", f"/categories/vi/{SLUG}", f"/tags/vi/{SLUG}", "/preview/{token}")
# The first of all sitemaps is there while there are few posts, and shows none of another site's.
PARTS = "/sitemaps/{number}.xml"


async def filled(newsroom: Newsroom) -> str:
    """A post in a category and under a tag, all named alike; the token of a preview of it."""
    names = {"translations": [{"locale": "vi", "name": SECRET}]}
    category = (await newsroom.editor("POST", "/admin/categories", names)).json()["id"]
    tag = (await newsroom.editor("POST", "/admin/tags", names)).json()["id"]
    post = await newsroom.editor.post({"locale": "vi", "title": SECRET}, categoryIds=[category], tagIds=[tag])
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})
    answer = await newsroom.editor("POST", f"/admin/posts/{post['id']}/preview-token")
    return str(answer.json()["token"])


def public_routes(api: Api) -> Iterator[str]:
    for context in iter_route_contexts(build(api.runtime).router.routes):
        path = (context.path_format or "").removeprefix("/api")
        if context.include_in_schema and not path.startswith(("/admin", "/auth")):
            yield path


async def test_these_are_all_that_readers_may_ask(api: Api) -> None:
    asked = {path.partition("?")[0].replace("/vi/", "/{locale}/").replace("/vi.", "/{locale}.") for path in LISTS + ONE}

    assert set(public_routes(api)) == {path.replace(SLUG, "{slug}") for path in asked} | {PARTS}


@pytest.mark.parametrize("path", LISTS)
async def test_no_list_shows_what_is_another_sites(newsroom: Newsroom, path: str) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    await filled(newsroom)

    for _ in range(2):  # made, and from a copy
        mine, theirs = await newsroom.read(path), await elsewhere.read(path)
        assert (mine.status_code, theirs.status_code) == (200, 200)
        assert SECRET in mine.text or SLUG in mine.text
        assert SECRET not in theirs.text
        assert SLUG not in theirs.text


@pytest.mark.parametrize("path", ONE)
async def test_what_is_another_sites_is_as_if_it_were_not(newsroom: Newsroom, path: str) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    path = path.format(token=await filled(newsroom))
    nothing = "/preview/" + "A" * 43 if "preview" in path else path.replace(SLUG, "nothing")

    assert (await newsroom.read(path)).status_code == 200
    theirs, of_nobody = await elsewhere.read(path), await elsewhere.read(nothing)
    assert (theirs.status_code, theirs.content) == (404, of_nobody.content)
    forged = {"Host": "blog.example.com", "X-Forwarded-Host": "blog.example.com", "X-Tenant": str(newsroom.tenant)}
    answer = await newsroom.api.client.get(f"{elsewhere.mount}{path}", headers=forged)
    assert answer.status_code == 404


async def test_a_file_is_found_under_its_own_site_only(newsroom: Newsroom) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    path = "/media/" + (await uploaded(newsroom.editor))["url"].partition("/media/")[2]

    assert (await newsroom.api.client.get(path)).status_code == 200
    foreign = path.replace(str(newsroom.tenant), str(elsewhere.tenant))
    assert foreign != path
    assert (await newsroom.api.client.get(foreign)).status_code == 404


async def test_a_session_is_good_for_the_site_where_it_began(newsroom: Newsroom) -> None:
    """The same person, staff of two sites: the token of one opens nothing at the other."""
    elsewhere = await Newsroom.opened(newsroom.api)
    headers = {"Authorization": f"Bearer {newsroom.admin.token}"}

    for path in ("/auth/me", "/admin/posts", "/admin/users"):
        assert (await newsroom.api.client.get(f"{newsroom.mount}{path}", headers=headers)).status_code == 200
        assert (await newsroom.api.client.get(f"{elsewhere.mount}{path}", headers=headers)).status_code in {401, 404}
