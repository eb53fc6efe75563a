"""How this API speaks to sockets: `job-update` to those who have subscribed to a job."""

from collections.abc import Sequence
from typing import Final

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.writer.names import NAMEABLE, content_of_job, job_id
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.clock import to_iso_ms, utcnow

_EVENT: Final = "job-update"


def _subjects(text: str) -> Sequence[Subject]:
    content = content_of_job(text.strip())
    return () if content is None else (Subject(content, is_job=False), Subject(content, is_job=True))


def _render(piece: Piece) -> Message | None:
    told: dict[str, object] = {
        "jobId": job_id(piece.id),
        "contentId": str(piece.id),
        "status": piece.status.value,
        "timestamp": to_iso_ms(piece.ended_at or utcnow()),
    }
    if piece.status is PieceStatus.COMPLETED:
        told["generatedContent"] = piece.text or ""
    elif piece.status is PieceStatus.FAILED:
        told["error"] = piece.error or ""
    return Message(_EVENT, told)


VOICE: Final = PieceVoice(
    types=NAMEABLE,
    by_subscription=True,
    replay_seconds=None,
    replays_unfinished=True,
    subjects=_subjects,
    render=_render,
)
"""Tells the current state at each subscription, and every change from then on."""
