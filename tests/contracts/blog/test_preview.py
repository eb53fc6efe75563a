"""Links to posts that are not public yet."""

from pathlib import Path
from uuid import uuid4

import pytest

from contentforge_app.embedded import RunningValkey
from support.app import SECRETS, running, settings_for
from support.databases import DatabaseUrls
from support.newsroom import Newsroom

TEXTS: tuple[dict[str, object], ...] = (
    {"locale": "vi", "title": "Nháp", "body": "**Chưa**"},
    {"locale": "en", "title": "Draft", "body": "*Not yet*"},
)


async def test_whoever_has_the_link_sees_the_draft(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TEXTS)
    answer = await newsroom.author("POST", f"/admin/posts/{post['id']}/preview-token")

    assert answer.status_code == 200
    token = answer.json()["token"]
    assert answer.json()["url"] == f"http://localhost:3000/preview/{token}"
    assert len(token) >= 43
    seen = await newsroom.read(f"/preview/{token}")
    assert seen.status_code == 200
    assert (seen.json()["id"], seen.json()["status"]) == (post["id"], "DRAFT")
    assert seen.json()["currentTranslation"]["locale"] == "vi"
    assert seen.json()["currentTranslation"]["bodyHtml"] == "<p><strong>Chưa</strong></p>\n"
    assert seen.json()["author"]["name"] == "Our AUTHOR"
    assert seen.headers["cache-control"] == "no-store"
    assert "noindex" in seen.headers["x-robots-tag"]


@pytest.mark.parametrize(
    ("env", "site"), [("development", "http://localhost:3000"), ("production", "https://cf.example.com")]
)
async def test_the_link_leads_to_the_sites_own_server_while_it_is_developed(
    env: str, site: str, database_urls: DatabaseUrls, valkey: RunningValkey, tmp_path: Path
) -> None:
    known = {"public_url": "https://cf.example.com", "secrets": SECRETS, "billing": {"mode": "off"}}
    async with running(settings_for(database_urls, valkey, tmp_path, env=env, **known)) as api:
        newsroom = await Newsroom.opened(api)
        post = await newsroom.author.post(*TEXTS)

        told = (await newsroom.author("POST", f"/admin/posts/{post['id']}/preview-token")).json()

    assert told["url"] == f"{site}/preview/{told['token']}"


async def test_a_preview_is_read_in_the_language_that_is_asked_for(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TEXTS)
    token = (await newsroom.author("POST", f"/admin/posts/{post['id']}/preview-token")).json()["token"]

    for asked, shown in (("en", "en"), ("EN", "en"), ("fr", "vi"), ("", "vi")):
        seen = await newsroom.read(f"/preview/{token}?locale={asked}")
        assert seen.json()["currentTranslation"]["locale"] == shown


async def test_a_preview_has_all_fields_of_a_single_post(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TEXTS)
    token = (await newsroom.author("POST", f"/admin/posts/{post['id']}/preview-token")).json()["token"]

    seen = (await newsroom.read(f"/preview/{token}")).json()

    assert {"id", "status", "publishAt", "author", "translations", "currentTranslation", "categories", "tags"} <= (
        seen.keys()
    )
    assert seen["currentTranslation"].keys() == (
        {"locale", "title", "slug", "excerpt", "body", "bodyHtml", "metaTitle", "metaDescription", "canonical"}
        | {"ogImage", "schemaType", "schemaData", "heroImage", "readingTime", "updatedAt"}
    )
    assert seen["translations"] == [
        {"locale": "en", "title": "Draft", "slug": "draft"},
        {"locale": "vi", "title": "Nháp", "slug": "nhap"},
    ]


@pytest.mark.parametrize("token", ["x", "cf_preview_" + "A" * 43, "cf_refresh_" + "A" * 43, "%00", "a" * 5000])
async def test_links_that_are_none_lead_nowhere(newsroom: Newsroom, token: str) -> None:
    assert (await newsroom.read(f"/preview/{token}")).status_code in {404, 400}


async def test_a_link_leads_nowhere_on_another_site_when_it_is_old_or_ended_and_when_the_post_is_gone(
    newsroom: Newsroom,
) -> None:
    elsewhere = await Newsroom.opened(newsroom.api)
    post = await newsroom.author.post(*TEXTS)
    path = f"/admin/posts/{post['id']}/preview-token"

    async def issued() -> str:
        return str((await newsroom.author("POST", path)).json()["token"])

    async def status(token: str) -> int:
        return (await newsroom.read(f"/preview/{token}")).status_code

    token = await issued()
    assert (await elsewhere.read(f"/preview/{token}")).status_code == 404
    assert await status(token) == 200
    async with newsroom.api.runtime.uow.write(newsroom.tenant) as session:
        await session.fetchval("UPDATE blog_preview_token SET expires_at = expires_at - interval '7 days'")
    assert await status(token) == 404
    token = await issued()
    assert (await newsroom.author("DELETE", path)).json() == {"success": True}
    assert await status(token) == 404
    token = await issued()
    await newsroom.admin("DELETE", f"/admin/posts/{post['id']}")
    assert await status(token) == 404


async def test_no_token_is_kept_in_plain(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TEXTS)
    token = (await newsroom.author("POST", f"/admin/posts/{post['id']}/preview-token")).json()["token"]

    async with newsroom.api.runtime.uow.read(newsroom.tenant) as session:
        rows = await session.fetch("SELECT blog_preview_token::text AS row FROM blog_preview_token")
    assert rows
    assert all(token not in row["row"] and token[11:] not in row["row"] for row in rows)


async def test_only_who_may_write_the_post_makes_links_to_it(newsroom: Newsroom) -> None:
    post = await newsroom.author.post(*TEXTS)

    assert (await newsroom.other_author("POST", f"/admin/posts/{post['id']}/preview-token")).status_code == 404
    assert (await newsroom.editor("POST", f"/admin/posts/{post['id']}/preview-token")).status_code == 200
    assert (await newsroom.editor("POST", f"/admin/posts/{uuid4()}/preview-token")).status_code == 404
