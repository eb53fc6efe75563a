"""The chapters of a newsroom's story that are its readers': people and programs."""

import json
from datetime import datetime

from support.articles import LOCALES
from support.feeds import read_rss, read_sitemap
from support.newspaper import BLOG, SITE, Newspaper, ids, refused, said


async def readers_turn_pages(paper: Newspaper) -> None:
    pages = [(await paper.read(f"/posts?limit=7&page={number}")).json() for number in (1, 2, 3, 4, 5)]
    posts = [post for page in pages for post in page["data"]]

    assert [len(page["data"]) for page in pages] == [7, 7, 7, 6, 0]
    assert [page["meta"]["totalPages"] for page in pages] == [4] * 5
    assert (len(posts), ids(posts)) == (27, ids(paper.published))
    assert [post["publishAt"] for post in posts] == sorted((post["publishAt"] for post in posts), reverse=True)
    first = await paper.read("/posts")
    known = await paper.http.get(f"{BLOG}/posts", headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


async def readers_open_every_post_with_its_data_for_machines(paper: Newspaper) -> None:
    for post in paper.published:
        for locale in LOCALES:
            text = said(post, locale)
            told = json.loads((await paper.read(f"/posts/{locale}/{text['slug']}")).content)
            shown, linked = told["currentTranslation"], told["jsonLd"]
            assert told["id"] == post["id"]
            assert (shown["title"], shown["bodyHtml"]) == (text["title"], text["bodyHtml"])
            assert (shown["heroImage"] or {}).get("id") == text["heroImageId"]
            assert (linked["@context"], linked["@type"]) == ("https://schema.org", "BlogPosting")
            assert (linked["headline"], linked["inLanguage"]) == (text["title"], locale)
            assert linked["url"] == f"{SITE}/{locale}/posts/{text['slug']}"
            assert linked["datePublished"] == post["publishAt"]
            assert linked["author"] == {"@type": "Person", "name": "An"}
            json.dumps(linked, allow_nan=False)


async def readers_look_into_categories_and_search(paper: Newspaper) -> None:
    async def found(query: str) -> set[str]:
        told = (await paper.read(f"/posts?limit=50&{query}")).json()
        assert told["meta"]["total"] == len(told["data"])
        return ids(told["data"])

    for kind, known, parameter in (("categories", paper.categories, "categoryId"), ("tags", paper.tags, "tagId")):
        for slug, id_ in known.items():
            filed = {post["id"] for post in paper.published if id_ in ids(post[kind])}
            told = (await paper.read(f"/{kind}/vi/{slug}")).json()
            assert (told["id"], told["postCount"]) == (id_, len(filed))
            assert await found(f"{parameter}={id_}") == filed

    def titled(word: str, locale: str) -> set[str]:
        return {post["id"] for post in paper.published if word in said(post, locale)["title"]}

    assert len(titled("đường sắt", "vi")) == 3
    assert await found("search=duong sat") == await found("search=ĐƯỜNG SẮT") == titled("đường sắt", "vi")
    assert await found("search=lich su duong sat") == {paper.posts[1]["id"]}
    assert await found("search=RAILWAYS&locale=en") == titled("railways", "en")
    assert await found("search=railways&locale=vi") == await found("search=nothing of the kind") == set()


async def programs_read_the_feeds(paper: Newspaper) -> None:
    address = {
        (post["id"], locale): f"{SITE}/{locale}/posts/{said(post, locale)['slug']}"
        for post in paper.published
        for locale in LOCALES
    }
    in_order = [post["id"] for post in (await paper.read("/posts?limit=50")).json()["data"]]
    published = {post["id"]: post for post in paper.published}
    for locale in LOCALES:
        answer = await paper.read(f"/rss/{locale}.xml")
        channel = read_rss(answer.content)
        assert answer.headers["Content-Type"].startswith("application/rss+xml")
        assert (channel.title, channel.link, channel.language) == ("The Paper", f"{SITE}/", locale)
        assert [(item.guid, item.link) for item in channel.items] == [(id_, address[id_, locale]) for id_ in in_order]
        for item in channel.items:
            post = published[item.guid]
            text = said(post, locale)
            assert (item.title, item.description) == (text["title"], text["excerpt"])
            assert item.published == datetime.fromisoformat(post["publishAt"])
            assert len(item.categories) == 1
    refused(await paper.http.get(f"{BLOG}/rss/fr.xml"), 404)

    pages = read_sitemap((await paper.read("/sitemap.xml")).content)
    assert set(pages) == {f"{SITE}/", *address.values()}
    for (post, _), page in address.items():
        vi, en = address[post, "vi"], address[post, "en"]
        assert pages[page] == {"vi": vi, "en": en, "x-default": vi}
