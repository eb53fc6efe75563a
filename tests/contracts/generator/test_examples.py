"""Each success of the document's sections 4 to 7: status, fields, what stands in them, and the documented schema."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import BaseModel

from contentforge_app.apis.generator.auth.schemas import Profile, SignedIn
from contentforge_app.apis.generator.content.schemas import Content, Removed
from contentforge_app.apis.generator.jobs.schemas import Job, ListedJob, Queued, Saved
from contentforge_app.apis.generator.live import VOICE
from contentforge_content.jobs.run_texts import GenerationHandler
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import ContentType
from contentforge_platform.ids import UserId
from support import generator_examples as examples
from support.accounts import Guest, generator_guest, new_account
from support.app import PASSWORD, Api
from support.shapes import Shape, misfits

ORDER = {"prompt": "The future of artificial intelligence in healthcare", "contentType": "Blog Post Outline"}
TEXT = {
    "title": "Premium Wireless Headphones",
    "type": "Product Description",
    "body": "Crystal-clear audio.\n\n- 40-hour battery life\n- Bluetooth 5.0 connectivity",
}


def is_like(answer: httpx.Response, status: int, shape: Shape, schema: type[BaseModel]) -> dict[str, Any]:
    """Hold an answer to an example and to the documentation; what it tells."""
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    fits(told, shape, schema)
    return told


def fits(told: dict[str, Any], shape: Shape, schema: type[BaseModel]) -> None:
    assert misfits(told, shape) == []
    schema.model_validate(told)


async def ordered(guest: Guest) -> str:
    return str((await guest("POST", "/generate-content", ORDER)).json()["jobId"])


async def failed(api: Api, guest: Guest) -> str:
    """An order whose last attempt went wrong."""
    job = await ordered(guest)
    [claim] = await api.workshop.claim()
    await api.workshop.generation().give_up(claim, "The model does not answer.")
    return job


async def test_4_1_registering(held_api: Api) -> None:
    answer = await held_api.client.post("/generator/auth/register", json=new_account())

    is_like(answer, 201, examples.SIGNED_IN, SignedIn)


async def test_4_2_signing_in(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    known = {"email": guest.email, "password": PASSWORD}

    answer = await held_api.client.post("/generator/auth/login", json=known)

    is_like(answer, 200, examples.SIGNED_IN, SignedIn)


async def test_4_3_oneself(held_api: Api) -> None:
    answer = await (await generator_guest(held_api))("GET", "/auth/me")

    is_like(answer, 200, examples.PROFILE, Profile)


async def test_5_1_the_library(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    await guest("POST", "/content", TEXT)
    await guest("POST", "/content", {**TEXT, "title": "Summer Marketing Campaign", "type": "Social Media Caption"})

    answer = await guest("GET", "/content")

    assert answer.status_code == 200
    assert [text["title"] for text in answer.json()] == ["Summer Marketing Campaign", TEXT["title"]]
    for text in answer.json():
        fits(text, examples.CONTENT, Content)
    assert [text["title"] for text in (await guest("GET", "/content?search=marketing")).json()] == [
        "Summer Marketing Campaign"
    ]


async def test_5_2_adding_a_text(held_api: Api) -> None:
    answer = await (await generator_guest(held_api))("POST", "/content", TEXT)

    told = is_like(answer, 201, examples.CONTENT, Content)
    assert {name: told[name] for name in TEXT} == TEXT


async def test_5_3_changing_a_text(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    text = (await guest("POST", "/content", TEXT)).json()
    change = {"title": "Updated: Premium Wireless Headphones Pro", "body": "Updated description with new features."}

    answer = await guest("PUT", f"/content/{text['_id']}", change)

    told = is_like(answer, 200, examples.CONTENT, Content)
    assert told == {**text, **change, "updatedAt": told["updatedAt"]}


async def test_5_4_removing_a_text(held_api: Api) -> None:
    guest = await generator_guest(held_api)
    text = (await guest("POST", "/content", TEXT)).json()

    answer = await guest("DELETE", f"/content/{text['_id']}")

    assert is_like(answer, 200, examples.REMOVED, Removed) == {"id": text["_id"]}


async def test_6_1_ordering(held_api: Api) -> None:
    answer = await (await generator_guest(held_api))("POST", "/generate-content", ORDER)

    is_like(answer, 202, examples.ORDERED, Queued)


async def test_6_2_a_queued_job(held_api: Api) -> None:
    guest = await generator_guest(held_api)

    answer = await guest("GET", f"/generate-content/{await ordered(guest)}")

    told = is_like(answer, 200, examples.QUEUED_JOB, Job)
    assert {name: told[name] for name in ORDER} == ORDER


async def test_6_2_a_job_that_is_being_written(prompt_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = await generator_guest(prompt_api)
    job = await ordered(guest)
    seen: list[httpx.Response] = []
    write = GenerationHandler._write

    async def looked_at(self: GenerationHandler, *args: Any) -> Any:
        seen.append(await guest("GET", f"/generate-content/{job}"))
        return await write(self, *args)

    monkeypatch.setattr(GenerationHandler, "_write", looked_at)
    await prompt_api.workshop.run()

    [answer] = seen
    is_like(answer, 200, examples.PROCESSING_JOB, Job)


async def test_6_2_a_completed_job(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    job = await ordered(guest)
    await prompt_api.workshop.run()

    answer = await guest("GET", f"/generate-content/{job}")

    is_like(answer, 200, examples.COMPLETED_JOB, Job)


async def test_6_2_a_failed_job(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)

    answer = await guest("GET", f"/generate-content/{await failed(prompt_api, guest)}")

    assert is_like(answer, 200, examples.FAILED_JOB, Job)["error"] == "The model does not answer."


async def test_6_3_all_jobs(prompt_api: Api) -> None:
    guest = await generator_guest(prompt_api)
    done = await ordered(guest)
    await prompt_api.workshop.run()
    waiting = await ordered(guest)

    answer = await guest("GET", "/generate-content")

    assert answer.status_code == 200
    first, second = answer.json()
    assert (first["jobId"], second["jobId"]) == (waiting, done)
    fits(first, examples.LISTED_QUEUED, ListedJob)
    fits(second, examples.LISTED_COMPLETED, ListedJob)


@pytest.mark.parametrize(
    ("body", "title"),
    [({"title": "AI in Healthcare - Complete Outline"}, "AI in Healthcare - Complete Outline"), ({}, None)],
)
async def test_6_4_keeping_what_was_written(prompt_api: Api, body: dict[str, str], title: str | None) -> None:
    guest = await generator_guest(prompt_api)
    job = await ordered(guest)
    await prompt_api.workshop.run()

    answer = await guest("POST", f"/generate-content/{job}/save", body)

    told = is_like(answer, 201, examples.SAVED, Saved)["content"]
    assert told["title"] == (title or ORDER["prompt"][:50])
    assert told["type"] == ORDER["contentType"]
    assert told["body"] == (await guest("GET", f"/generate-content/{job}")).json()["generatedContent"]


def a_piece(status: PieceStatus, **changes: Any) -> Piece:
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "id": uuid4(),
        "user": UserId(uuid4()),
        "content_type": ContentType.BLOG_POST_OUTLINE,
        "in_library": False,
        "created_at": now,
        "updated_at": now,
        "status": status,
        "job": uuid4(),
        "prompt": ORDER["prompt"],
        "run_at": now,
        "ordered_at": now,
        **changes,
    }
    return Piece(**values)


def test_7_3_the_event_of_a_success() -> None:
    piece = a_piece(PieceStatus.COMPLETED, text="Mine", generated_text="# Theirs", ended_at=datetime.now(UTC))

    told = VOICE.render(piece)

    assert told is not None
    assert told.event == "job_completed"
    assert misfits(told.payload, examples.COMPLETED_EVENT) == []
    assert (told.payload["userId"], told.payload["jobId"]) == (str(piece.user), str(piece.job))
    assert told.payload["generatedContent"] == "# Theirs"


def test_7_3_the_event_of_a_failure() -> None:
    piece = a_piece(PieceStatus.FAILED, error="AI service temporarily unavailable", ended_at=datetime.now(UTC))

    told = VOICE.render(piece)

    assert told is not None
    assert misfits(told.payload, examples.FAILED_EVENT) == []
    assert told.payload["error"] == "AI service temporarily unavailable"


@pytest.mark.parametrize("status", [PieceStatus.QUEUED, PieceStatus.PROCESSING])
def test_7_3_nothing_is_told_before_the_end(status: PieceStatus) -> None:
    assert VOICE.render(a_piece(status)) is None


def test_7_3_nothing_is_told_of_a_text_written_by_hand() -> None:
    by_hand = a_piece(PieceStatus.COMPLETED, job=None, prompt=None, run_at=None, ordered_at=None, text="Mine")

    assert VOICE.render(by_hand) is None


def test_7_events_go_to_the_maker_without_subscription_and_are_repeated_for_a_minute() -> None:
    assert not VOICE.by_subscription
    assert (VOICE.replay_seconds, VOICE.replays_unfinished) == (60, False)
    assert VOICE.subjects(str(uuid4())) == ()
    assert set(VOICE.types) == {
        ContentType.BLOG_POST_OUTLINE,
        ContentType.PRODUCT_DESCRIPTION,
        ContentType.SOCIAL_MEDIA_CAPTION,
    }
