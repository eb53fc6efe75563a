"""What sockets are told of a job: `job-update`, in the words of the document's example and the notes to it."""

import re
from uuid import UUID, uuid4

import pytest

from contentforge_app.apis.common.live import Subject
from contentforge_app.apis.writer.live import VOICE
from contentforge_content.pieces import queries
from contentforge_content.pieces.piece import Piece
from contentforge_platform.clock import to_iso_ms
from support.accounts import Guest
from support.app import Api, Person
from support.prompt_apis import WRITER

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ALWAYS = {"jobId", "contentId", "status", "timestamp"}


async def stored(api: Api, person: Person, item: str) -> Piece:
    async with api.runtime.uow.read(person.organization) as session:
        piece = await queries.find(session, person.organization, UUID(item), VOICE.types)
    assert piece is not None
    return piece


def told(piece: Piece) -> dict[str, object]:
    message = VOICE.render(piece)
    assert message is not None
    assert message.event == "job-update"
    payload = dict(message.payload)
    assert (payload["jobId"], payload["contentId"]) == (f"content-{piece.id}", str(piece.id))
    assert MOMENT.fullmatch(str(payload["timestamp"]))
    return payload


async def order(api: Api) -> tuple[Person, Guest, str]:
    person = await api.person()
    guest = await WRITER.guest(api, person)
    return person, guest, (await WRITER.order(api, guest))["content_id"]


async def test_each_state_is_told_with_what_there_is(prompt_api: Api) -> None:
    person, _, item = await order(prompt_api)
    queued = told(await stored(prompt_api, person, item))
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation()._start(claim)
    processing = told(await stored(prompt_api, person, item))
    await prompt_api.workshop.generation().run(claim)
    piece = await stored(prompt_api, person, item)
    completed = told(piece)

    assert [one["status"] for one in (queued, processing, completed)] == ["queued", "processing", "completed"]
    assert set(queued) == set(processing) == ALWAYS
    assert set(completed) == {*ALWAYS, "generatedContent"}
    assert completed["generatedContent"] == piece.text


async def test_a_failure_is_told_with_its_reason(prompt_api: Api) -> None:
    person, _, item = await order(prompt_api)
    [claim] = await prompt_api.workshop.claim()
    await prompt_api.workshop.generation().give_up(claim, "The model refused.")

    payload = told(await stored(prompt_api, person, item))

    assert set(payload) == {*ALWAYS, "error"}
    assert (payload["status"], payload["error"]) == ("failed", "The model refused.")


async def test_a_cancelled_job_is_told_as_failed(prompt_api: Api) -> None:
    person, _, item = await order(prompt_api)
    [job] = (await prompt_api.client.get("/api/v1/content/jobs", headers=person.auth)).json()["items"]
    await prompt_api.client.post(f"/api/v1/content/jobs/{job['id']}/cancel", headers=person.auth)

    payload = told(await stored(prompt_api, person, item))

    assert (payload["status"], payload["error"]) == ("failed", "Cancelled")


async def test_a_text_that_a_person_wrote_is_no_generated_one_before_the_job_is_done(prompt_api: Api) -> None:
    person, guest, item = await order(prompt_api)
    await guest("PUT", f"/content/{item}", {"content": "My own words."})

    payload = told(await stored(prompt_api, person, item))

    assert (payload["status"], set(payload)) == ("queued", ALWAYS)


async def test_an_ended_job_is_told_with_the_moment_of_its_end(prompt_api: Api) -> None:
    person, _, item = await order(prompt_api)
    await prompt_api.workshop.run()
    piece = await stored(prompt_api, person, item)

    assert piece.ended_at is not None
    assert told(piece)["timestamp"] == to_iso_ms(piece.ended_at)


@pytest.mark.parametrize("text", ["content-{}", "{}", " content-{} "])
def test_a_job_is_subscribed_to_by_any_of_its_names(text: str) -> None:
    item = uuid4()

    subjects = VOICE.subjects(text.format(item))

    assert subjects == (Subject(item, is_job=False), Subject(item, is_job=True))


@pytest.mark.parametrize("text", ["", "content-", "content-507f1f77bcf86cd799439012", "job", "x" * 100_000, "\0"])
def test_what_can_be_no_job_is_none(text: str) -> None:
    assert list(VOICE.subjects(text)) == []


def test_the_current_state_is_always_told_at_subscription() -> None:
    assert VOICE.by_subscription
    assert VOICE.replay_seconds is None
    assert VOICE.replays_unfinished
