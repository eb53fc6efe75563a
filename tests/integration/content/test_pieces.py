"""Pieces: ordered by a prompt or written by hand, described, saved, searched, written anew and deleted."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contentforge_billing import usage
from contentforge_billing.metrics import Metric
from contentforge_content.author import Author
from contentforge_content.content import edit
from contentforge_content.content.errors import ContentNotFound
from contentforge_content.jobs.create import create_jobs
from contentforge_content.jobs.errors import GenerationInProgress
from contentforge_content.pieces import change, create, queries
from contentforge_content.pieces.create import Prompted
from contentforge_content.pieces.errors import NotFinished
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.pieces.queries import PieceFilter, Search
from contentforge_content.pieces.regenerate import regenerate_in_place
from contentforge_content.pieces.terms import Terms
from contentforge_content.vocabulary import PIECE_TYPES, ContentType
from contentforge_platform.database import UnitOfWork
from contentforge_platform.ids import TenantId, UserId
from support.generation import KINDS, Workshop, author, manual_order
from support.generation import row_of as row

NOW = Terms(hold=0)
PROMPT = "An eco-friendly water bottle for hikers. It weighs 120 grams and keeps water cold for a day."


async def ordered(uow: UnitOfWork, by: Author, prompt: str = PROMPT, **changes: object) -> Piece:
    values: dict[str, object] = {"prompt": prompt, "content_type": ContentType.PRODUCT_DESCRIPTION, **changes}
    async with uow.write(by.tenant) as session:
        return await create.order(session, by, KINDS, Prompted(**values), NOW)  # type: ignore[arg-type]  # a test's own


async def found(uow: UnitOfWork, by: Author, item: UUID) -> Piece:
    async with uow.read(by.tenant) as session:
        piece = await queries.find(session, by.tenant, item, PIECE_TYPES)
    assert piece is not None
    return piece


async def listed(uow: UnitOfWork, by: Author, **wanted: object) -> list[UUID]:
    asked = PieceFilter(**{"types": PIECE_TYPES, **wanted})  # type: ignore[arg-type]  # a test's own
    async with uow.read(by.tenant) as session:
        pieces = await queries.page(session, by.tenant, asked, limit=50)
        assert await queries.count(session, by.tenant, asked) == len(pieces)
    return [piece.id for piece in pieces]


async def edited(uow: UnitOfWork, by: Author, item: UUID, text: str) -> None:
    async with uow.write(by.tenant) as session:
        await edit.edit(session, by.tenant, item, text, by=by.user)


async def versions(uow: UnitOfWork, by: Author, item: UUID) -> list[tuple[int, str, str]]:
    async with uow.read(by.tenant) as session:
        return [(one["version"], one["origin"], one["text"]) for one in await edit.history(session, by.tenant, item)]


async def test_what_was_ordered_is_answered_as_it_would_be_read(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by, title="Bottle")

    read = await found(own_uow, by, piece.id)
    # Two columns of one statement may have been written a microsecond apart.
    assert read.updated_at - piece.updated_at < timedelta(milliseconds=1)
    assert piece == replace(read, updated_at=piece.updated_at)
    assert (piece.status, piece.due) == (PieceStatus.QUEUED, True)


async def test_a_prompt_becomes_a_text_about_it(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by)
    await Workshop(own_uow).run()

    done = await found(own_uow, by, piece.id)

    assert (done.status, done.provider, done.prompt) == (PieceStatus.COMPLETED, "local", PROMPT)
    assert done.text is not None
    assert done.text == done.generated_text
    assert "bottle" in done.text.lower()


async def test_a_held_piece_is_not_due(own_uow: UnitOfWork) -> None:
    by = author()
    async with own_uow.write(by.tenant) as session:
        asked = Prompted(prompt=PROMPT, content_type=ContentType.EMAIL)
        piece = await create.order(session, by, KINDS, asked, Terms(hold=60))

    assert await Workshop(own_uow).run() == 0
    assert not (await found(own_uow, by, piece.id)).due
    assert piece.run_at is not None
    assert piece.run_at - piece.created_at == pytest.approx(timedelta(seconds=60), abs=timedelta(seconds=1))


async def test_what_was_edited_before_the_end_wins_and_the_generated_text_is_what_one_goes_back_to(
    own_uow: UnitOfWork,
) -> None:
    by = author()
    piece = await ordered(own_uow, by)
    await edited(own_uow, by, piece.id, "My own words.")
    await Workshop(own_uow).run()

    done = await found(own_uow, by, piece.id)
    assert (done.status, done.text) == (PieceStatus.COMPLETED, "My own words.")
    assert [(number, origin) for number, origin, _ in await versions(own_uow, by, piece.id)] == [
        (3, "edited"),
        (2, "generated"),
        (1, "edited"),
    ]
    async with own_uow.write(by.tenant) as session:
        back = await edit.roll_back(session, by.tenant, piece.id, by=by.user)
    assert back["text"] == done.generated_text
    assert back["text"] != "My own words."


async def test_a_piece_is_written_anew_in_place_and_keeps_its_former_text(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by)
    await Workshop(own_uow).run()
    await edited(own_uow, by, piece.id, "Better words.")

    async with own_uow.write(by.tenant) as session:
        made = await regenerate_in_place(session, by, KINDS, piece.id, terms=NOW)

    queued = await found(own_uow, by, piece.id)
    assert (queued.status, queued.text, queued.job) == (PieceStatus.QUEUED, None, made.id)
    async with own_uow.read(by.tenant) as session:
        assert piece.job is not None
        assert await queries.find_by_job(session, by.tenant, piece.job, PIECE_TYPES) is None
    await Workshop(own_uow).run()
    assert (await found(own_uow, by, piece.id)).status is PieceStatus.COMPLETED
    assert [origin for _, origin, _ in await versions(own_uow, by, piece.id)] == ["generated", "edited", "generated"]
    async with own_uow.read(by.tenant) as session:
        assert (await usage.usage_overview(session, by.tenant, by.plan)).of(Metric.GENERATIONS).used == 2
    async with own_uow.system() as session:
        assert await usage.ledger_agrees(session)


async def test_a_piece_is_not_written_anew_twice_at_once(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by)

    with pytest.raises(GenerationInProgress):
        async with own_uow.write(by.tenant) as session:
            await regenerate_in_place(session, by, KINDS, piece.id, terms=NOW)


async def test_one_written_by_hand_is_written_anew_from_its_title(own_uow: UnitOfWork) -> None:
    by = author()
    async with own_uow.write(by.tenant) as session:
        piece = await create.write_by_hand(
            session, by.tenant, by.user, ContentType.PRODUCT_DESCRIPTION, title="Copper kettle", text="Old."
        )
    assert piece == await found(own_uow, by, piece.id)
    async with own_uow.write(by.tenant) as session:
        await regenerate_in_place(session, by, KINDS, piece.id, terms=NOW)
    await Workshop(own_uow).run()

    done = await found(own_uow, by, piece.id)
    assert (done.status, done.prompt) == (PieceStatus.COMPLETED, "Copper kettle")
    assert "kettle" in (done.text or "").lower()


async def test_a_job_is_saved_once_under_the_prompts_beginning(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by, in_library=False)
    assert piece.job is not None
    with pytest.raises(NotFinished):
        async with own_uow.write(by.tenant) as session:
            await change.save(session, by.tenant, piece.job, PIECE_TYPES)
    await Workshop(own_uow).run()
    assert await listed(own_uow, by, finished_in_library=True) == []

    async with own_uow.write(by.tenant) as session:
        saved, first = await change.save(session, by.tenant, piece.job, PIECE_TYPES)
        again, second = await change.save(session, by.tenant, piece.job, PIECE_TYPES, title="Bottle")

    assert (saved.title, first) == (PROMPT[:50], True)
    assert (again.id, again.title, second) == (saved.id, "Bottle", False)
    assert await listed(own_uow, by, finished_in_library=True) == [piece.id]


async def test_of_parallel_saves_one_is_the_first(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by, in_library=False)
    await Workshop(own_uow).run()

    async def save() -> bool:
        async with own_uow.write(by.tenant) as session:
            assert piece.job is not None
            _, first = await change.save(session, by.tenant, piece.job, PIECE_TYPES)
        return first

    assert sum(await asyncio.gather(*(save() for _ in range(8)))) == 1


async def test_deleting_an_unfinished_piece_cancels_its_job(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by)
    async with own_uow.write(by.tenant) as session:
        await change.delete(session, by.tenant, KINDS, piece.id)

    assert await Workshop(own_uow).run() == 0
    counts = await row(own_uow, by.tenant, "SELECT count(*) AS jobs FROM generation_job")
    assert counts["jobs"] == 0
    async with own_uow.read(by.tenant) as session:
        assert (await usage.usage_overview(session, by.tenant, by.plan)).of(Metric.GENERATIONS).used == 0


async def test_what_is_not_ones_own_is_neither_described_nor_deleted(own_uow: UnitOfWork) -> None:
    by, stranger = author(), UserId(uuid4())
    piece = await ordered(own_uow, by)

    async with own_uow.write(by.tenant) as session:
        with pytest.raises(ContentNotFound):
            await change.describe(session, by.tenant, piece.id, title="Mine", owner=stranger)
        with pytest.raises(ContentNotFound):
            await change.delete(session, by.tenant, KINDS, piece.id, owner=stranger)


async def test_filters_combine(own_uow: UnitOfWork) -> None:
    by = author()
    first = await ordered(own_uow, by)
    await Workshop(own_uow).run()
    second = await ordered(own_uow, by, content_type=ContentType.EMAIL)

    assert await listed(own_uow, by) == [second.id, first.id]
    assert await listed(own_uow, by, status=PieceStatus.COMPLETED) == [first.id]
    assert await listed(own_uow, by, types=[ContentType.EMAIL]) == [second.id]
    assert await listed(own_uow, by, types=[ContentType.EMAIL], status=PieceStatus.COMPLETED) == []
    assert await listed(own_uow, by, since=second.created_at) == [second.id]
    assert await listed(own_uow, by, until=second.created_at) == [first.id]


@pytest.mark.parametrize("sought", ["HIKERS", "über", "50%_off\\", "weighty", "blog"])
async def test_a_search_finds_what_holds_the_words_and_nothing_else(own_uow: UnitOfWork, sought: str) -> None:
    by = author()
    piece = await ordered(own_uow, by, prompt="For hikers")
    await ordered(own_uow, by, prompt="Nothing in it")
    async with own_uow.write(by.tenant) as session:
        await change.describe(
            session, by.tenant, piece.id, title="ÜBER all", notes="now 50%_off\\ today", tags=["weighty matters"]
        )
    post = await ordered(own_uow, by, prompt="x", content_type=ContentType.BLOG_POST)

    named = [ContentType.BLOG_POST] if sought in "blog-post" else []
    expected = post.id if named else piece.id
    assert await listed(own_uow, by, search=Search(sought, named, everywhere=True)) == [expected]


async def test_texts_of_products_are_no_pieces_and_foreign_ones_are_not_in_sight(own_uow: UnitOfWork) -> None:
    by = author()
    async with own_uow.write(by.tenant) as session:
        from_facts = manual_order(ContentType.TITLE)
        await create_jobs(session, by, KINDS, [from_facts])
    piece = await ordered(own_uow, author(tenant=TenantId(uuid4())))

    assert await listed(own_uow, by) == []
    async with own_uow.read(by.tenant) as session:
        assert await queries.find(session, by.tenant, piece.id, PIECE_TYPES) is None
        assert await queries.exists_anywhere(session, piece.id)
        assert not await queries.exists_anywhere(session, uuid4())


async def test_a_piece_tells_how_often_its_job_has_told_of_itself(own_uow: UnitOfWork) -> None:
    by = author()
    piece = await ordered(own_uow, by)
    assert (await found(own_uow, by, piece.id)).sequence == 1

    await Workshop(own_uow).run()

    assert (await found(own_uow, by, piece.id)).sequence == 3


async def test_the_pieces_of_several_jobs_are_found_at_once(uow: UnitOfWork) -> None:
    by, other = author(), author()
    mine, theirs = [await ordered(uow, by), await ordered(uow, by)], await ordered(uow, other)
    jobs = [piece.job for piece in [*mine, theirs] if piece.job is not None]

    async with uow.read(by.tenant) as session:
        pieces = await queries.of_jobs(session, by.tenant, jobs, PIECE_TYPES)
        unnamed = await queries.of_jobs(session, by.tenant, jobs, [ContentType.EMAIL])

    assert {piece.id for piece in pieces} == {piece.id for piece in mine}
    assert unnamed == []


async def test_what_has_just_ended_is_found_for_its_maker_alone(own_uow: UnitOfWork) -> None:
    by = author()
    other = Author(by.tenant, UserId(uuid4()), by.plan)
    done, theirs = await ordered(own_uow, by), await ordered(own_uow, other)
    await Workshop(own_uow).run()
    waiting = await ordered(own_uow, by)

    async def ended(seconds: float) -> set[UUID]:
        async with own_uow.read(by.tenant) as session:
            pieces = await queries.just_ended(session, by.tenant, by.user, PIECE_TYPES, seconds=seconds)
        return {piece.id for piece in pieces}

    assert await ended(60) == {done.id}
    assert theirs.id not in await ended(60)
    assert waiting.id not in await ended(60)
    async with own_uow.write(by.tenant) as session:
        await session.fetch("UPDATE generation_job SET completed_at = completed_at - interval '2 minutes'")
    assert await ended(60) == set()
