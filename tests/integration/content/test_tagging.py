"""Tags of jobs: how they are kept, how many are changed at once, and what jobs are found by them."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from contentforge_content.author import Author
from contentforge_content.jobs import finding, tagging
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.errors import JobNotFound, TooManyTags
from contentforge_content.jobs.finding import Wish
from contentforge_content.jobs.tagging import MOST_TAGS, TagInUse, distinct
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import UserId
from support.generation import KINDS, Workshop, author, manual_order


async def tagged(uow: UnitOfWork, by: Author, *tags: str) -> UUID:
    """A new job that has these tags."""
    async with uow.write(by.tenant) as session:
        [job] = await create_jobs(session, by, KINDS, [manual_order()])
    if tags:
        async with uow.write(by.tenant) as session:
            await tagging.set_tags(session, by.tenant, job.id, tags)
    return job.id


async def changed(uow: UnitOfWork, by: Author, *jobs: UUID, **change: Any) -> dict[UUID, list[str]]:
    async with uow.write(by.tenant) as session:
        return dict(await tagging.change_tags(session, by.tenant, jobs, **change))


async def tags_of(uow: UnitOfWork, by: Author, job: UUID) -> list[str]:
    async with uow.read(by.tenant) as session:
        return list(await session.fetchval("SELECT tags FROM generation_job WHERE id = $1", job))


async def found(uow: UnitOfWork, by: Author, **wish: Any) -> tuple[list[UUID], int]:
    async with uow.read(by.tenant) as session:
        page = await finding.page(session, by.tenant, Wish(**wish), limit=10, offset=0)
        return page, await finding.count(session, by.tenant, Wish(**wish))


async def in_use(uow: UnitOfWork, by: Author) -> list[TagInUse]:
    async with uow.read(by.tenant) as session:
        return await tagging.in_use(session, by.tenant)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["  Spring \t sale\n"], ["Spring sale"]),
        (["Spring", "SPRING", "autumn", "spring "], ["Spring", "autumn"]),
        (["", "  ", "\u00a0"], []),
        (["Ca\u0301 phe\u0302", "CÁ PHÊ"], ["Cá phê"]),  # as some keyboards take the same word apart
    ],
)
def test_a_tag_is_kept_once_without_needless_blanks(typed: list[str], kept: list[str]) -> None:
    assert distinct(typed) == kept


async def test_an_order_makes_jobs_without_tags_and_running_one_leaves_its_tags(own_uow: UnitOfWork) -> None:
    by = author()
    plain, job = await tagged(own_uow, by), await tagged(own_uow, by, "Spring")

    await Workshop(own_uow).run()

    assert await tags_of(own_uow, by, plain) == []
    assert await tags_of(own_uow, by, job) == ["Spring"]


async def test_many_jobs_are_changed_and_those_that_stay_as_they_are_not_told(own_uow: UnitOfWork) -> None:
    by = author()
    draft, done, plain = [await tagged(own_uow, by, *tags) for tags in (("draft", "mug"), ("Done",), ())]

    told = await changed(own_uow, by, draft, done, plain, draft, add=["done"], remove=["DRAFT"])

    assert told == {draft: ["mug", "done"], plain: ["done"]}
    assert [await tags_of(own_uow, by, job) for job in (draft, done, plain)] == [["mug", "done"], ["Done"], ["done"]]


async def test_a_tag_is_spelled_anew_when_it_is_removed_and_added(own_uow: UnitOfWork) -> None:
    by = author()
    job = await tagged(own_uow, by, "sping", "mug")

    assert await changed(own_uow, by, job, add=["MUG"], remove=["mug"]) == {job: ["sping", "MUG"]}


async def test_one_job_too_full_keeps_all_as_they_are(own_uow: UnitOfWork) -> None:
    by = author()
    free, full = await tagged(own_uow, by), await tagged(own_uow, by, *map(str, range(MOST_TAGS)))

    with pytest.raises(TooManyTags):
        await changed(own_uow, by, free, full, add=["more"])
    assert await tags_of(own_uow, by, free) == []
    assert await changed(own_uow, by, full, add=["more"], remove=["0"])


async def test_one_job_out_of_sight_keeps_all_as_they_are(own_uow: UnitOfWork) -> None:
    by, somebody = author(), author()
    colleague = Author(by.tenant, UserId(uuid4()), by.plan)
    mine, theirs = await tagged(own_uow, by), await tagged(own_uow, colleague, "theirs")
    foreign = await tagged(own_uow, somebody)

    for other, owner in ((foreign, None), (uuid4(), None), (theirs, by.user)):
        with pytest.raises(JobNotFound):
            await changed(own_uow, by, mine, other, add=["mine"], owner=owner)
    async with own_uow.write(by.tenant) as session:
        with pytest.raises(JobNotFound):
            await tagging.set_tags(session, by.tenant, theirs, ["mine"], owner=by.user)
    assert await tags_of(own_uow, by, mine) == []
    assert await tags_of(own_uow, by, theirs) == ["theirs"]
    assert await changed(own_uow, by, mine, theirs, add=["ours"]) == {mine: ["ours"], theirs: ["theirs", "ours"]}


async def test_of_several_who_tag_the_same_jobs_at_once_nobody_is_overwritten_or_stopped(own_uow: UnitOfWork) -> None:
    by = author()
    jobs = [await tagged(own_uow, by) for _ in range(6)]

    await asyncio.gather(
        *(changed(own_uow, by, *jobs[:: 1 if turn % 2 else -1], add=[f"tag {turn}"]) for turn in range(6))
    )

    for job in jobs:
        assert sorted(await tags_of(own_uow, by, job)) == [f"tag {turn}" for turn in range(6)]


async def test_jobs_are_locked_in_one_order_whatever_the_order_in_which_they_are_named(own_uow: UnitOfWork) -> None:
    """Or two who tag the same jobs could each hold one that the other waits for."""
    by = author()
    first, second = sorted([await tagged(own_uow, by), await tagged(own_uow, by)])
    lock = "SELECT id FROM generation_job WHERE id = $1 FOR UPDATE"
    waits_for_us = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"

    async with own_uow.write(by.tenant) as holding:
        await holding.fetch(lock, first)
        waiting = asyncio.create_task(changed(own_uow, by, second, first, add=["mug"]))
        while not await holding.fetchval(waits_for_us):  # noqa: ASYNC110 - the event is the database's
            await asyncio.sleep(0.02)
        assert await holding.fetch(f"{lock} NOWAIT", second)

    assert await waiting == {first: ["mug"], second: ["mug"]}


async def test_jobs_are_found_by_a_whole_tag_whatever_its_case_beside_other_wishes(own_uow: UnitOfWork) -> None:
    by, somebody = author(), author()
    first, other, last = [await tagged(own_uow, by, tag) for tag in ("Spring sale", "Spring", "spring SALE")]
    await tagged(own_uow, somebody, "Spring sale")
    await tagged(own_uow, by)

    assert await found(own_uow, by, tag="SPRING sale") == ([last, first], 2)
    assert await found(own_uow, by, tag="spring sale", before=last) == ([first], 1)
    assert await found(own_uow, by, tag="spring", search="kettle") == ([other], 1)
    assert await found(own_uow, by, tag="spring", search="teapot") == ([], 0)
    assert await found(own_uow, by, tag="s%") == ([], 0)


async def test_tags_in_use_are_counted_whatever_their_case_those_of_the_most_jobs_first(own_uow: UnitOfWork) -> None:
    by, somebody = author(), author()
    for tags in (("spring", "mug"), ("Spring",), ("Spring", "autumn")):
        await tagged(own_uow, by, *tags)
    await tagged(own_uow, somebody, "theirs")

    assert await in_use(own_uow, by) == [TagInUse("Spring", 3), TagInUse("autumn", 1), TagInUse("mug", 1)]


async def test_only_the_newest_tagged_jobs_are_counted(own_uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    by = author()
    for tag in ("old", "new", "new"):
        await tagged(own_uow, by, tag)
    await tagged(own_uow, by)
    fewer = tagging._IN_USE.replace(f"LIMIT {tagging.MOST_COUNTED}", "LIMIT 2")
    monkeypatch.setattr(tagging, "_IN_USE", fewer)

    assert await in_use(own_uow, by) == [TagInUse("new", 2)]


async def test_a_tag_is_looked_for_among_tagged_jobs_only(own_uow: UnitOfWork) -> None:
    """Or it would walk through all jobs of an organization that hardly tags any."""
    by = author()
    async with own_uow.write(by.tenant) as session:
        await session.fetch("SET LOCAL enable_seqscan = off")
        statements = {
            "the page": (finding._PAGES[True], (*Wish(tag="spring").parameters(), 10, 0)),
            "the count": (finding._COUNTS[True], Wish(tag="spring").parameters()),
            "the tags in use": (tagging._IN_USE, ()),
        }
        for name, (statement, parameters) in statements.items():
            plan = await session.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", by.tenant, *parameters)
            assert "ix_generation_job_tagged" in json.dumps(plan), name
