"""How this API speaks to sockets: one event to the person who ordered, when an order has ended."""

from collections.abc import Sequence
from typing import Final

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.generator.names import NAMEABLE
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.clock import to_iso_ms

_EVENT: Final = "job_completed"


def _subjects(_: str) -> Sequence[Subject]:
    return ()


def _render(piece: Piece) -> Message | None:
    if piece.ended_at is None:
        return None  # not there yet, or written by hand
    told: dict[str, object] = {"userId": str(piece.user), "jobId": str(piece.job), "status": piece.status.value}
    if piece.status is PieceStatus.COMPLETED:
        told["generatedContent"] = piece.generated_text or ""
    else:
        told["error"] = piece.error or ""
    told["completedAt"] = to_iso_ms(piece.ended_at)
    return Message(_EVENT, told)


VOICE: Final = PieceVoice(
    types=NAMEABLE,
    by_subscription=False,
    replay_seconds=60.0,
    replays_unfinished=False,
    subjects=_subjects,
    render=_render,
)
"""`job_completed`, after the last attempt; repeated to a socket that connects within a minute."""
