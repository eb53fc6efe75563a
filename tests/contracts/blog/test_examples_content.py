"""Each example of the document about posts, media, categories and tags, and what readers are answered."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentforge_app.apis.blog.media.schemas import Deleted as MediaDeleted
from contentforge_app.apis.blog.media.schemas import MediaPage, MediaShown
from contentforge_app.apis.blog.posts.schemas import Deleted, PostPage, PostWhole, PreviewToken, RevisionShown
from contentforge_app.apis.blog.public.schemas import MovedPost, PreviewedPost, PublicPage, PublicPost
from contentforge_app.apis.blog.taxonomy.schemas import Deleted as TermDeleted
from contentforge_app.apis.blog.taxonomy.schemas import TermShown
from support import blog_examples as examples
from support.blog_examples import is_like, page_of
from support.feeds import read_rss, read_sitemap
from support.files import MP4, picture
from support.library import PATH, send, uploaded, work
from support.newsroom import Newsroom

CATEGORY: dict[str, Any] = {
    "translations": [
        {"locale": "vi", "name": "Công nghệ", "slug": "cong-nghe", "description": "Máy móc và hơn thế"},
        {"locale": "en", "name": "Technology", "slug": "technology", "description": "Machines and more"},
    ],
    "parentId": None,
}
TAG: dict[str, Any] = {
    "translations": [
        {"locale": "vi", "name": "JavaScript", "slug": "javascript"},
        {"locale": "en", "name": "JavaScript", "slug": "javascript"},
    ]
}


@dataclass(frozen=True)
class Desk:
    """A newsroom with a picture, a category and a tag, and a post that is sent as the document sends it."""

    newsroom: Newsroom
    category: str
    tag: str
    hero: str
    made: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/admin/posts/{self.made['id']}"

    async def published(self) -> None:
        assert (await self.newsroom.editor("POST", f"{self.path}/publish", {})).status_code == 200


@pytest.fixture
async def desk(newsroom: Newsroom) -> Desk:
    category = (await newsroom.editor("POST", "/admin/categories", CATEGORY)).json()["id"]
    tag = (await newsroom.editor("POST", "/admin/tags", TAG)).json()["id"]
    hero = (await uploaded(newsroom.author))["id"]
    await work(newsroom)
    body = {
        "translations": [{**examples.VIETNAMESE, "heroImageId": hero}, examples.ENGLISH],
        "categoryIds": [category],
        "tagIds": [tag],
        "status": "DRAFT",
        "publishAt": None,
    }
    made = is_like(await newsroom.author("POST", "/admin/posts", body), 201, examples.POST, PostWhole)
    return Desk(newsroom, category, tag, hero, made)


async def test_admin_posts_create_and_get(desk: Desk) -> None:
    told = is_like(await desk.newsroom.author("GET", desk.path), 200, examples.POST, PostWhole)

    assert told == desk.made
    en, vi = told["translations"]
    assert {name: vi[name] for name in examples.VIETNAMESE} == examples.VIETNAMESE
    assert {name: en[name] for name in examples.ENGLISH} == examples.ENGLISH
    assert (vi["heroImage"]["id"], en["heroImage"]) == (desk.hero, None)
    assert ([one["id"] for one in told["categories"]], [one["id"] for one in told["tags"]]) == (
        [desk.category],
        [desk.tag],
    )


async def test_admin_posts_list(desk: Desk) -> None:
    query = f"page=1&limit=20&status=DRAFT&search=tieu de&categoryId={desk.category}&tagId={desk.tag}"
    author = desk.newsroom.author.user

    answer = await desk.newsroom.editor("GET", f"/admin/posts?{query}&authorId={author}")

    told = is_like(answer, 200, page_of(examples.POST_LISTED), PostPage)
    assert told["meta"] == {"total": 1, "page": 1, "limit": 20, "totalPages": 1}


async def test_admin_posts_change_and_delete(desk: Desk) -> None:
    change = {"translations": [{"locale": "en", "title": "New title"}], "status": "REVIEW"}

    changed = is_like(await desk.newsroom.author("PATCH", desk.path, change), 200, examples.POST, PostWhole)
    gone = await desk.newsroom.admin("DELETE", desk.path)

    assert (changed["status"], changed["translations"][0]["title"]) == ("REVIEW", "New title")
    is_like(gone, 200, examples.DONE, Deleted)


async def test_admin_posts_publish_and_unpublish(desk: Desk) -> None:
    later = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    statuses = []
    for below, body in (("publish", {"publishAt": later}), ("publish", None), ("unpublish", None)):
        answer = await desk.newsroom.editor("POST", f"{desk.path}/{below}", body)
        told = is_like(answer, 200, examples.POST, PostWhole)
        statuses.append((told["status"], told["publishAt"]))

    assert statuses[0] == ("SCHEDULED", later)
    assert (statuses[1][0], statuses[2]) == ("PUBLISHED", ("DRAFT", None))


async def test_admin_posts_revisions_and_rollback(desk: Desk) -> None:
    editor = desk.newsroom.editor
    await editor("PATCH", desk.path, {"translations": [{"locale": "en", "title": "Second"}]})

    listed = is_like(await editor("GET", f"{desk.path}/revisions/en"), 200, [examples.REVISION])
    back = is_like(await editor("POST", f"{desk.path}/rollback/en/1"), 200, examples.POST, PostWhole)

    for one in listed:
        RevisionShown.model_validate(one)
    assert [(one["version"], one["data"]["title"]) for one in listed] == [(2, "Second"), (1, "Post Title")]
    assert back["translations"][0]["title"] == "Post Title"


async def test_admin_posts_preview_token_and_preview(desk: Desk) -> None:
    made = await desk.newsroom.author("POST", f"{desk.path}/preview-token")

    link = is_like(made, 200, examples.PREVIEW_LINK, PreviewToken)
    assert link["url"] == f"http://localhost:3000/preview/{link['token']}"
    is_like(await desk.newsroom.read(f"/preview/{link['token']}"), 200, examples.PREVIEWED, PreviewedPost)


async def test_admin_media(newsroom: Newsroom) -> None:
    author = newsroom.author

    answer = await send(author, picture(size=(1920, 1080)), alt="Alt text", caption="Caption")
    told = is_like(answer, 201, examples.MEDIA, MediaShown)
    path = f"/admin/media/{told['id']}"
    one = is_like(await author("GET", path), 200, examples.MEDIA, MediaShown)
    listed = await author("GET", "/admin/media?page=1&limit=20&type=IMAGE&search=photo")
    change = {"alt": "New alt text", "caption": "New caption"}
    changed = is_like(await author("PATCH", path, change), 200, examples.MEDIA, MediaShown)

    assert (told["originalName"], told["mimeType"], told["type"]) == ("photo.jpg", "image/jpeg", "IMAGE")
    assert (told["width"], told["height"]) == (1920, 1080)
    assert is_like(listed, 200, page_of(examples.MEDIA), MediaPage)["data"] == [one]
    assert {name: changed[name] for name in change} == change
    is_like(await newsroom.editor("DELETE", path), 200, examples.DONE, MediaDeleted)


async def test_admin_media_of_a_film(newsroom: Newsroom) -> None:
    answer = await newsroom.author("POST", PATH, files={"file": ("film.mp4", MP4)})

    none = dict.fromkeys(("thumbnailUrl", "width", "height"), examples.nothing)
    film = {**examples.MEDIA, **none, "type": lambda value: value == "VIDEO", "variants": {}}
    is_like(answer, 201, film, MediaShown)


@pytest.mark.parametrize(
    ("plural", "body", "form", "seen"),
    [
        ("categories", CATEGORY, examples.CATEGORY, examples.CATEGORY_SEEN),
        ("tags", TAG, examples.TAG, examples.TAG_SEEN),
    ],
)
async def test_categories_and_tags(newsroom: Newsroom, plural: str, body: dict[str, Any], form: Any, seen: Any) -> None:
    path = f"/admin/{plural}"
    slug = body["translations"][1]["slug"]

    made = is_like(await newsroom.editor("POST", path, body), 201, form, TermShown)
    listed = is_like(await newsroom.author("GET", path), 200, [form])
    change = {"translations": [{"locale": "en", "name": "Tech"}]}
    changed = is_like(await newsroom.editor("PATCH", f"{path}/{made['id']}", change), 200, form, TermShown)
    public = is_like(await newsroom.read(f"/{plural}"), 200, [form])
    in_english = is_like(await newsroom.read(f"/{plural}?locale=en"), 200, [seen])
    by_slug = is_like(await newsroom.read(f"/{plural}/en/{slug}"), 200, seen, TermShown)
    is_like(await newsroom.admin("DELETE", f"{path}/{made['id']}"), 200, examples.DONE, TermDeleted)

    assert sorted(made["translations"], key=str) == sorted(body["translations"], key=str)
    assert listed == [made]
    assert public == [changed]
    assert in_english == [by_slug]
    assert by_slug["currentTranslation"]["name"] == "Tech"


async def test_posts_list(desk: Desk) -> None:
    await desk.published()
    query = f"page=1&limit=10&categoryId={desk.category}&tagId={desk.tag}"

    plain = is_like(await desk.newsroom.read(f"/posts?{query}"), 200, page_of(examples.PUBLIC_ITEM), PublicPage)
    in_english = await desk.newsroom.read(f"/posts?{query}&locale=en&search=markdown")

    assert plain["meta"] == {"total": 1, "page": 1, "limit": 10, "totalPages": 1}
    [item] = is_like(in_english, 200, page_of(examples.PUBLIC_ITEM_IN), PublicPage)["data"]
    assert item["currentTranslation"]["title"] == "Post Title"


async def test_posts_by_slug(desk: Desk) -> None:
    await desk.published()

    english = is_like(await desk.newsroom.read("/posts/en/post-title"), 200, examples.PUBLIC_POST, PublicPost)
    vietnamese = is_like(await desk.newsroom.read("/posts/vi/tieu-de-bai-viet"), 200, examples.PUBLIC_POST, PublicPost)

    assert english["currentTranslation"]["body"] == examples.ENGLISH["body"]
    assert "<p>Text paragraph...</p>" in english["currentTranslation"]["bodyHtml"]
    assert vietnamese["currentTranslation"]["heroImage"]["id"] == desk.hero
    assert vietnamese["jsonLd"]["@type"] == "Article"


async def test_posts_by_a_former_slug(desk: Desk) -> None:
    await desk.published()
    await desk.newsroom.editor("PATCH", desk.path, {"translations": [{"locale": "en", "slug": "another"}]})

    told = is_like(await desk.newsroom.read("/posts/en/post-title"), 308, examples.MOVED, MovedPost)

    assert (told["locale"], told["slug"]) == ("en", "another")


async def test_sitemap_and_rss(desk: Desk) -> None:
    await desk.published()

    sitemap, vi, en = [await desk.newsroom.read(path) for path in ("/sitemap.xml", "/rss/vi.xml", "/rss/en.xml")]

    assert [answer.status_code for answer in (sitemap, vi, en)] == [200, 200, 200]
    pages = read_sitemap(sitemap.content)
    assert set(pages["http://localhost:3000/en/posts/post-title"]) == {"vi", "en", "x-default"}
    assert [item.title for item in read_rss(vi.content).items] == ["Tiêu đề bài viết"]
    assert [item.title for item in read_rss(en.content).items] == ["Post Title"]
