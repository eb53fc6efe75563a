"""Orders in this API's words. What does not apply is left out, never null."""

from datetime import timedelta
from typing import Final

from contentforge_app.apis.common.answers import found
from contentforge_app.apis.generator.names import NAMES
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.clock import to_iso_ms

# How long a model usually takes, for the estimate that clients show.
_WRITING: Final = timedelta(seconds=30)


def queued(piece: Piece, hold: float) -> dict[str, object]:
    """The answer to an order; `hold` is the true delay in seconds."""
    due = found(piece.run_at)
    return {
        "message": "Content generation job queued successfully",
        "jobId": piece.job,
        "status": "queued",
        "delaySeconds": int(hold) if hold == int(hold) else hold,
        "scheduledFor": to_iso_ms(due),
        "estimatedCompletionTime": to_iso_ms(due + _WRITING),
    }


def job(piece: Piece) -> dict[str, object]:
    """One order by itself."""
    shown: dict[str, object] = {
        "jobId": piece.job,
        "status": piece.status,
        "contentType": NAMES[piece.content_type],
        "prompt": piece.prompt or "",
        "scheduledFor": to_iso_ms(found(piece.run_at)),
        "createdAt": to_iso_ms(found(piece.ordered_at)),
    }
    if piece.status is PieceStatus.COMPLETED:
        shown["generatedContent"] = piece.generated_text or ""
    elif piece.status is PieceStatus.FAILED:
        shown["error"] = piece.error or ""
    if piece.ended_at is not None:
        shown["completedAt"] = to_iso_ms(piece.ended_at)
    return shown


def listed(piece: Piece) -> dict[str, object]:
    """One order among all."""
    shown = job(piece)
    shown["_id"] = piece.id
    shown["userId"] = piece.user
    shown["updatedAt"] = to_iso_ms(piece.updated_at)
    shown["__v"] = 0
    return shown
