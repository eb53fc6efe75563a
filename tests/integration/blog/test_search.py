"""Searches of sites that have much to find: what comes first, what each page shows, and whose it is."""

from uuid import UUID, uuid4

import pytest

from contentforge_blog import public
from contentforge_blog.posts import queries
from contentforge_blog.posts.queries import PostFilter
from contentforge_blog.public import PublicFilter
from contentforge_blog.search import vector_sql
from contentforge_blog.sites import Counts
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId
from support.posts import Desk

# Published a minute after each other, the last one long before now.
_POSTS = """
INSERT INTO blog_post (organization_id, id, author_id, status, publish_at)
SELECT $1, id, $2, $3, timestamptz '2026-01-01Z' + ($4 + number) * interval '1 minute'
FROM unnest($5::uuid[]) WITH ORDINALITY AS made (id, number)
"""
_TEXTS = f"""
INSERT INTO blog_post_translation (organization_id, post_id, locale, id, title, slug, body, body_html, reading_time,
    version, searched)
SELECT $1, id, 'vi', gen_random_uuid(), $2, id::text, $3, '', 1, 1, {vector_sql("$1", "$2", "''", "$3")}
FROM unnest($4::uuid[]) AS made (id)
"""
_FILED = "INSERT INTO blog_post_tag (organization_id, post_id, tag_id) SELECT $1, unnest($2::uuid[]), $3"
_TAG = "INSERT INTO blog_tag (organization_id, id) VALUES ($1, $2)"


class Site:
    """A site that is filled with many posts at once; `made` are all that were made, oldest first."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.made: list[UUID] = []

    async def fill(self, number: int, title: str, body: str = "x", *, status: str = "PUBLISHED") -> list[UUID]:
        """So many posts that say the same, each newer than all before; the newest first."""
        ids = [uuid4() for _ in range(number)]
        tenant = self.desk.tenant
        async with self.desk.uow.write(tenant) as session:
            await session.fetch(_POSTS, tenant, self.desk.editor.user, status, len(self.made), ids)
            await session.fetch(_TEXTS, tenant, title, body, ids)
        self.made += ids
        return ids[::-1]

    async def tag(self, posts: list[UUID]) -> UUID:
        tag = uuid4()
        async with self.desk.uow.write(self.desk.tenant) as session:
            await session.fetch(_TAG, self.desk.tenant, tag)
            await session.fetch(_FILED, self.desk.tenant, posts, tag)
        return tag

    async def page(
        self, search: str, *, limit: int = 50, offset: int = 0, tag: UUID | None = None
    ) -> tuple[list[UUID], int]:
        wanted = PublicFilter(locale="vi", search=search, tag=tag)
        async with self.desk.uow.read(self.desk.tenant) as session:
            posts, total = await public.page(session, self.desk.tenant, wanted, Counts(), limit=limit, offset=offset)
        return [post.id for post in posts], total

    async def all_pages(self, search: str, *, limit: int = 30) -> tuple[list[UUID], set[int]]:
        """What all pages show, one after the other, and the totals that they tell."""
        seen, totals = list[UUID](), set[int]()
        while True:
            ids, total = await self.page(search, limit=limit, offset=len(seen))
            totals.add(total)
            seen += ids
            if len(ids) < limit:
                return seen, totals


@pytest.fixture
async def site(uow: UnitOfWork) -> Site:
    return Site(await Desk.opened(uow))


@pytest.mark.parametrize("others", [0, 3, 900], ids=["by every post", "by most posts", "by few posts"])
async def test_every_find_is_on_one_page_the_newest_of_equals_first(site: Site, others: int) -> None:
    """More than are ranked, whether they are found by walking through the newest posts or by their keys."""
    finds = await site.fill(235, "nui cao")
    await site.fill(others, "bien xanh")

    seen, totals = await site.all_pages("cao")

    assert seen == finds
    assert totals == {235}


@pytest.mark.parametrize("others", [0, 900], ids=["by every post", "by few posts"])
async def test_a_title_that_says_it_beats_newer_texts_that_mention_it_however_many_they_are(
    site: Site, others: int
) -> None:
    titled = await site.fill(2, "nui cao")
    mentioning = await site.fill(150, "bien xanh", "nui cao")
    await site.fill(others, "song dai")

    seen, totals = await site.all_pages("nui")

    assert seen == titled + mentioning
    assert totals == {152}


async def test_a_word_that_becomes_common_is_found_in_old_posts_as_before(site: Site) -> None:
    """Half of the newest posts have it, and there are not enough of them to be ranked."""
    old = await site.fill(60, "nui cao")
    await site.fill(600, "bien xanh")
    new = await site.fill(12, "nui cao")

    seen, totals = await site.all_pages("nui")

    assert seen == new + old
    assert totals == {72}


@pytest.mark.parametrize("search", ['"nui cao"', "nui -bien", "nui or khong"])
async def test_phrases_and_words_that_must_not_be_there_are_told_by_the_text(site: Site, search: str) -> None:
    finds = await site.fill(110, "nui cao")
    await site.fill(3, "bien", "cao nui" if "or" not in search else "")

    seen, totals = await site.all_pages(search)

    assert seen == finds
    assert totals == {110}


async def test_a_search_within_a_tag_finds_what_is_filed_there_among_many_others(site: Site) -> None:
    filed = await site.fill(3, "nui cao")
    tag = await site.tag(filed)
    await site.fill(300, "nui cao")

    assert await site.page("nui", tag=tag) == (filed, 3)
    assert await site.page("nui", tag=tag, limit=2) == (filed[:2], 3)
    assert await site.page("nui", tag=uuid4()) == ([], 0)


async def test_only_editors_find_what_is_not_published(site: Site) -> None:
    shown = await site.fill(2, "nui cao")
    drafts = await site.fill(1, "nui cao", status="DRAFT")
    await site.fill(2, "bien xanh", status="DRAFT")
    tenant = site.desk.tenant

    async with site.desk.uow.read(tenant) as session:
        posts, total = await queries.page(session, tenant, PostFilter(search="NÚI"), limit=50, offset=0)
        _, counted = await queries.page(session, tenant, PostFilter(search="NÚI"), limit=1, offset=0)

    assert {post.id for post in posts} == {*shown, *drafts}
    assert (total, counted) == (3, 3)
    assert await site.page("nui") == (shown, 2)
    assert await site.page("nui", limit=1) == (shown[:1], 2)


async def test_processes_of_the_release_before_find_the_same_in_the_same_order(site: Site) -> None:
    titled = await site.fill(1, "nui cao")
    others = await site.fill(120, "bien xanh", "nui")

    rows = await site.desk.fetch(
        "SELECT post_id FROM blog_post JOIN search_published('nui', 'vi') ON post_id = id"
        " WHERE organization_id = $1 ORDER BY rank DESC, publish_at DESC"
    )

    assert [row["post_id"] for row in rows] == titled + others


@pytest.mark.parametrize(
    "search",
    [
        "SELECT find_posts('nui', NULL)",
        "SELECT find_posts('nui', 'vi')",
        "SELECT find_posts('-bien', 'vi')",
        "SELECT search_published('nui', 'vi', NULL, NULL, 10, 0)",
        "SELECT search_published('-bien', NULL, NULL, NULL, 10, 0)",
        "SELECT search_published('nui', 'vi')",
    ],
)
async def test_a_search_that_looks_past_the_policies_tells_nothing_of_other_sites(site: Site, search: str) -> None:
    """Not even to a site whose id begins alike, so that its keys are the same; nor where no site is in sight."""
    await site.fill(30, "nui cao")
    begun = str(site.desk.tenant)[:8]
    twin = TenantId(UUID(begun + str(uuid4())[8:]))

    async def told(sight: TenantId | None) -> int:
        async with site.desk.uow.read(sight) as session:
            return len(await session.fetch(search))

    assert await told(site.desk.tenant) >= 10
    assert (await told(twin), await told(None)) == (0, 0)


async def test_a_search_goes_by_the_keys_of_its_site(site: Site) -> None:
    """Else it would read what all sites have written."""
    await site.fill(3, "nui cao")
    async with site.desk.uow.system() as session:
        plan = await session.fetch(
            "EXPLAIN SELECT found_texts FROM found_texts($1, 'vi', 'nui'::tsquery, 'w', true)", site.desk.tenant
        )

    assert "Bitmap Index Scan on ix_blog_post_translation_words" in "\n".join(row[0] for row in plan)
