"""Where a site is found: as the default one, under its slug, by its host's name; and whose tokens open what there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from contentforge_app.embedded import RunningValkey
from support.app import Api, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom, Staffer

HOST = "http://blog.acme.example/api"
DEFAULT = "/blog/api"
PUBLIC = ("/posts", "/posts/vi/mot", "/categories", "/tags", "/sitemap.xml", "/rss/vi.xml")
ADMIN = (
    *("/admin/posts", "/admin/categories", "/admin/tags", "/admin/media", "/admin/users", "/admin/audit-logs"),
    *("/admin/site", "/auth/me"),
)


@pytest.fixture
async def hosted(
    own_database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> AsyncIterator[tuple[Newsroom, Newsroom]]:
    """Two sites; the first is also found by its host's name, at another host the default one."""
    plain = settings_for(own_database_urls, valkey, tmp_path)
    async with running(plain) as before:
        ours, other = await Newsroom.opened(before), await Newsroom.opened(before)
    hosts = {"blog.acme.example": f"{ours.mount.split('/')[2]}/blog", "news.example": "blog"}
    async with running(plain.model_copy(update={"hosts": hosts})) as api:
        yield moved(ours, api), moved(other, api)


def moved(newsroom: Newsroom, api: Api) -> Newsroom:
    """The same people at another process."""
    staff = {role: replace(getattr(newsroom, role), api=api) for role in ("admin", "editor", "author", "other_author")}
    return replace(newsroom, api=api, **staff)


async def published(newsroom: Newsroom, title: str) -> None:
    post = await newsroom.editor.post({"locale": "vi", "title": title, "slug": "mot"})
    answer = await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})
    assert answer.status_code == 200


async def titles(api: Api, base: str) -> list[str]:
    answer = await api.client.get(f"{base}/posts")
    assert answer.status_code == 200, answer.text
    return [one["translations"][0]["title"] for one in answer.json()["data"]]


async def at_default(api: Api) -> Staffer:
    """The ADMIN of the default site: the first who registers there."""
    account = {"email": "first@example.com", "password": "password123", "name": "First"}
    answer = await api.client.post(f"{DEFAULT}/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    async with api.runtime.uow.system() as session:
        row = await session.fetchrow("SELECT id, owner_id FROM organization WHERE slug = 'default'")
    assert row is not None
    return Staffer(api, DEFAULT, row["id"], row["owner_id"], answer.json()["accessToken"])


async def test_each_address_of_a_site_shows_that_site_and_no_other(hosted: tuple[Newsroom, Newsroom]) -> None:
    ours, other = hosted
    api, default = ours.api, await at_default(ours.api)
    await published(ours, "Ours")
    await published(other, "Other")
    made = await default.post({"locale": "vi", "title": "Default", "slug": "mot"})
    await default("POST", f"/admin/posts/{made['id']}/publish", {})

    for _ in range(2):  # the second time from copies
        for base, title in {
            ours.mount: "Ours",
            HOST: "Ours",
            "http://BLOG.acme.example:8443/api": "Ours",
            other.mount: "Other",
            DEFAULT: "Default",
            "/t/default/blog/api": "Default",
            "http://news.example/api": "Default",
            "http://unknown.example/blog/api": "Default",
            f"http://unknown.example{ours.mount}": "Ours",
        }.items():
            assert await titles(api, base) == [title]
            one = await api.client.get(f"{base}/posts/vi/mot")
            assert one.json()["currentTranslation"]["title"] == title


async def test_at_a_sites_host_there_is_no_other_api_and_no_other_site(hosted: tuple[Newsroom, Newsroom]) -> None:
    ours, other = hosted
    for path in (other.mount, DEFAULT, "/v1/usage", "/cgms/api/v1"):
        answer = await ours.api.client.get(f"{HOST.removesuffix('/api')}{path}/posts")
        assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")


async def test_a_token_opens_its_own_site_at_each_of_its_addresses_and_nothing_elsewhere(
    hosted: tuple[Newsroom, Newsroom],
) -> None:
    ours, other = hosted
    default = await at_default(ours.api)
    homes = {
        ours.admin: (ours.mount, HOST),
        other.admin: (other.mount,),
        default: (DEFAULT, "/t/default/blog/api", "http://news.example/api"),
    }
    everywhere = [mount for mounts in homes.values() for mount in mounts]
    for staffer, mounts in homes.items():
        for mount in everywhere:
            there = replace(staffer, mount=mount)
            for path in ADMIN:
                answer = await there("GET", path)
                expected = 200 if mount in mounts else 404
                assert answer.status_code == expected, f"{path} at {mount}: {answer.text}"
            written = await there("POST", "/admin/posts", {"translations": [{"locale": "vi", "title": "Đây"}]})
            assert written.status_code == (201 if mount in mounts else 404)


@pytest.mark.parametrize("slug", ["nobody-has-this", "x" * 80, "ÄÖ", "a%00b", "%20", "DEFAULT", ""])
async def test_where_there_is_no_site_nothing_is_found(api: Api, slug: str) -> None:
    newsroom = await Newsroom.opened(api)
    for path in PUBLIC:
        answer = await api.client.get(f"/t/{slug}/blog/api{path}")
        assert (answer.status_code, set(answer.json())) == (404, {"statusCode", "message", "error"})
    for path in ADMIN:
        nobody = await api.client.get(f"/t/{slug}/blog/api{path}")
        assert nobody.status_code == 401
        assert (await replace(newsroom.admin, mount=f"/t/{slug}/blog/api")("GET", path)).status_code == 404


async def test_a_suspended_organization_has_no_readers_and_no_staff_until_it_is_back(
    newsroom: Newsroom, database_urls: DatabaseUrls
) -> None:
    await published(newsroom, "Ours")
    for path in PUBLIC:
        assert (await newsroom.read(path)).status_code == 200

    async def become(state: str) -> None:
        superuser = await asyncpg.connect(database_urls.admin)
        await superuser.execute("UPDATE organization SET state = $2 WHERE id = $1", newsroom.tenant, state)
        await superuser.close()

    await become("suspended")
    await asyncio.sleep(1.1)  # so long the version of a site is believed
    for path in PUBLIC:
        answer = await newsroom.read(path)
        assert (answer.status_code, answer.json()["message"]) == (404, "Site not found")
    for path in ADMIN:
        assert (await newsroom.admin("GET", path)).status_code in {401, 403}
    way_in = {"email": "somebody@example.com", "password": "password123", "name": "Somebody"}
    for way in ("register", "login"):
        answer = await newsroom.api.client.post(f"{newsroom.mount}/auth/{way}", json=way_in)
        assert (answer.status_code, answer.json()["message"]) == (404, "Site not found")

    await become("active")
    assert await titles(newsroom.api, newsroom.mount) == ["Ours"]
    assert (await newsroom.admin("GET", "/admin/site")).status_code == 200


async def test_without_its_default_site_an_installation_still_serves_the_others(
    database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    settings = settings_for(database_urls, valkey, tmp_path, blog={"default_site": "not-made"})
    async with running(settings) as api:
        newsroom = await Newsroom.opened(api)
        for path in PUBLIC:
            answer = await api.client.get(f"{DEFAULT}{path}")
            assert (answer.status_code, answer.json()["message"]) == (404, "Site not found")
        account = {"email": "first@example.com", "password": "password123", "name": "First"}
        for way in ("register", "login"):
            assert (await api.client.post(f"{DEFAULT}/auth/{way}", json=account)).status_code == 404
        for path in ADMIN:
            assert (await api.client.get(f"{DEFAULT}{path}")).status_code == 401
            assert (await replace(newsroom.admin, mount=DEFAULT)("GET", path)).status_code == 404
        assert (await newsroom.read("/posts")).status_code == 200
        assert (await newsroom.admin("GET", "/admin/site")).status_code == 200
