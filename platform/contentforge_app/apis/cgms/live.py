"""How this API speaks to sockets: `job-status` to those who have subscribed to a job or a text."""

from collections.abc import Sequence
from typing import Final

from contentforge_app.apis.cgms.names import NAMEABLE
from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.ids import parse_id

_EVENT: Final = "job-status"


def _subjects(text: str) -> Sequence[Subject]:
    given = parse_id(text.strip())
    return () if given is None else (Subject(given, is_job=True), Subject(given, is_job=False))


def _render(piece: Piece) -> Message | None:
    told: dict[str, object] = {
        "type": "content-generation",
        "jobId": "" if piece.job is None else str(piece.job),
        "contentId": str(piece.id),
        "userId": str(piece.user),
        "status": piece.status.value,
    }
    if piece.status is PieceStatus.FAILED:
        told["error"] = piece.error or ""
    return Message(_EVENT, told)


VOICE: Final = PieceVoice(
    types=NAMEABLE,
    by_subscription=True,
    replay_seconds=60.0,
    replays_unfinished=True,
    subjects=_subjects,
    render=_render,
)
"""Tells every change; at a subscription the current state, too, unless it ended more than a minute ago.

Its clients show a note for each event: one about something long past would only disturb.
"""
