"""What cgms tells sockets, as the document and its notes say: event, payload, whom and what again."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contentforge_app.apis.cgms.live import VOICE
from contentforge_app.apis.cgms.names import NAMES
from contentforge_app.apis.common.live import Subject
from contentforge_app.realtime.voices import VOICES
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import ContentType
from contentforge_platform.ids import UserId
from contentforge_tenants.access import Audience

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
PIECE = Piece(
    id=uuid4(),
    user=UserId(uuid4()),
    content_type=ContentType.AD_COPY,
    in_library=True,
    created_at=NOW,
    updated_at=NOW,
    status=PieceStatus.QUEUED,
    job=uuid4(),
    prompt="A copper kettle",
    text="Not to be told.",
)


@pytest.mark.parametrize("status", [PieceStatus.QUEUED, PieceStatus.PROCESSING, PieceStatus.COMPLETED])
def test_a_change_is_told_with_its_ids_and_without_the_text(status: PieceStatus) -> None:
    told = VOICE.render(replace(PIECE, status=status))

    assert told is not None
    assert told.event == "job-status"
    assert told.payload == {
        "type": "content-generation",
        "jobId": str(PIECE.job),
        "contentId": str(PIECE.id),
        "userId": str(PIECE.user),
        "status": status.value,
    }


def test_a_failure_is_told_with_its_reason() -> None:
    told = VOICE.render(replace(PIECE, status=PieceStatus.FAILED, error="Cancelled"))

    assert told is not None
    assert set(told.payload) == {"type", "jobId", "contentId", "userId", "status", "error"}
    assert (told.payload["status"], told.payload["error"]) == ("failed", "Cancelled")


@pytest.mark.parametrize("form", ["{}", " {}", "{}\n", "\t{} "])
def test_a_client_subscribes_with_the_id_of_a_job_or_of_a_text(form: str) -> None:
    given = uuid4()

    assert VOICE.subjects(form.format(given)) == (Subject(given, is_job=True), Subject(given, is_job=False))


@pytest.mark.parametrize("text", ["", " ", "content-1", "507f1f77bcf86cd799439012", "\0", "x" * 1_000_000, "null"])
def test_what_can_be_no_id_is_nothing_to_subscribe_to(text: str) -> None:
    assert not VOICE.subjects(text)


def test_only_subscribers_hear_and_the_end_of_long_ago_is_not_repeated() -> None:
    assert VOICE.by_subscription
    assert VOICE.replays_unfinished
    assert VOICE.replay_seconds == 60


def test_it_speaks_of_the_types_that_it_can_name_and_sockets_are_given_its_voice() -> None:
    assert set(VOICE.types) == set(NAMES)
    assert VOICES[Audience.CGMS] is VOICE
