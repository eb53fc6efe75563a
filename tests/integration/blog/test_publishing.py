"""Scheduled posts become public once, at their time by the database's clock, and at no other."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contentforge_blog.changes import SiteChanged
from contentforge_blog.posts.errors import MayNotPublish
from contentforge_blog.posts.status import Status, Wish
from contentforge_blog.posts.text import TextChange
from contentforge_platform.database import UnitOfWork
from contentforge_platform.work import sweep
from support.posts import Desk

DRAFT = Wish(status=Status.DRAFT)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(own_uow: UnitOfWork) -> Desk:
    return await Desk.opened(own_uow)


def at(moment: datetime) -> Wish:
    return Wish(status=Status.PUBLISHED, publish_at=moment, dated=True)


def in_an_hour() -> datetime:
    return datetime.now(UTC) + AN_HOUR


async def pass_time(desk: Desk, post: UUID) -> None:
    """Let the post's hour come: its own time, and that of the work on it, are an hour and a bit ago."""
    async with desk.uow.write(desk.tenant) as session:
        for sql in (
            "UPDATE blog_post SET publish_at = publish_at - interval '61 minutes' WHERE id = $1",
            "UPDATE work_item SET run_at = run_at - interval '61 minutes' WHERE subject_id = $1",
        ):
            await session.fetchval(sql, post)
    async with desk.uow.system() as session:
        await sweep.sweep(session)


async def published(desk: Desk, post: UUID) -> int:
    """How often the post was published, as the audit log has it."""
    sql = """
    SELECT count(*) AS times FROM audit_event WHERE organization_id = $1 AND entity_id = $2 AND action = 'PUBLISH'
    AND user_id IS NULL AND new_value->>'status' = 'PUBLISHED'
    """
    return int((await desk.fetch(sql, post))[0]["times"])


async def test_a_time_to_come_schedules_and_the_work_publishes_when_it_has_come(
    desk: Desk, effects: list[object]
) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    assert post.status is Status.SCHEDULED
    assert await desk.claims() == []
    effects.clear()

    await pass_time(desk, post.id)
    [claim] = await desk.claims()
    await desk.run(claim)

    assert (await desk.read(post.id)).status is Status.PUBLISHED
    assert await published(desk, post.id) == 1
    assert [one.change.event for one in effects if isinstance(one, SiteChanged)] == ["post.published"]
    assert await desk.items(post.id) == ["done"]


async def test_work_that_comes_early_publishes_nothing_and_comes_again(desk: Desk) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    async with desk.uow.write(desk.tenant) as session:  # as if the time had been read off a clock that is ahead
        await session.fetchval("UPDATE work_item SET state = 'ready', ready_at = now() WHERE subject_id = $1", post.id)

    [claim] = await desk.claims()
    await desk.run(claim)

    assert (await desk.read(post.id)).status is Status.SCHEDULED
    assert await desk.items(post.id) == ["scheduled"]
    assert await published(desk, post.id) == 0


async def test_a_post_that_is_scheduled_anew_is_published_by_the_later_work_only(desk: Desk) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    await desk.change(post.id, wish=at(in_an_hour() + AN_HOUR))

    await pass_time(desk, post.id)

    assert await desk.claims() == []
    assert await desk.items(post.id) == ["cancelled", "scheduled"]
    assert (await desk.read(post.id)).status is Status.SCHEDULED


@pytest.mark.parametrize("wish", [DRAFT, Wish(status=Status.REVIEW), at(in_an_hour() + AN_HOUR)])
async def test_work_that_a_worker_has_in_hand_does_nothing_once_the_post_was_moved(desk: Desk, wish: Wish) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    await pass_time(desk, post.id)
    [claim] = await desk.claims()

    moved = await desk.change(post.id, wish=wish)
    await desk.run(claim)

    assert await desk.read(post.id) == moved
    assert await published(desk, post.id) == 0


async def test_work_that_is_not_the_posts_own_publishes_nothing(desk: Desk) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    await pass_time(desk, post.id)
    [claim] = await desk.claims()
    async with desk.uow.write(desk.tenant) as session:
        await session.fetchval("UPDATE blog_post SET publish_item = gen_random_uuid() WHERE id = $1", post.id)

    await desk.run(claim)

    assert (await desk.read(post.id)).status is Status.SCHEDULED
    assert await desk.items(post.id) == ["done"]


async def test_a_deleted_post_is_not_published(desk: Desk) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    await pass_time(desk, post.id)
    [claim] = await desk.claims()
    async with desk.uow.write(desk.tenant) as session:
        await session.fetchval("DELETE FROM blog_post WHERE id = $1", post.id)

    await desk.run(claim)

    assert await desk.items(post.id) == ["done"]


async def test_several_workers_with_the_same_work_publish_once(desk: Desk) -> None:
    post = await desk.write(wish=at(in_an_hour()))
    await pass_time(desk, post.id)
    [claim] = await desk.claims()

    await asyncio.gather(*(desk.run(claim) for _ in range(5)))

    assert await published(desk, post.id) == 1
    assert (await desk.read(post.id)).version == post.version + 1


async def test_a_past_time_publishes_now(desk: Desk) -> None:
    before = datetime.now(UTC)
    post = await desk.write(wish=at(before - AN_HOUR))

    assert post.status is Status.PUBLISHED
    assert post.publish_at is not None
    assert post.publish_at >= before - timedelta(seconds=1)


async def test_the_text_of_a_scheduled_post_changes_without_moving_it(desk: Desk) -> None:
    post = await desk.write(desk.author)
    moment = in_an_hour()
    await desk.change(post.id, wish=at(moment))

    await desk.say(post.id, "vi", desk.author, title="Sửa lại")

    assert (await desk.read(post.id)).publish_at == moment
    assert await desk.items(post.id) == ["scheduled"]


@pytest.mark.parametrize(
    "wish",
    [Wish(status=Status.PUBLISHED), Wish(status=Status.SCHEDULED), at(in_an_hour()), at(in_an_hour() - 2 * AN_HOUR)],
)
async def test_an_author_publishes_and_schedules_nothing(desk: Desk, wish: Wish) -> None:
    with pytest.raises(MayNotPublish):
        await desk.write(desk.author, wish=wish)
    post = await desk.write(desk.author)
    with pytest.raises(MayNotPublish):
        await desk.change(post.id, desk.author, wish=wish)
    assert (await desk.read(post.id)).status is Status.DRAFT


async def test_an_author_neither_unpublishes_nor_moves_what_is_public_or_will_be(desk: Desk) -> None:
    for standing in (Wish(status=Status.PUBLISHED), at(in_an_hour())):
        post = await desk.write(desk.author)
        await desk.change(post.id, wish=standing)
        for wish in (DRAFT, Wish(status=Status.REVIEW), Wish(publish_at=in_an_hour() + AN_HOUR, dated=True)):
            with pytest.raises(MayNotPublish):
                await desk.change(post.id, desk.author, wish=wish)


async def test_an_author_hands_in_and_takes_back(desk: Desk) -> None:
    post = await desk.write(desk.author)

    assert (await desk.change(post.id, desk.author, wish=Wish(status=Status.REVIEW))).status is Status.REVIEW
    assert (await desk.change(post.id, desk.author, wish=DRAFT)).status is Status.DRAFT


async def test_who_may_not_publish_changes_nothing_at_all(desk: Desk) -> None:
    post = await desk.write(desk.author)
    with pytest.raises(MayNotPublish):
        await desk.change(
            post.id, desk.author, texts=[TextChange("vi", {"title": "x"})], wish=Wish(status=Status.PUBLISHED)
        )

    assert await desk.read(post.id) == post
