"""What readers of a site see: lists, single posts, searches, feeds; and nothing that is not published."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.feeds import read_rss, read_sitemap, read_sitemap_index
from support.newsroom import Newsroom, Staffer

CACHING = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"
HOSTILE = 'Một & <script>alert("x")</script> ]]> \x0b\x1f\ufffe --> </title>'


async def published(by: Staffer, *translations: dict[str, object], **more: object) -> dict[str, Any]:
    post = await by.post(*translations, **more)
    answer = await by("POST", f"/admin/posts/{post['id']}/publish", {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def text(locale: str, title: str, **more: object) -> dict[str, object]:
    return {"locale": locale, "title": title, **more}


async def ids(newsroom: Newsroom, query: str = "") -> list[str]:
    answer = await newsroom.read(f"/posts?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


async def test_a_list_shows_the_newest_first_without_bodies(newsroom: Newsroom) -> None:
    first = await published(newsroom.editor, text("vi", "Một", body="Thân bài"))
    second = await published(newsroom.editor, text("vi", "Hai"), text("en", "Two", excerpt="The second"))

    answer = await newsroom.read("/posts?limit=1")
    in_english = (await newsroom.read("/posts?locale=EN")).json()

    assert answer.status_code == 200
    assert answer.json()["meta"] == {"total": 2, "page": 1, "limit": 1, "totalPages": 2}
    [item] = answer.json()["data"]
    assert set(item) == {"id", "status", "publishAt", "author", "translations", "categories", "tags"}
    assert (item["id"], item["status"]) == (second["id"], "PUBLISHED")
    assert item["translations"] == [
        {"locale": "en", "title": "Two", "slug": "two"},
        {"locale": "vi", "title": "Hai", "slug": "hai"},
    ]
    assert await ids(newsroom) == [second["id"], first["id"]]
    [english] = in_english["data"]
    assert set(english["currentTranslation"]) == {
        "locale", "title", "slug", "excerpt", "metaTitle", "metaDescription", "canonical", "ogImage", "schemaType",
        "schemaData", "heroImage", "readingTime", "updatedAt",
    }  # fmt: skip
    assert english["currentTranslation"]["excerpt"] == "The second"
    assert in_english["meta"]["total"] == 1


@pytest.mark.parametrize(
    ("query", "page", "limit"),
    [("limit=500", 1, 50), ("limit=0", 1, 1), ("limit=x&page=-3", 1, 10), ("page=9999999999999999999", 1_000_000, 10)],
)
async def test_a_page_is_the_nearest_that_there_may_be(newsroom: Newsroom, query: str, page: int, limit: int) -> None:
    answer = await newsroom.read(f"/posts?{query}")

    assert answer.json() == {
        "data": [],
        "meta": {"total": 0, "page": answer.json()["meta"]["page"], "limit": limit, "totalPages": 0},
    }
    assert answer.json()["meta"]["page"] == page or page == 1_000_000


async def test_a_single_post_has_its_text_and_its_data_for_machines(newsroom: Newsroom) -> None:
    post = await published(
        newsroom.editor,
        text("vi", "Một"),
        text("en", HOSTILE, slug="one", body="# Head\n\n<script>alert(1)</script>", schemaData={"@type": "Evil"}),
    )

    answer = await newsroom.read("/posts/en/one")

    told = answer.json()
    assert (answer.status_code, told["id"]) == (200, post["id"])
    current = told["currentTranslation"]
    assert current["body"].startswith("# Head")
    assert ">Head</h1>" in current["bodyHtml"]
    assert "<script" not in current["bodyHtml"]
    linked = told["jsonLd"]
    assert (linked["@context"], linked["@type"]) == ("https://schema.org", "BlogPosting")
    assert linked["url"] == "http://localhost:3000/en/posts/one"
    assert linked["datePublished"] == told["publishAt"]
    assert (await newsroom.read("/posts/EN/one")).status_code == 200


async def test_what_is_not_published_is_nowhere(newsroom: Newsroom) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    draft = await newsroom.author.post(text("vi", "Nháp kín", slug="nhap"))
    scheduled = await newsroom.editor.post(text("vi", "Hẹn kín", slug="hen"), status="SCHEDULED", publishAt=later)
    taken_back = await published(newsroom.editor, text("vi", "Rút kín", slug="rut"))
    await newsroom.editor("POST", f"/admin/posts/{taken_back['id']}/unpublish", {})

    assert await ids(newsroom) == await ids(newsroom, "search=kin") == await ids(newsroom, "locale=vi") == []
    for slug in ("nhap", "hen", "rut"):
        assert (await newsroom.read(f"/posts/vi/{slug}")).status_code == 404
    for feed in ("/sitemap.xml", "/rss/vi.xml"):
        told = (await newsroom.read(feed)).text
        assert not {word for word in ("nhap", "hen", "rut") if f"/{word}" in told}
    for post in (draft, scheduled):
        assert (await newsroom.read(f"/posts/vi/{post['id']}")).status_code == 404


async def test_a_slug_that_was_given_up_leads_on(newsroom: Newsroom) -> None:
    post = await published(newsroom.editor, text("vi", "Một", slug="mot"))
    await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", {"translations": [{"locale": "vi", "slug": "hai"}]})

    answer = await newsroom.read("/posts/vi/mot")

    assert answer.status_code == 308
    assert answer.json() == {"statusCode": 308, "message": "Moved permanently", "locale": "vi", "slug": "hai"}
    assert urlsplit(answer.headers["Location"]).path == f"{newsroom.mount}/posts/vi/hai"
    assert (await newsroom.api.client.get(answer.headers["Location"])).json()["id"] == post["id"]
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/unpublish", {})
    assert (await newsroom.read("/posts/vi/mot")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/posts/vi/nothing", "/posts/xx/mot", "/posts/vi/%00", "/posts/vi/..%2f..", "/posts/vi"]
)
async def test_what_is_not_there_is_told_so(newsroom: Newsroom, path: str) -> None:
    answer = await newsroom.read(path)

    assert answer.status_code in {400, 404}
    assert answer.json()["statusCode"] == answer.status_code


async def test_a_search_finds_folded_words_best_first_in_the_language_that_is_asked_for(newsroom: Newsroom) -> None:
    in_body = await published(newsroom.editor, text("vi", "Khác", body="Tiêu đề ở trong bài"))
    in_title = await published(newsroom.editor, text("vi", "Tiêu đề lớn"), text("en", "Another thing"))

    assert await ids(newsroom, "search=tieu de") == [in_title["id"], in_body["id"]]
    assert await ids(newsroom, "search=TIÊU ĐỀ -lon") == [in_body["id"]]
    assert await ids(newsroom, "search=thing") == await ids(newsroom, "search=thing&locale=en") == [in_title["id"]]
    assert await ids(newsroom, "search=thing&locale=vi") == []
    answer = await newsroom.read("/posts?search=tieu de&limit=1")
    assert answer.json()["meta"]["total"] == 2


@pytest.mark.parametrize("search", ["'", '"', "a & | !", "%", "-", "((((", "\\", "or or or", "x" * 5000, "<->", ":*"])
async def test_any_text_may_be_looked_for(newsroom: Newsroom, search: str) -> None:
    answer = await newsroom.api.client.get(f"{newsroom.mount}/posts", params={"search": search})

    assert (answer.status_code, answer.json()["data"]) == (200, [])


async def test_posts_are_found_by_where_they_are_filed(newsroom: Newsroom) -> None:
    category, tag = await newsroom.term("category"), await newsroom.term("tag")
    filed = await published(newsroom.editor, text("vi", "Một"), categoryIds=[str(category)], tagIds=[str(tag)])
    await published(newsroom.editor, text("vi", "Hai"))

    assert await ids(newsroom, f"categoryId={category}") == await ids(newsroom, f"tagId={tag}") == [filed["id"]]
    assert await ids(newsroom, f"categoryId={category}&search=mot&locale=vi") == [filed["id"]]
    assert await ids(newsroom, f"categoryId={tag}") == await ids(newsroom, "tagId=nonsense") == []


async def test_a_copy_is_checked_by_its_tag(newsroom: Newsroom) -> None:
    await published(newsroom.editor, text("vi", "Một", slug="mot"))
    before = (await newsroom.read("/posts")).headers["ETag"]

    for path in ("/posts", "/posts/vi/mot", "/sitemap.xml", "/rss/vi.xml"):
        first = await newsroom.read(path)
        again = await newsroom.api.client.get(
            f"{newsroom.mount}{path}", headers={"If-None-Match": f'"x", W/{first.headers["ETag"]}'}
        )
        assert (first.headers["Cache-Control"], again.status_code, again.content) == (CACHING, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    await published(newsroom.editor, text("vi", "Hai"))
    assert (await newsroom.read("/posts")).headers["ETag"] != before


async def test_the_feed_of_a_language_is_well_formed_whatever_a_title_says(newsroom: Newsroom) -> None:
    await published(newsroom.editor, text("vi", HOSTILE, excerpt="Tóm tắt & <b>"), text("en", "English"))

    answer = await newsroom.read("/rss/vi.xml")
    [item] = read_rss(answer.content).items

    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    assert item.title.startswith('Một & <script>alert("x")</script> ]]>')
    assert "\x0b" not in item.title
    assert item.link.startswith("http://localhost:3000/vi/posts/")
    assert item.published.tzinfo is not None
    assert b" +0000</pubDate>" in answer.content


async def test_feeds_of_no_language_are_unknown_and_of_no_posts_empty(newsroom: Newsroom) -> None:
    assert (await newsroom.read("/rss/xx.xml")).status_code == 404
    assert read_rss((await newsroom.read("/rss/en.xml")).content).items == ()
    assert len(read_sitemap((await newsroom.read("/sitemap.xml")).content)) == 1  # the front page


async def test_the_sitemap_names_each_page_with_its_other_languages(newsroom: Newsroom) -> None:
    await published(newsroom.editor, text("vi", "Một", slug="mot"), text("en", "One", slug="one"))
    await published(newsroom.editor, text("en", "Alone", slug="alone"))

    answer = await newsroom.read("/sitemap.xml")
    found = read_sitemap(answer.content)

    base = "http://localhost:3000"
    languages = {
        "en": f"{base}/en/posts/one",
        "vi": f"{base}/vi/posts/mot",
        "x-default": f"{base}/vi/posts/mot",
    }
    assert found == {
        f"{base}/": {},
        f"{base}/en/posts/one": languages,
        f"{base}/vi/posts/mot": languages,
        f"{base}/en/posts/alone": {},
    }
    assert answer.headers["Content-Type"].startswith("application/xml")


async def test_a_large_site_has_an_index_of_sitemaps(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contentforge_app.apis.blog.public.feeds.PER_SITEMAP", 6)
    for number in range(7):
        await published(newsroom.editor, text("vi", f"Bài {number}"))

    index = read_sitemap_index((await newsroom.read("/sitemap.xml")).content)
    files = [urlsplit(address).path for address in index]
    pages = [page for file in files for page in read_sitemap((await newsroom.api.client.get(file)).content)]

    assert len(files) == 4
    assert len(set(pages)) == len(pages) == 8
    for none in ("0", "5", "x", "99999999999"):
        assert (await newsroom.read(f"/sitemaps/{none}.xml")).status_code == 404


async def test_no_file_of_a_sitemap_is_larger_than_a_copy_may_be(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contentforge_app.apis.blog.public.feeds.MOST_LINES", 24)
    for number in range(7):
        await published(newsroom.editor, text("vi", f"Bài {number}"), text("en", f"Post {number}"))

    index = read_sitemap_index((await newsroom.read("/sitemap.xml")).content)
    files = [urlsplit(address).path for address in index]
    pages = [list(read_sitemap((await newsroom.api.client.get(file)).content)) for file in files]

    assert [len(found) for found in pages] == [7, 6, 2]  # three posts in two languages each, and the front page
    assert len({page for found in pages for page in found}) == 15


async def test_addresses_follow_the_settings_of_the_site(newsroom: Newsroom) -> None:
    await newsroom.admin(
        "PATCH", "/admin/site", {"site_url": "https://blog.example.com", "post_path": "/{locale}/b/{slug}"}
    )
    await published(newsroom.editor, text("vi", "Một", slug="mot"))

    assert "https://blog.example.com/vi/b/mot" in (await newsroom.read("/sitemap.xml")).text
    assert "https://blog.example.com/vi/b/mot" in (await newsroom.read("/rss/vi.xml")).text
    assert json.dumps("https://blog.example.com/vi/b/mot") in (await newsroom.read("/posts/vi/mot")).text


async def test_one_site_shows_nothing_of_another(newsroom: Newsroom) -> None:
    other = await Newsroom.opened(newsroom.api)
    foreign = await published(other.editor, text("vi", "Bí mật", slug="bi-mat"))
    category = await other.term("category")

    assert (
        await ids(newsroom)
        == await ids(newsroom, "search=bi mat")
        == await ids(newsroom, f"categoryId={category}")
        == []
    )
    assert (await newsroom.read("/posts/vi/bi-mat")).status_code == 404
    for feed in ("/sitemap.xml", "/rss/vi.xml"):
        assert "bi-mat" not in (await newsroom.read(feed)).text
    assert await ids(other) == [foreign["id"]]
    for nobody in ("/t/nobody-has-this/blog/api/posts", "/t/nobody-has-this/blog/api/sitemap.xml"):
        assert (await newsroom.api.client.get(nobody)).status_code == 404
