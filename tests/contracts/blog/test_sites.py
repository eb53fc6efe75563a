"""The settings of a site: what each may be, who may change them, and where the change shows."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from support.newsroom import Newsroom, Staffer

SITE = "/admin/site"
SECRET = "a-secret-of-sixteen-letters"
DEFAULTS = {
    "title": "",
    "description": "",
    "site_url": None,
    "preview_path": "/preview/{token}",
    "post_path": "/{locale}/posts/{slug}",
    "category_path": "/{locale}/categories/{slug}",
    "tag_path": "/{locale}/tags/{slug}",
    "default_locale": "vi",
    "locales": ["vi", "en"],
    "registration": None,
    "revalidate_url": None,
    "has_revalidate_secret": False,
}


async def settings(newsroom: Newsroom) -> dict[str, Any]:
    answer = await newsroom.admin("GET", SITE)
    assert answer.status_code == 200
    return dict(answer.json())


async def changed(newsroom: Newsroom, **values: object) -> dict[str, Any]:
    answer = await newsroom.admin("PATCH", SITE, values)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refused(newsroom: Newsroom, values: object) -> str:
    """What is told of settings that cannot be; nothing of them is kept."""
    before = await settings(newsroom)
    answer = await newsroom.admin("PATCH", SITE, content=json.dumps(values).encode())
    assert answer.status_code == 400, f"{values!r} is answered {answer.text}"
    told = answer.json()
    assert set(told) == {"statusCode", "message", "error"}
    assert await settings(newsroom) == before
    return str(told["message"])


async def test_a_site_that_has_set_nothing_shows_what_holds(newsroom: Newsroom) -> None:
    shown = await settings(newsroom)

    assert {**shown, "title": ""} == {**DEFAULTS, "slug": newsroom.mount.split("/")[2], "updated_at": None}
    assert shown["title"]  # the organization's name


async def test_only_an_admin_sees_and_changes_them(newsroom: Newsroom) -> None:
    other = (await Newsroom.opened(newsroom.api)).admin
    stranger = Staffer(newsroom.api, newsroom.mount, newsroom.tenant, other.user, other.token)

    for method, body in (("GET", None), ("PATCH", {"title": "Mine"})):
        for staffer, status in ((newsroom.editor, 403), (newsroom.author, 403), (stranger, 404)):
            assert (await staffer(method, SITE, body)).status_code == status
        nobody = await newsroom.api.client.request(method, f"{newsroom.mount}{SITE}", json=body)
        assert nobody.status_code == 401
    assert (await settings(newsroom))["title"] != "Mine"


async def test_everything_can_be_set_and_null_takes_it_back(newsroom: Newsroom) -> None:
    wanted: dict[str, Any] = {
        "title": "Tạp chí",
        "description": "What is new",
        "site_url": "https://blog.example.com/magazine",
        "preview_path": "/draft/{token}",
        "post_path": "/{locale}/{slug}",
        "category_path": "/in/{locale}/{slug}.html",
        "tag_path": "/{locale}/about/{slug}",
        "default_locale": "pt-br",
        "locales": ["vi", "pt-br", "zh-hant-tw"],
        "registration": "open",
        "revalidate_url": "https://blog.example.com/api/revalidate?all=1",
    }
    shown = await changed(newsroom, **wanted, revalidate_secret=SECRET)

    assert {name: shown[name] for name in wanted} == wanted
    assert (shown["has_revalidate_secret"], SECRET in str(shown)) == (True, False)
    assert await settings(newsroom) == shown
    back = await changed(newsroom, **dict.fromkeys(wanted), revalidate_secret=None)
    assert {**back, "title": ""} == {
        **DEFAULTS,
        **{name: wanted[name] for name in ("locales", "default_locale")},  # a site is never without languages
        "slug": shown["slug"],
        "updated_at": back["updated_at"],
    }


async def test_what_is_left_out_stays_and_what_is_unknown_is_ignored(newsroom: Newsroom) -> None:
    await changed(newsroom, title="One", description="Two")

    shown = await changed(newsroom, description="Three", colour="red", slug="other", has_revalidate_secret=True)

    assert (shown["title"], shown["description"]) == ("One", "Three")
    assert (shown["slug"], shown["has_revalidate_secret"]) == (newsroom.mount.split("/")[2], False)
    camel = await changed(newsroom, siteUrl="https://a.example", defaultLocale="en", postPath="/{locale}/x/{slug}")
    assert (camel["site_url"], camel["default_locale"]) == ("https://a.example", "en")
    assert camel["post_path"] == "/{locale}/x/{slug}"


async def test_a_change_that_changes_nothing_leaves_no_trace(newsroom: Newsroom) -> None:
    before = await changed(newsroom, title="One", locales=["vi", "en"])

    for same in ({}, {"title": "One"}, {"locales": ["VI", "en", "vi"], "site_url": None}):
        assert await changed(newsroom, **same) == before

    logged = (await newsroom.admin("GET", "/admin/audit-logs?entity=Site")).json()["data"]
    assert [line["newValue"] for line in logged] == [{"title": "One", "locales": ["vi", "en"]}]


NO_LOCALES: list[object] = [
    *([], ["english"], ["e"], ["en_US"], ["en", ""], ["vi", "../.."], ["vi", "en\x00"], ["vi\n"], ["ví"], ["vi", "İt"]),
    *(["vi", None], ["vi", 7], "vi", {"vi": 1}, 7, [["vi"]], ["vi", "a" * 51]),
    ["vi", "en", *(f"x{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(49))],
]


async def test_languages_that_are_none_are_refused(newsroom: Newsroom) -> None:
    for locales in NO_LOCALES:
        assert await refused(newsroom, {"locales": locales})


async def test_the_default_language_is_one_of_the_sites(newsroom: Newsroom) -> None:
    for default in ("fr", "", "EN-", 7, ["vi"]):
        assert await refused(newsroom, {"default_locale": default})
    assert "default_locale" in await refused(newsroom, {"locales": ["fr", "en"]})
    shown = await changed(newsroom, locales=["FR", "En", "fr"], default_locale="EN")
    assert (shown["locales"], shown["default_locale"]) == (["fr", "en"], "en")


@pytest.mark.parametrize("kind", ["posts", "categories", "tags"])
async def test_a_language_in_which_something_is_written_stays(newsroom: Newsroom, kind: str) -> None:
    text = {"locale": "en", "title": "One", "name": "One"}
    made = await newsroom.editor("POST", f"/admin/{kind}", {"translations": [text]})
    assert made.status_code == 201

    answer = await newsroom.admin("PATCH", SITE, {"locales": ["vi"]})

    assert (answer.status_code, "en" in answer.json()["message"]) == (409, True)
    assert (await settings(newsroom))["locales"] == ["vi", "en"]
    await newsroom.admin("DELETE", f"/admin/{kind}/{made.json()['id']}")
    assert (await changed(newsroom, locales=["vi"]))["locales"] == ["vi"]


NO_SITES: list[object] = [
    *("javascript:alert(1)", "JavaScript://example.com/%0aalert(1)", "data:text/html,x", "ftp://example.com", "//a.b"),
    *("example.com", "http://", "https:///path", "http://:80", "http://a b.example", "http://exa\tmple.com"),
    *("http://user:secret@example.com", "https://example.com?", "https://example.com/?a=b", "https://example.com/#"),
    *("https://example.com#top", "https://example.com:99999", "https://example.com:0", "https://example.com:x"),
    *("https://[::1", "https://ex<script>.com", "https://example.com/\"'>", "https://example.com\\@evil.example"),
    *(
        "https://exa\u200bmple.com",
        "https://ví .example",
        "https://-.example",
        "https://a.b/{slug}",
        "https://a..b",
        "https://%65.com",
    ),
    *("https://example.com\x00", "https://" + "a" * 490 + ".example", "", 7, ["https://example.com"], True, {}),
]


async def test_where_a_site_stands_is_an_http_address_and_nothing_else(newsroom: Newsroom) -> None:
    for url in NO_SITES:
        assert await refused(newsroom, {"site_url": url})


KEPT = {
    "https://blog.example.com/": "https://blog.example.com",
    "HTTPS://Blog.Example.COM:443/Magazine/": "https://blog.example.com/Magazine",
    "http://localhost:3000": "http://localhost:3000",
    "http://example.com:80": "http://example.com",
    "http://[2001:DB8::1]:8080/a": "http://[2001:db8::1]:8080/a",
    "https://bücher.example": "https://xn--bcher-kva.example",
}


async def test_an_address_is_kept_as_browsers_write_it(newsroom: Newsroom) -> None:
    for given, kept in KEPT.items():
        assert (await changed(newsroom, site_url=given))["site_url"] == kept


PATHS = ("preview_path", "post_path", "category_path", "tag_path")


NO_PATHS: list[object] = [
    *("", "posts/{locale}/{slug}", "//evil.example/{locale}/{slug}", "/{locale}", "/{slug}", "/{locale}/{slug}/{slug}"),
    *("/{locale}/{slug}/{id}", "/{locale}/{slug}?a=b", "/{locale}/{slug}#x", "/{locale}/{slug", "/{locale}/}slug{"),
    *("/{locale}/{slug.__class__}", "/{locale}/{slug!r}", "/{locale}/{slug:>99999}", "/{LOCALE}/{SLUG}", "/%7Bslug%7D"),
    *("/{locale}/{slug}\n", "/{locale}/ {slug}", "/<b>/{locale}/{slug}", "/é/{locale}/{slug}", "\\{locale}\\{slug}"),
    *(
        "javascript:alert({slug}{locale})",
        "/" + "a" * 190 + "{locale}{slug}",
        7,
        ["/{slug}"],
        {},
        "/{locale}/{slug}\x00",
    ),
]


async def test_a_path_has_the_places_that_are_filled_in_and_no_others(newsroom: Newsroom) -> None:
    for path in NO_PATHS:
        for name in PATHS:
            assert await refused(newsroom, {name: path})


async def test_a_site_in_one_language_needs_no_language_in_its_paths_until_there_is_a_second(
    newsroom: Newsroom,
) -> None:
    assert "post_path" in await refused(newsroom, {"post_path": "/{slug}"})
    await changed(newsroom, locales=["vi"], post_path="/{slug}", category_path="/in/{slug}", tag_path="/about/{slug}")

    assert "post_path" in await refused(newsroom, {"locales": ["vi", "en"]})
    paths = {name: "/{locale}/" + name[0] + "/{slug}" for name in PATHS[1:]}
    assert (await changed(newsroom, locales=["vi", "en"], **paths))["locales"] == ["vi", "en"]


async def test_registration_is_open_or_closed(newsroom: Newsroom) -> None:
    for value in ("OPEN", "invite", "", 1, True, ["open"]):
        assert await refused(newsroom, {"registration": value})


NO_HOOKS: list[object] = [
    *("javascript:alert(1)", "ftp://example.com/x", "file:///etc/passwd", "http://user@example.com/", "http://"),
    *("http://127.0.0.1/hook", "http://localhost\\@example.com/", "http://10.1.2.3/", "http://169.254.169.254/latest"),
    *("http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/", "http://2130706433/", "http://100.64.0.1/"),
    *("https://example.com:8443/hook", "http://192.168.1.1:80/", "https://" + "a" * 2000, "https://a b/", "", 7, []),
]


async def test_what_no_request_could_reach_is_not_told_of_changes(newsroom: Newsroom) -> None:
    for url in NO_HOOKS:
        assert SECRET not in await refused(newsroom, {"revalidate_url": url, "revalidate_secret": SECRET})


async def test_telling_of_changes_needs_a_secret_to_sign_with(newsroom: Newsroom) -> None:
    hook = {"revalidate_url": "https://example.com/hook"}
    for secret in ("", "x" * 15, "x" * 201, 7, [SECRET], f"{SECRET}\x00"):
        assert SECRET not in await refused(newsroom, {**hook, "revalidate_secret": secret})
    assert "revalidate_secret" in await refused(newsroom, hook)

    shown = await changed(newsroom, **hook, revalidate_secret=SECRET)
    assert (shown["revalidate_url"], shown["has_revalidate_secret"]) == ("https://example.com/hook", True)
    assert "revalidate_secret" in await refused(newsroom, {"revalidate_secret": None})
    assert (await changed(newsroom, title="x"))["has_revalidate_secret"]
    gone = await changed(newsroom, revalidate_url=None, revalidate_secret=None)
    assert (gone["revalidate_url"], gone["has_revalidate_secret"]) == (None, False)


NO_BODIES: list[object] = [
    *({"title": "x" * 201}, {"description": "x" * 501}, {"title": 7}, {"title": ["x"]}, {"description": {}}),
    *({"title": "a\x00b"}, [], "text", 7, None),
]


async def test_texts_that_are_none_or_too_long_are_refused(newsroom: Newsroom) -> None:
    for body in NO_BODIES:
        assert await refused(newsroom, body)


async def test_a_change_shows_at_once_wherever_readers_look(newsroom: Newsroom) -> None:
    post = await newsroom.editor.post({"locale": "vi", "title": "Một"}, {"locale": "en", "title": "One"})
    await newsroom.editor("POST", f"/admin/posts/{post['id']}/publish", {})
    await newsroom.read("/rss/vi.xml")

    await changed(
        newsroom,
        title="<Tạp chí> & \x0c]]>",
        description="News",
        site_url="https://blog.example.com/x/",
        post_path="/p/{locale}/{slug}",
        preview_path="/draft/{token}",
        default_locale="en",
        locales=["en", "vi", "fr"],
    )

    feed = await newsroom.read("/rss/vi.xml")
    channel = ET.fromstring(feed.content).find("channel")  # noqa: S314 - it is our own
    assert channel is not None
    assert (channel.findtext("title") or "").startswith("<Tạp chí> & ")
    assert (channel.findtext("description"), channel.findtext("link")) == ("News", "https://blog.example.com/x/")
    assert channel.findtext("item/link") == "https://blog.example.com/x/p/vi/mot"
    sitemap = (await newsroom.read("/sitemap.xml")).text
    assert 'hreflang="x-default" href="https://blog.example.com/x/p/en/one"' in sitemap
    assert [(await newsroom.read(f"/rss/{locale}.xml")).status_code for locale in ("fr", "de")] == [200, 404]
    preview = await newsroom.editor("POST", f"/admin/posts/{post['id']}/preview-token")
    assert preview.json()["url"] == f"https://blog.example.com/x/draft/{preview.json()['token']}"
    shown = (await newsroom.read("/posts/en/one")).json()["jsonLd"]
    assert shown["url"] == "https://blog.example.com/x/p/en/one"
    added = {"translations": [{"locale": "fr", "title": "Un"}]}
    assert (await newsroom.editor("PATCH", f"/admin/posts/{post['id']}", added)).status_code == 200
