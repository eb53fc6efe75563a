"""Jobs from order to end: rows, quota, work and events move together."""

from uuid import UUID

import pytest

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_billing.usage import LimitReached
from contentforge_content.author import Author
from contentforge_content.content import edit
from contentforge_content.jobs import queries
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.end import cancel_job, delete_job
from contentforge_content.jobs.errors import GenerationInProgress, JobEnded, JobNotFound
from contentforge_content.jobs.order import JobOrder
from contentforge_content.jobs.regenerate import regenerate
from contentforge_content.templates.system import SYSTEM_TEMPLATES
from contentforge_content.vocabulary import NATIVE_TYPES, ContentType
from contentforge_platform import work
from contentforge_platform.database import UnitOfWork
from contentforge_platform.events import LiveEvent
from support.generation import KINDS, Workshop, author, manual_order, row_of


async def ordered(uow: UnitOfWork, by: Author, *orders: JobOrder) -> list[UUID]:
    async with uow.write(by.tenant) as session:
        return [job.id for job in await create_jobs(session, by, KINDS, orders or [manual_order()])]


async def job_row(uow: UnitOfWork, by: Author, job: UUID) -> dict[str, object]:
    return await row_of(uow, by.tenant, "SELECT * FROM generation_job WHERE id = $1", job)


async def used(uow: UnitOfWork, by: Author, metric: Metric = Metric.GENERATIONS) -> int:
    async with uow.read(by.tenant) as session:
        return (await usage.usage_overview(session, by.tenant, by.plan)).of(metric).used


async def sequences(uow: UnitOfWork, by: Author, job: UUID) -> list[tuple[int, str]]:
    async with uow.read(by.tenant) as session:
        rows = await session.fetch("SELECT sequence, state FROM live_event WHERE object_id = $1 ORDER BY sequence", job)
    return [(row["sequence"], row["state"]) for row in rows]


async def test_a_job_runs_from_order_to_texts(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    assert (await job_row(own_uow, by, job))["status"] == "pending"
    assert await Workshop(own_uow).run() == 1
    done = await job_row(own_uow, by, job)
    assert (done["status"], done["provider"], done["content_types_done"]) == ("completed", "local", len(NATIVE_TYPES))
    async with own_uow.read(by.tenant) as session:
        rows = await session.fetch("SELECT content_type, text, word_count, version FROM content_item ORDER BY position")
    assert [row["content_type"] for row in rows] == list(NATIVE_TYPES)
    assert all(row["text"] and row["word_count"] == len(row["text"].split()) and row["version"] == 1 for row in rows)
    assert "Copper Kettle" in rows[0]["text"]


async def test_every_step_of_a_job_is_told_in_order_and_once(own_uow: UnitOfWork, effects: list[object]) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    await Workshop(own_uow).run()
    told = await sequences(own_uow, by, job)
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert [told[0][1], told[1][1], told[-1][1]] == ["pending", "processing", "completed"]
    published = [effect.sequence for effect in effects if isinstance(effect, LiveEvent)]
    assert published == [number for number, _ in told]


async def test_a_completed_job_costs_one_generation(own_uow: UnitOfWork) -> None:
    by = author()
    await ordered(own_uow, by)
    await Workshop(own_uow).run()
    assert await used(own_uow, by) == 1
    async with own_uow.system() as session:
        assert await usage.ledger_agrees(session)


async def test_an_order_over_the_limit_leaves_nothing_behind(own_uow: UnitOfWork) -> None:
    by = author("free")
    with pytest.raises(LimitReached):
        await ordered(own_uow, by, *(manual_order() for _ in range(11)))
    async with own_uow.system() as session:
        for table in ("generation_job", "content_item", "work_item", "live_event", "usage_entry"):
            assert await session.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_a_cancelled_job_costs_nothing_and_is_never_run(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    async with own_uow.write(by.tenant) as session:
        await cancel_job(session, by.tenant, job)
    assert await Workshop(own_uow).run() == 0
    assert (await job_row(own_uow, by, job))["status"] == "cancelled"
    assert await used(own_uow, by) == 0
    with pytest.raises(JobEnded):
        async with own_uow.write(by.tenant) as session:
            await cancel_job(session, by.tenant, job)


async def test_a_job_cancelled_while_it_runs_gets_no_text_and_costs_nothing(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    workshop = Workshop(own_uow)
    [claim] = await workshop.claim()
    async with own_uow.write(by.tenant) as session:
        await cancel_job(session, by.tenant, job)
    with pytest.raises(work.LeaseLost):
        await workshop.generation().run(claim)
    async with own_uow.read(by.tenant) as session:
        assert await session.fetchval("SELECT count(*) FROM content_item WHERE text IS NOT NULL") == 0
    assert await used(own_uow, by) == 0


async def test_a_stale_worker_cannot_overwrite_a_newer_result(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by, manual_order(ContentType.TITLE))
    workshop = Workshop(own_uow)
    [stale] = await workshop.claim()
    async with own_uow.system() as session:
        await session.fetchval(
            "UPDATE work_item SET state = 'ready', lease_token = NULL, lease_until = NULL, ready_at = now()"
        )
    assert await workshop.run() == 1
    with pytest.raises(work.LeaseLost):
        await workshop.generation().run(stale)
    assert await used(own_uow, by) == 1
    assert await sequences(own_uow, by, job) == [(1, "pending"), (2, "processing"), (3, "completed")]


async def test_a_failed_job_costs_nothing_and_says_why(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    workshop = Workshop(own_uow)
    [claim] = await workshop.claim()
    await workshop.generation().give_up(claim, "The page is empty.")
    row = await job_row(own_uow, by, job)
    assert (row["status"], row["error_message"]) == ("failed", "The page is empty.")
    assert await used(own_uow, by) == 0


async def test_deleting_a_finished_job_keeps_its_usage(own_uow: UnitOfWork) -> None:
    by = author()
    [job] = await ordered(own_uow, by)
    await Workshop(own_uow).run()
    async with own_uow.write(by.tenant) as session:
        await delete_job(session, by.tenant, KINDS, job)
    assert await used(own_uow, by) == 1
    async with own_uow.read(by.tenant) as session:
        assert await queries.find(session, by.tenant, job) is None
        assert await session.fetchval("SELECT count(*) FROM content_version") == 0


async def test_a_foreign_job_can_be_neither_cancelled_nor_deleted(own_uow: UnitOfWork) -> None:
    by, stranger = author(), author()
    [job] = await ordered(own_uow, by)
    for attempt in (cancel_job, lambda *args: delete_job(args[0], args[1], KINDS, args[2])):
        with pytest.raises(JobNotFound):
            async with own_uow.write(stranger.tenant) as session:
                await attempt(session, stranger.tenant, job)
    assert (await job_row(own_uow, by, job))["status"] == "pending"


async def test_regenerating_makes_the_next_version_and_costs_one(own_uow: UnitOfWork) -> None:
    by = author()
    await ordered(own_uow, by, manual_order(ContentType.TITLE))
    await Workshop(own_uow).run()
    item = UUID(str((await row_of(own_uow, by.tenant, "SELECT id FROM content_item"))["id"]))
    async with own_uow.write(by.tenant) as session:
        job = await regenerate(session, by, KINDS, item)
    with pytest.raises(GenerationInProgress):
        async with own_uow.write(by.tenant) as session:
            await regenerate(session, by, KINDS, item)
    await Workshop(own_uow).run()
    row = await row_of(own_uow, by.tenant, "SELECT * FROM content_item")
    assert row["version"] == 2
    assert await used(own_uow, by) == 2
    async with own_uow.read(by.tenant) as session:
        whole = await queries.find(session, by.tenant, job)
    assert whole is not None
    assert str(item) in whole["content_items"]


async def test_regenerating_uses_the_template_of_the_first_time(own_uow: UnitOfWork) -> None:
    by = author()
    await ordered(own_uow, by, manual_order(ContentType.TITLE, template_id=SYSTEM_TEMPLATES[1].id))
    await Workshop(own_uow).run()
    item = UUID(str((await row_of(own_uow, by.tenant, "SELECT id FROM content_item"))["id"]))
    async with own_uow.write(by.tenant) as session:
        job = await regenerate(session, by, KINDS, item)
    assert (await job_row(own_uow, by, job))["template_id"] == SYSTEM_TEMPLATES[1].id


async def test_an_edited_text_keeps_its_history_and_can_go_back(own_uow: UnitOfWork) -> None:
    by = author()
    await ordered(own_uow, by, manual_order(ContentType.TITLE))
    await Workshop(own_uow).run()
    item = UUID(str((await row_of(own_uow, by.tenant, "SELECT id FROM content_item"))["id"]))
    async with own_uow.write(by.tenant) as session:
        edited = await edit.edit(session, by.tenant, item, "A kettle of one's own", by=by.user)
        assert (edited["version"], edited["word_count"]) == (2, 5)
        back = await edit.roll_back(session, by.tenant, item, by=by.user)
    assert back["version"] == 3
    async with own_uow.read(by.tenant) as session:
        history = await edit.history(session, by.tenant, item)
    assert [row["origin"] for row in history] == ["rollback", "edited", "generated"]
    assert history[0]["text"] == history[2]["text"]
