"""Posts: what they say in each language, their slugs, their revisions, and what changes at once."""

import asyncio
from uuid import uuid4

import pytest

from contentforge_blog import sites
from contentforge_blog.changes import SiteChanged
from contentforge_blog.posts import change
from contentforge_blog.posts.change import Change, Overtaken
from contentforge_blog.posts.composing import compose
from contentforge_blog.posts.errors import (
    ChangedMeanwhile,
    LastTranslation,
    PostNotFound,
    RevisionNotFound,
    SlugTaken,
    UnknownReference,
)
from contentforge_blog.posts.filing import Places
from contentforge_blog.posts.status import Status, Wish
from contentforge_blog.posts.text import Text, TextChange
from contentforge_blog.revisions import history
from contentforge_platform.database import UnitOfWork
from contentforge_platform.errors import Invalid
from support.posts import Desk

PUBLISH = Wish(status=Status.PUBLISHED)


@pytest.fixture
async def desk(uow: UnitOfWork) -> Desk:
    return await Desk.opened(uow)


async def versions(desk: Desk, post: object, locale: str) -> list[int]:
    async with desk.uow.read(desk.tenant) as session:
        return [one.version for one in await history(session, desk.tenant, post, locale)]  # type: ignore[arg-type]


async def test_a_post_says_in_each_language_what_was_written(desk: Desk) -> None:
    text = Text(
        title="Tiêu đề",
        excerpt="Ngắn",
        body="# Một\n\nHai **ba**.",
        meta_title="SEO",
        schema_type="Article",
        schema_data={"about": {"name": "x"}},
        canonical="https://example.com/a",
    )
    post = await desk.write(texts={"vi": text, "en": Text(title="Title", body="Text.")})

    vi, en = post.in_locale("vi"), post.in_locale("en")
    assert vi is not None
    assert en is not None
    assert (vi.slug, en.slug) == ("tieu-de", "title")
    assert vi.body_html == f'<h1 id="p{post.id.hex[:8]}-mot">Một</h1>\n<p>Hai <strong>ba</strong>.</p>\n'
    assert (vi.meta_title, vi.schema_type, vi.schema_data) == ("SEO", "Article", {"about": {"name": "x"}})
    assert (vi.version, en.version, vi.reading_time) == (1, 1, 1)
    assert (post.status, post.version, post.author.name) == (Status.DRAFT, 1, "An editor")


async def test_a_slug_that_is_made_of_the_title_is_numbered_where_it_is_taken(desk: Desk) -> None:
    texts = {"vi": Text(title="Đường phố Hà Nội")}
    slugs = [(await desk.write(texts=texts)).translations[0].slug for _ in range(3)]

    assert slugs == ["duong-pho-ha-noi", "duong-pho-ha-noi-2", "duong-pho-ha-noi-3"]


async def test_posts_with_the_same_title_at_the_same_moment_all_get_a_slug(desk: Desk) -> None:
    texts = {"vi": Text(title="Cùng một tên"), "en": Text(title="Same name")}
    posts = await asyncio.gather(*(desk.write(texts=texts) for _ in range(8)))

    for locale in ("vi", "en"):
        assert len({one.slug for post in posts if (one := post.in_locale(locale))}) == 8


async def test_of_two_who_ask_for_a_slug_at_the_same_moment_one_is_refused(desk: Desk) -> None:
    texts = {"vi": Text(title="Tên", slug="mot-cho")}
    ends = await asyncio.gather(*(desk.write(texts=texts) for _ in range(4)), return_exceptions=True)

    assert [type(end) for end in ends if isinstance(end, BaseException)] == [SlugTaken] * 3


async def test_a_title_without_letters_of_ours_gets_a_slug_of_the_id(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="漢字")})

    assert post.translations[0].slug == post.id.hex[:8]


async def test_a_slug_made_of_a_reserved_word_is_numbered(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="Search")})

    assert post.translations[0].slug == "search-2"


@pytest.mark.parametrize("slug", ["a/b", "a.b", "../x", "A", "á", "a--b", "-a", "a b", "x" * 101, "admin", "posts"])
async def test_slugs_that_cannot_stand_in_addresses_are_refused(desk: Desk, slug: str) -> None:
    with pytest.raises(Invalid):
        await desk.write(texts={"vi": Text(title="Tên", slug=slug)})


async def test_slugs_are_free_in_another_language_and_on_another_site(desk: Desk, uow: UnitOfWork) -> None:
    elsewhere = await Desk.opened(uow)
    text = Text(title="x", slug="same")
    await desk.write(texts={"vi": text})

    assert (await desk.write(texts={"en": text})).translations[0].slug == "same"
    assert (await elsewhere.write(texts={"vi": text})).translations[0].slug == "same"


async def test_a_change_merges_by_language_and_field(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="Một", excerpt="a", body="x"), "en": Text(title="One")})

    changed = await desk.say(post.id, "vi", title="Hai")

    vi, en = changed.in_locale("vi"), changed.in_locale("en")
    assert vi is not None
    assert (vi.title, vi.excerpt, vi.body, vi.slug) == ("Hai", "a", "x", "mot")
    assert en == post.in_locale("en")
    assert changed.version == post.version + 1


async def test_only_changed_languages_get_a_revision(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="Một"), "en": Text(title="One")})
    await desk.change(post.id, texts=[TextChange("vi", {"title": "Hai"}), TextChange("en", {"title": "One"})])

    assert await versions(desk, post.id, "vi") == [2, 1]
    assert await versions(desk, post.id, "en") == [1]


async def test_a_change_that_changes_nothing_leaves_no_trace(desk: Desk, effects: list[object]) -> None:
    post = await desk.write(wish=PUBLISH)
    effects.clear()

    same = await desk.change(post.id, texts=[TextChange("vi", {"title": post.translations[0].title})])

    assert same == post
    assert effects == []


async def test_twenty_changes_at_once_leave_revisions_without_gaps(desk: Desk) -> None:
    post = await desk.write()

    await asyncio.gather(*(desk.say(post.id, "vi", title=f"Bản {number}") for number in range(20)))

    assert await versions(desk, post.id, "vi") == list(range(21, 0, -1))
    assert (await desk.read(post.id)).version == 21


async def test_two_who_change_different_fields_at_once_both_win(desk: Desk) -> None:
    post = await desk.write()

    await asyncio.gather(desk.say(post.id, "vi", title="Tên mới"), desk.say(post.id, "vi", body="Thân mới"))

    vi = (await desk.read(post.id)).translations[0]
    assert (vi.title, vi.body, vi.body_html) == ("Tên mới", "Thân mới", "<p>Thân mới</p>\n")


async def test_a_text_that_was_composed_of_an_older_one_is_not_written(desk: Desk) -> None:
    post = await desk.write()
    wanted = Change(texts=[TextChange("vi", {"title": "Tên mới"})])
    async with desk.uow.read(desk.tenant) as session:
        site = await sites.get(session, desk.tenant)
        prepared = await change.prepare(session, desk.tenant, site, desk.editor, post.id, wanted)
    newer = await desk.say(post.id, "vi", body="Thân mới")

    async def write() -> None:
        composed = compose(prepared.composition)
        async with desk.uow.write(desk.tenant) as session:
            await change.apply(session, desk.tenant, desk.editor, post.id, wanted, prepared, composed)

    with pytest.raises(Overtaken):
        await write()
    assert await desk.read(post.id) == newer


async def test_of_two_who_changed_the_same_version_the_second_is_told(desk: Desk) -> None:
    post = await desk.write()
    seen = [post.version]
    tries = [desk.change(post.id, texts=[TextChange("vi", {"title": t})], expected=seen) for t in ("Một", "Hai")]

    ends = await asyncio.gather(*tries, return_exceptions=True)

    assert [type(end) for end in ends if isinstance(end, BaseException)] == [ChangedMeanwhile]
    assert await versions(desk, post.id, "vi") == [2, 1]


async def test_a_language_can_be_added_and_taken_away_but_not_the_last(desk: Desk) -> None:
    post = await desk.write()
    await desk.say(post.id, "en", title="Added")

    one = await desk.change(post.id, texts=[TextChange("vi", delete=True)])
    assert [text.locale for text in one.translations] == ["en"]
    with pytest.raises(LastTranslation):
        await desk.change(post.id, texts=[TextChange("en", delete=True)])
    back = await desk.say(post.id, "vi", title="Lại")
    assert await versions(desk, post.id, "vi") == [2, 1]
    assert back.in_locale("vi") is not None


async def test_a_language_can_take_anothers_place_in_one_change(desk: Desk) -> None:
    post = await desk.write()

    changed = await desk.change(post.id, texts=[TextChange("vi", delete=True), TextChange("en", {"title": "New"})])

    assert [text.locale for text in changed.translations] == ["en"]


async def test_languages_that_the_site_does_not_have_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        await desk.write(texts={"xx": Text(title="x")})


async def test_rolling_back_restores_all_but_the_slug_as_a_new_revision(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="Một", body="*cũ*", excerpt="e", slug="cu")})
    await desk.say(post.id, "vi", title="Hai", body="mới", excerpt="", slug="moi")

    back = (await desk.roll_back(post.id, "vi", 1)).translations[0]

    assert (back.title, back.body, back.excerpt, back.slug) == ("Một", "*cũ*", "e", "moi")
    assert back.body_html == "<p><em>cũ</em></p>\n"
    assert await versions(desk, post.id, "vi") == [3, 2, 1]
    with pytest.raises(RevisionNotFound):
        await desk.roll_back(post.id, "vi", 9)


async def test_a_published_posts_former_slug_leads_to_it_until_another_takes_it(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="x", slug="first")}, wish=PUBLISH)
    await desk.say(post.id, "vi", slug="second")
    former = "SELECT slug FROM blog_former_slug WHERE organization_id = $1 AND post_id = $2"

    assert [row["slug"] for row in await desk.fetch(former, post.id)] == ["first"]
    await desk.write(texts={"vi": Text(title="y", slug="first")})
    assert await desk.fetch(former, post.id) == []


async def test_a_drafts_former_slug_leads_nowhere(desk: Desk) -> None:
    post = await desk.write(texts={"vi": Text(title="x", slug="first")})
    await desk.say(post.id, "vi", slug="second")

    assert await desk.fetch("SELECT 1 FROM blog_former_slug WHERE organization_id = $1 AND post_id = $2", post.id) == []


async def test_a_slug_that_is_changed_to_anothers_is_refused(desk: Desk) -> None:
    await desk.write(texts={"vi": Text(title="x", slug="theirs")})
    post = await desk.write()

    with pytest.raises(SlugTaken):
        await desk.say(post.id, "vi", slug="theirs")
    assert await versions(desk, post.id, "vi") == [1]


async def test_ids_that_lead_nowhere_are_refused(desk: Desk) -> None:
    with pytest.raises(UnknownReference, match="categoryIds"):
        await desk.write(places=Places(categories=[uuid4()]))
    with pytest.raises(UnknownReference, match="tagIds"):
        await desk.write(places=Places(tags=[uuid4()]))
    with pytest.raises(UnknownReference, match="heroImageId"):
        await desk.write(texts={"vi": Text(title="x", hero_image_id=uuid4())})


async def test_an_author_sees_and_changes_only_their_own(desk: Desk) -> None:
    theirs = await desk.write()
    own = await desk.write(desk.author)

    assert (await desk.say(own.id, "vi", desk.author, title="Của tôi")).translations[0].title == "Của tôi"
    with pytest.raises(PostNotFound):
        await desk.say(theirs.id, "vi", desk.author, title="Không")


async def test_copies_of_the_public_side_are_dropped_only_for_what_is_public(desk: Desk, effects: list[object]) -> None:
    draft = await desk.write()
    await desk.say(draft.id, "vi", title="Bản nháp")
    assert [one for one in effects if isinstance(one, SiteChanged)] == []

    post = await desk.write(texts={"vi": Text(title="x", slug="one")}, wish=PUBLISH)
    await desk.say(post.id, "vi", slug="two")
    told = [one.change for one in effects if isinstance(one, SiteChanged)]
    assert [one.event for one in told] == ["post.published", "post.updated"]
    assert told[1].slugs == {"vi": {"one", "two"}}
    assert f"post:{post.id}" in told[1].tags


async def test_the_audit_log_tells_who_did_what(desk: Desk) -> None:
    post = await desk.write()
    await desk.say(post.id, "vi", title="Hai")
    await desk.change(post.id, wish=PUBLISH)
    await desk.change(post.id, wish=Wish(status=Status.DRAFT))

    log = "SELECT action, user_id FROM audit_event WHERE organization_id = $1 AND entity_id = $2 ORDER BY created_at"
    lines = [(row["action"], row["user_id"]) for row in await desk.fetch(log, post.id)]
    assert lines == [(action, desk.editor.user) for action in ("CREATE", "UPDATE", "PUBLISH", "UPDATE")]
