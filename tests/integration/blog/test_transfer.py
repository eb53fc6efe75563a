"""Posts taken along from one site and brought into another."""

import filecmp
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contentforge_blog.posts.filing import Places
from contentforge_blog.posts.filing_repository import Filing
from contentforge_blog.posts.status import Status, Wish
from contentforge_blog.posts.text import Text
from contentforge_blog.transfer import (
    Importer,
    MediaEntry,
    Outcome,
    PostEntry,
    TermEntry,
    Unreadable,
    posts_of,
    read_bundle,
    terms_of,
    write_bundle,
)
from contentforge_platform.database import UnitOfWork
from support.posts import Desk

LONG_AGO = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)


async def no_media() -> AsyncIterator[tuple[MediaEntry, AsyncIterator[bytes]]]:
    nothing: tuple[tuple[MediaEntry, AsyncIterator[bytes]], ...] = ()
    for one in nothing:
        yield one


async def taken_along(uow: UnitOfWork, desk: Desk, path: Path) -> Path:
    await write_bundle(path, desk.tenant, await terms_of(uow, desk.tenant), no_media(), posts_of(uow, desk.tenant))
    return path


async def email_of(desk: Desk, user: UUID) -> str:
    [row] = await desk.fetch("SELECT email FROM user_account WHERE id = $2 AND $1::uuid IS NOT NULL", user)
    return str(row["email"])


async def importer(uow: UnitOfWork, desk: Desk) -> Importer:
    return await Importer.for_site(uow, desk.tenant, await email_of(desk, desk.editor.user))


async def bring_in(uow: UnitOfWork, desk: Desk, path: Path) -> list[Outcome]:
    found = read_bundle(path)
    bringing = await importer(uow, desk)
    await bringing.put_terms(found.terms)
    ends = [await bringing.put(post) for post in found.posts if isinstance(post, PostEntry)]
    assert len(ends) == found.posts_total
    return ends


async def furnished(uow: UnitOfWork, desk: Desk) -> None:
    """A site with posts of every kind."""
    parent, child, tag = uuid4(), uuid4(), uuid4()
    names = [{"locale": "vi", "name": "Núi", "slug": "nui", "description": "Cao: và 'xa'"}]
    bringing = await importer(uow, desk)
    await bringing.put_terms(
        [
            TermEntry(kind=Filing.CATEGORY, id=child, parent=parent, translations=[{**names[0], "slug": "nui-con"}]),
            TermEntry(kind=Filing.CATEGORY, id=parent, translations=names),
            TermEntry(kind=Filing.TAG, id=tag, translations=[{"locale": "en", "name": "Walks", "slug": "walks"}]),
        ]
    )
    full = Text(
        title="Tiêu đề: 'hay'",
        slug="tieu-de",
        excerpt="a\n\nb",
        body="---\nkhông: phải\n---\n\r\n# Đầu\t\n",
        meta_title="m",
        canonical="https://example.com/?a=1&b",
        schema_type="Article",
        schema_data={"a": [1, 2.5, None, {"b": "đ"}]},
    )
    places = Places([parent, child], [tag])
    await desk.write(texts={"vi": full, "en": Text(title="x", body=" \n")}, places=places)
    await desk.write(desk.author, wish=Wish(status=Status.REVIEW))
    await desk.write(wish=Wish(Status.PUBLISHED))
    later = datetime.now(UTC) + timedelta(days=30)
    await desk.write(wish=Wish(Status.SCHEDULED, later, dated=True))


async def test_a_round_trip_is_identical(uow: UnitOfWork, tmp_path: Path) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    await furnished(uow, here)
    bundle = await taken_along(uow, here, tmp_path / "here.zip")

    assert await bring_in(uow, there, tmp_path / "here.zip") == [Outcome.MADE] * 4

    # The authors are no members there, so all is the importer's; everything else is as it was.
    assert _but_authors(bundle) == _but_authors(await taken_along(uow, there, tmp_path / "there.zip"))
    again = await taken_along(uow, here, tmp_path / "again.zip")
    assert filecmp.cmp(bundle, again, shallow=False)


async def test_what_was_brought_in_behaves_as_what_was_written_there(uow: UnitOfWork, tmp_path: Path) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    await furnished(uow, here)
    await taken_along(uow, here, tmp_path / "here.zip")
    await bring_in(uow, there, tmp_path / "here.zip")

    rows = await there.fetch("SELECT id, status FROM blog_post WHERE organization_id = $1 ORDER BY created_at")
    posts = [await there.read(row["id"]) for row in rows]
    assert [post.status for post in posts] == [Status.DRAFT, Status.REVIEW, Status.PUBLISHED, Status.SCHEDULED]
    assert await there.items(posts[3].id) == ["scheduled"]
    assert posts[0].translations[1].body_html != ""
    assert len(posts[0].categories) == 2


async def test_what_is_brought_in_twice_is_there_once(uow: UnitOfWork, tmp_path: Path) -> None:
    here, there = await Desk.opened(uow), await Desk.opened(uow)
    await furnished(uow, here)
    await taken_along(uow, here, tmp_path / "here.zip")
    await bring_in(uow, there, tmp_path / "here.zip")

    assert await bring_in(uow, there, tmp_path / "here.zip") == [Outcome.THERE] * 4
    [row] = await there.fetch("SELECT count(*) AS posts FROM blog_post WHERE organization_id = $1")
    assert row["posts"] == 4


async def test_a_post_keeps_the_date_that_it_was_published_on(uow: UnitOfWork) -> None:
    desk = await Desk.opened(uow)
    entry = PostEntry(
        id=uuid4(),
        source="x",
        status=Status.PUBLISHED,
        publish_at=LONG_AGO,
        created_at=LONG_AGO,
        texts={"vi": Text(title="Cũ")},
    )
    await (await importer(uow, desk)).put(entry)

    post = await desk.read(entry.id)
    assert (post.status, post.publish_at, post.created_at) == (Status.PUBLISHED, LONG_AGO, LONG_AGO)


async def test_authors_who_are_members_stay_the_authors(uow: UnitOfWork) -> None:
    desk = await Desk.opened(uow)
    address = (await email_of(desk, desk.author.user)).upper()
    entry = PostEntry(id=uuid4(), source="x", author=address, texts={"vi": Text(title="Của tôi")})
    await (await importer(uow, desk)).put(entry)

    assert (await desk.read(entry.id)).author.id == desk.author.user


async def test_a_post_that_cannot_be_brought_in_leaves_no_trace_and_the_others_alone(uow: UnitOfWork) -> None:
    desk = await Desk.opened(uow)
    bringing = await importer(uow, desk)
    good = PostEntry(id=uuid4(), source="good", texts={"vi": Text(title="x", slug="one")})
    bad = [
        replace(good, id=uuid4(), source="taken"),
        replace(good, id=uuid4(), texts={"xx": Text(title="x")}),
        replace(good, id=uuid4(), texts={"vi": Text(title="x", slug="a/b")}),
        replace(good, id=uuid4(), texts={}),
        replace(good, id=uuid4(), texts={"vi": Text(title="y")}, tags=[uuid4()]),
    ]
    assert await bringing.put(good) is Outcome.MADE
    for entry in bad:
        with pytest.raises(Unreadable, match=entry.source):
            await bringing.put(entry)

    [row] = await desk.fetch("SELECT count(*) AS posts FROM blog_post WHERE organization_id = $1")
    assert row["posts"] == 1


async def test_nobody_brings_posts_in_who_is_no_member(uow: UnitOfWork) -> None:
    desk = await Desk.opened(uow)

    with pytest.raises(Unreadable):
        await Importer.for_site(uow, desk.tenant, "nobody@example.com")


def _but_authors(path: Path) -> tuple[list[TermEntry], list[object]]:
    found = read_bundle(path)
    return list(found.terms), [replace(post, author=None) for post in found.posts if isinstance(post, PostEntry)]
