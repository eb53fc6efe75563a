"""The chapters of a newsroom's story that its people play: from the first administrator to the last to sign out."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from PIL import Image

from support.articles import ARTICLES, LOCALES, Article
from support.feeds import read_sitemap
from support.files import picture
from support.newspaper import BLOG, HOST, PASSWORD, SITE, Newspaper, account, ids, refused, said

LATE: Final = 5.0
TREE: Final = (
    (("Văn hóa", "Culture"), (("Nghề thủ công", "Crafts"), ("Ẩm thực", "Food"))),
    (("Đời sống", "Life"), (("Giao thông", "Transport"),)),
)
TAGS: Final = (("Huế", "Hue"), ("Hà Nội", "Hanoi"), ("Đọc chậm", "Long reads"))
DRAWING: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><script>alert(2)</script>'
    b'<circle cx="4" cy="4" r="4"/></svg>'
)


def names(pair: tuple[str, str]) -> dict[str, Any]:
    return {"translations": [{"locale": locale, "name": name} for locale, name in zip(LOCALES, pair, strict=True)]}


async def the_first_to_come_leads_the_site_and_closes_the_door(paper: Newspaper) -> None:
    assert (await paper.read("/posts")).json()["meta"] == {"total": 0, "page": 1, "limit": 10, "totalPages": 0}
    assert read_sitemap((await paper.read("/sitemap.xml")).content) == {f"{SITE}/": {}}
    admin = await paper.enter("admin", "register", account("Ada"))
    author = await paper.enter("author", "register", account("An"))

    assert [(await one.told("POST", "/auth/me"))["role"] for one in (admin, author)] == ["ADMIN", "AUTHOR"]
    refused(await author("PATCH", "/admin/site", {"registration": "closed"}), 403)
    site = await admin.told("PATCH", "/admin/site", {"title": "The Paper", "registration": "closed"})
    assert (site["title"], site["locales"], site["default_locale"]) == ("The Paper", ["vi", "en"], "vi")
    refused(await paper.http.post(f"{BLOG}/auth/register", json=account("Late")), 403)


async def staff_is_hired_and_whoever_has_an_account_is_invited(paper: Newspaper) -> None:
    editor, freelancer = account("Eve"), account("Fred")
    hired = await paper.admin.told("POST", "/admin/users", {**editor, "role": "EDITOR"}, status=201)
    assert (hired["role"], hired["isActive"], hired["isInvited"]) == ("EDITOR", True, False)
    await paper.enter("editor", "login", editor)
    refused(await paper.editor("GET", "/admin/users"), 403)

    await paper.send("/auth/register", freelancer, 201, mount="/api/v1")
    wanted = {**freelancer, "password": "chosen by the admin", "role": "AUTHOR"}
    invited = await paper.admin.told("POST", "/admin/users", wanted, status=201)
    assert (invited["isActive"], invited["isInvited"]) == (False, True)
    refused(await paper.http.post(f"{BLOG}/auth/login", json=freelancer), 403)
    token = await paper.mailed_token(freelancer["email"], "invited")
    await paper.send("/auth/accept-invitation", {"token": token})
    await paper.enter("freelancer", "login", freelancer)

    listed = await paper.admin.told("GET", "/admin/users")
    assert [(one["name"], one["role"]) for one in listed["data"]] == [
        ("Ada", "ADMIN"), ("An", "AUTHOR"), ("Eve", "EDITOR"), ("Fred", "AUTHOR"),
    ]  # fmt: skip


async def a_forgotten_password_is_set_anew_by_mail(paper: Newspaper) -> None:
    before = paper.editor
    await paper.send("/auth/forgot-password", {"email": before.email})
    token = await paper.mailed_token(before.email, "new password")
    await paper.send("/auth/reset-password", {"token": token, "newPassword": "another horse battery"})

    refused(await before("GET", "/auth/me"), 401)
    refused(await paper.http.post(f"{BLOG}/auth/login", json=account("Eve")), 401)
    await paper.enter("editor", "login", {**account("Eve"), "password": "another horse battery"})


async def categories_stand_in_a_tree_in_two_languages(paper: Newspaper) -> None:
    async def filed(kind: str, pair: tuple[str, str], **more: object) -> str:
        made = await paper.editor.told("POST", f"/admin/{kind}", {**names(pair), **more}, status=201)
        known = paper.categories if kind == "categories" else paper.tags
        known[said(made, "vi")["slug"]] = made["id"]
        return str(made["id"])

    for pair, children in TREE:
        parent = await filed("categories", pair, parentId=None)
        for child in children:
            await filed("categories", child, parentId=parent)
    for pair in TAGS:
        await filed("tags", pair)

    refused(await paper.author("POST", "/admin/categories", names(("Khác", "Other"))), 403)
    circle = {"parentId": paper.categories["am-thuc"]}
    refused(await paper.editor("PATCH", f"/admin/categories/{paper.categories['van-hoa']}", circle), 400)
    slugs = {id_: slug for slug, id_ in paper.categories.items()}
    told = (await paper.read("/categories", locale="en")).json()
    assert {one["currentTranslation"]["slug"]: slugs.get(one["parentId"]) for one in told} == {
        "culture": None, "crafts": "van-hoa", "food": "van-hoa", "life": None, "transport": "doi-song",
    }  # fmt: skip
    assert set(paper.tags) == {"hue", "ha-noi", "doc-cham"}


async def pictures_are_taken_in_and_shown_in_every_size(paper: Newspaper) -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6
    photo = await paper.upload(paper.author, "photo.jpg", picture(size=(2000, 1500), exif=sideways), alt="A red sky")
    drawing = await paper.upload(paper.author, "logo.svg", DRAWING)

    assert (photo["mimeType"], photo["type"], photo["width"], photo["height"]) == ("image/jpeg", "IMAGE", 1500, 2000)
    shown = {name: await paper.picture(url) for name, url in photo["variants"].items()}
    assert {name: image.width for name, image in shown.items()} == {"sm": 320, "md": 768, "lg": 1280, "webp": 1500}
    assert {image.format for image in shown.values()} == {"WEBP"}
    assert (await paper.picture(photo["thumbnailUrl"])).size == (300, 300)
    served = await paper.http.get(drawing["url"])
    assert "<circle" in served.text
    assert not {bad for bad in ("script", "onload", "alert") if bad in served.text}
    assert "sandbox" in served.headers["Content-Security-Policy"]
    refused(await paper.staff["freelancer"]("PATCH", f"/admin/media/{photo['id']}", {"alt": "Mine"}), 403)
    described = await paper.author.told("PATCH", f"/admin/media/{photo['id']}", {"caption": "By the sea"})
    assert (described["alt"], described["caption"]) == ("A red sky", "By the sea")


async def an_author_writes_thirty_articles_and_hands_them_in(paper: Newspaper) -> None:
    few = asyncio.Semaphore(4)
    categories, tags = list(paper.categories.values()), list(paper.tags.values())

    async def written(article: Article) -> dict[str, Any]:
        hero = {"heroImageId": paper.media["photo.jpg"]["id"]} if article.number % 3 == 0 else {}
        texts = [article.translation(locale, **hero) for locale in LOCALES]
        texts[0]["body"] += f"\n![A drawing]({paper.media['logo.svg']['url']})\n"
        filed = [categories[article.number % len(categories)]]
        wanted = {"translations": texts, "categoryIds": filed, "tagIds": tags[: article.number % (len(tags) + 1)]}
        async with few:
            made = await paper.author.told("POST", "/admin/posts", wanted, status=201)
            assert made["status"] == "DRAFT"
            for locale in LOCALES:
                html, sample = said(made, locale)["bodyHtml"], article.samples[locale]
                assert [part for part in sample.shown if part not in html] == [], html
                assert [part for part in sample.never if part in html] == [], html
            return dict(await paper.author.told("PATCH", f"/admin/posts/{made['id']}", {"status": "REVIEW"}))

    paper.posts = await asyncio.gather(*map(written, ARTICLES))

    waiting = await paper.editor.told("GET", "/admin/posts?status=REVIEW&limit=100")
    assert (waiting["meta"]["total"], ids(waiting["data"])) == (30, ids(paper.posts))
    assert said(paper.posts[1], "vi")["slug"] == "lich-su-duong-sat"
    refused(await paper.staff["freelancer"]("GET", f"/admin/posts/{paper.posts[0]['id']}"), 404)
    assert (await paper.staff["freelancer"].told("GET", "/admin/posts"))["data"] == []
    assert (await paper.author.told("GET", f"/admin/media/{paper.media['photo.jpg']['id']}"))["usedIn"] == 10
    refused(await paper.editor("DELETE", f"/admin/media/{paper.media['logo.svg']['id']}"), 409)


async def an_author_publishes_in_no_way(paper: Newspaper) -> None:
    path, soon = f"/admin/posts/{paper.posts[0]['id']}", (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    new = {"translations": [ARTICLES[0].translation("vi")], "status": "PUBLISHED"}

    refused(await paper.author("POST", f"{path}/publish", {}), 403)
    refused(await paper.author("PATCH", path, {"status": "PUBLISHED"}), 403)
    refused(await paper.author("PATCH", path, {"status": "SCHEDULED", "publishAt": soon}), 403)
    refused(await paper.author("POST", "/admin/posts", new), 403)
    assert (await paper.read("/posts")).json()["data"] == []
    assert (await paper.author.told("GET", "/admin/posts"))["meta"]["total"] == 30


async def an_editor_publishes_most_and_sends_one_back(paper: Newspaper) -> None:
    for post in paper.posts[:26]:
        published = await paper.editor.told("POST", f"/admin/posts/{post['id']}/publish", {})
        assert (published["status"], published["authorId"]) == ("PUBLISHED", post["authorId"])
        paper.keep(published)
    paper.keep(await paper.editor.told("PATCH", f"/admin/posts/{paper.posts[26]['id']}", {"status": "DRAFT"}))

    assert (await paper.read("/posts")).json()["meta"]["total"] == len(paper.published) == 26
    for hidden in paper.posts[26:]:
        await paper.read(f"/posts/vi/{said(hidden, 'vi')['slug']}", 404)


async def a_scheduled_post_appears_at_its_time_and_not_before(paper: Newspaper) -> None:
    post = paper.posts[29]
    slug = said(post, "vi")["slug"]
    moment = (datetime.now(UTC) + timedelta(seconds=4)).replace(microsecond=0)
    wanted = {"publishAt": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    told = await paper.editor.told("POST", f"/admin/posts/{post['id']}/publish", wanted)
    assert (told["status"], told["publishAt"]) == ("SCHEDULED", wanted["publishAt"])
    for page in ("/posts?limit=50", f"/posts?search={slug}", "/sitemap.xml", "/rss/vi.xml"):
        assert slug not in (await paper.read(page)).text

    while (answer := await paper.http.get(f"{BLOG}/posts/vi/{slug}")).status_code != 200:
        refused(answer, 404)
        assert datetime.now(UTC) < moment + timedelta(seconds=LATE)
        await asyncio.sleep(0.1)

    assert 0 <= (datetime.now(UTC) - moment).total_seconds() <= LATE
    assert (answer.json()["status"], answer.json()["publishAt"]) == ("PUBLISHED", wanted["publishAt"])
    assert (await paper.read("/posts?limit=1")).json()["data"][0]["id"] == post["id"]
    for page in ("/sitemap.xml", "/rss/vi.xml"):
        assert slug in (await paper.read(page)).text
    paper.keep(await paper.editor.told("GET", f"/admin/posts/{post['id']}"))


async def what_was_edited_is_rolled_back(paper: Newspaper) -> None:
    post = paper.posts[0]
    path, before = f"/admin/posts/{post['id']}", said(post, "en")
    page = f"/posts/en/{before['slug']}"
    tag = (await paper.editor("GET", path)).headers["ETag"]
    for number in (1, 2):
        text = {"locale": "en", "title": f"Coffee {number}", "body": f"Edition *{number}*"}
        await paper.editor.told("PATCH", path, {"translations": [text]})
        shown = (await paper.read(page)).json()["currentTranslation"]
        assert (shown["title"], shown["bodyHtml"]) == (f"Coffee {number}", f"<p>Edition <em>{number}</em></p>\n")
    refused(await paper.editor("PATCH", path, {"status": "DRAFT"}, headers={"If-Match": tag}), 412)
    refused(await paper.author("POST", f"{path}/rollback/en/1"), 403)

    back = await paper.editor.told("POST", f"{path}/rollback/en/1")

    assert {name: said(back, "en")[name] for name in ("title", "body", "slug")} == {
        name: before[name] for name in ("title", "body", "slug")
    }
    assert said(back, "vi") == said(post, "vi")
    assert (await paper.read(page)).json()["currentTranslation"]["title"] == before["title"]
    history = await paper.editor.told("GET", f"{path}/revisions/en")
    assert [(one["version"], one["data"]["title"], one["createdBy"]["name"]) for one in history] == [
        (4, before["title"], "Eve"), (3, "Coffee 2", "Eve"), (2, "Coffee 1", "Eve"), (1, before["title"], "An"),
    ]  # fmt: skip
    paper.keep(back)


async def a_link_shows_what_is_not_public_until_it_is_ended(paper: Newspaper) -> None:
    post = paper.posts[28]
    path = f"/admin/posts/{post['id']}/preview-token"
    made = await paper.author.told("POST", path)
    assert made["url"] == f"{SITE}/preview/{made['token']}"

    shown = await paper.read(f"/preview/{made['token']}", locale="en")
    assert (shown.json()["id"], shown.json()["status"]) == (post["id"], "REVIEW")
    assert shown.json()["currentTranslation"]["title"] == said(post, "en")["title"]
    assert shown.headers["Cache-Control"] == "no-store"
    refused(await paper.staff["freelancer"]("DELETE", path), 404)
    await paper.author.told("DELETE", path)
    await paper.read(f"/preview/{made['token']}", 404)


async def a_former_slug_leads_to_the_new_one(paper: Newspaper) -> None:
    post = paper.posts[1]
    change = {"translations": [{"locale": "vi", "slug": "tau-hoa"}]}
    paper.keep(await paper.editor.told("PATCH", f"/admin/posts/{post['id']}", change))

    answer = await paper.read("/posts/vi/lich-su-duong-sat", 308)
    assert answer.json() == {"statusCode": 308, "message": "Moved permanently", "locale": "vi", "slug": "tau-hoa"}
    followed = await paper.http.get(answer.headers["Location"])
    assert (followed.status_code, followed.json()["id"]) == (200, post["id"])
    assert said(paper.posts[1], "en")["slug"] == "a-history-of-railways"


async def the_log_names_who_did_what(paper: Newspaper) -> None:
    log = "/admin/audit-logs?limit=100"
    many = (await paper.admin.told("GET", log))["meta"]["totalPages"]
    pages = [await paper.admin.told("GET", f"{log}&page={number + 1}") for number in range(many)]
    lines = [line for page in pages for line in page["data"]]
    done = {(line["action"], line["entity"], (line["user"] or {}).get("name")) for line in lines}

    assert {
        ("CREATE", "User", "Ada"), ("CREATE", "User", "An"), ("UPDATE", "Site", "Ada"), ("CREATE", "Category", "Eve"),
        ("CREATE", "Tag", "Eve"), ("CREATE", "Media", "An"), ("UPDATE", "Media", "An"), ("CREATE", "Post", "An"),
        ("UPDATE", "Post", "An"), ("PUBLISH", "Post", "Eve"), ("PUBLISH", "Post", None), ("UPDATE", "Post", "Eve"),
    } <= done  # fmt: skip
    assert ("PUBLISH", "Post", "An") not in done
    assert len([line for line in lines if (line["action"], line["entity"]) == ("CREATE", "Post")]) == 30
    assert {line["ipAddress"] for line in lines if line["user"]} == {"127.0.0.1"}
    [by_system] = [line for line in lines if line["entity"] == "Post" and line["userId"] is None]
    assert (by_system["entityId"], by_system["newValue"]["status"]) == (paper.posts[29]["id"], "PUBLISHED")
    assert PASSWORD not in str(lines)
    refused(await paper.editor("GET", "/admin/audit-logs"), 403)


async def each_site_is_at_its_own_addresses(paper: Newspaper) -> None:
    fred = account("Fred")
    token = (await paper.send("/auth/login", fred, mount="/api/v1"))["access_token"]
    mine = await paper.http.get("/api/v1/organizations", headers={"Authorization": f"Bearer {token}"})
    [slug] = [one["slug"] for one in mine.json() if one["kind"] == "personal"]
    mount = f"/t/{slug}{BLOG}"
    owner = await paper.enter("owner", "login", fred, mount)

    assert (await owner.told("GET", "/auth/me"))["role"] == "ADMIN"
    post = await owner.told(
        "POST", "/admin/posts", {"translations": [ARTICLES[1].translation("vi")], "status": "PUBLISHED"}, status=201
    )
    assert (await paper.read("/posts", mount=mount)).json()["meta"]["total"] == 1
    assert (await paper.read("/posts/vi/lich-su-duong-sat", mount=mount)).json()["id"] == post["id"]
    refused(await paper.admin("GET", f"/admin/posts/{post['id']}"), 404)
    stranger = {"Authorization": f"Bearer {paper.admin.token}"}
    refused(await paper.http.get(f"{mount}/admin/posts", headers=stranger), 404)
    here = (await paper.read("/posts")).json()
    assert here["meta"]["total"] == 27
    assert (await paper.read("/posts", mount=f"/t/default{BLOG}")).json() == here
    by_host = await paper.http.get("/api/posts", headers={"Host": HOST})
    assert ids(by_host.json()["data"]) == ids(here["data"])


async def the_administrator_deletes_and_moves_the_site(paper: Newspaper) -> None:
    path = f"/admin/posts/{paper.posts[2]['id']}"
    refused(await paper.editor("DELETE", path), 403)
    assert await paper.admin.told("DELETE", path) == {"success": True}
    await paper.read(f"/posts/vi/{said(paper.posts[2], 'vi')['slug']}", 404)

    await paper.admin.told(
        "PATCH", "/admin/site", {"site_url": "https://paper.example", "post_path": "/{locale}/{slug}"}
    )
    pages = read_sitemap((await paper.read("/sitemap.xml")).content)
    assert len(pages) == 1 + 2 * 26
    assert "https://paper.example/vi/tau-hoa" in pages
    assert {page.startswith("https://paper.example/") for page in pages} == {True}


async def who_signs_out_is_out(paper: Newspaper) -> None:
    for name, body in (("author", {"refreshToken": paper.refresh_tokens["author"]}), ("admin", None)):
        guest = paper.staff[name]
        assert await guest.told("POST", "/auth/logout", body) == {"message": "Logged out successfully"}
        refused(await guest("GET", "/auth/me"), 401)
        refused(await guest("GET", "/admin/posts"), 401)
        again = {"refreshToken": paper.refresh_tokens[name]}
        refused(await paper.http.post(f"{BLOG}/auth/refresh", json=again), 401)
    assert (await paper.editor.told("GET", "/auth/me"))["role"] == "EDITOR"
