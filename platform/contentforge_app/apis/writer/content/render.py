"""Texts and jobs in this API's words."""

from collections.abc import Mapping
from typing import Final

from contentforge_app.apis.writer.names import job_id, prompt_for
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.clock import to_iso_ms

_HALF, _WHOLE = 50, 100
_STATES: Final[Mapping[PieceStatus, tuple[str, int]]] = {
    PieceStatus.QUEUED: ("waiting", 0),
    PieceStatus.PROCESSING: ("active", _HALF),
    PieceStatus.COMPLETED: ("completed", _WHOLE),
    PieceStatus.FAILED: ("failed", _WHOLE),
}


def content(piece: Piece) -> dict[str, object]:
    """One text, whole."""
    return {
        "id": piece.id,
        "topic": topic(piece),
        "contentType": piece.content_type.value,
        "prompt": "" if piece.prompt is None else prompt_for(piece.content_type, piece.prompt),
        "generatedContent": piece.text,
        "content": piece.text,
        "jobId": None if piece.job is None else job_id(piece.id),
        "jobStatus": piece.status.value,
        "createdAt": to_iso_ms(piece.created_at),
        "updatedAt": to_iso_ms(piece.updated_at),
    }


def ordered(piece: Piece, delay: str) -> dict[str, object]:
    """The answer to an order."""
    shown = {
        "id": piece.id,
        "topic": topic(piece),
        "contentType": piece.content_type.value,
        "jobId": job_id(piece.id),
        "jobStatus": piece.status.value,
        "createdAt": to_iso_ms(piece.created_at),
    }
    return {"content": shown, "jobId": job_id(piece.id), "expectedDelay": delay}


def report(piece: Piece) -> dict[str, object]:
    """How a job stands, with what there is of its text."""
    state, progress = _STATES[piece.status]
    if piece.status is PieceStatus.QUEUED and not piece.due:
        state = "delayed"
    return {
        "jobId": job_id(piece.id),
        "jobStatus": {"state": state, "progress": progress, "failedReason": piece.error},
        "content": {"id": piece.id, "jobStatus": piece.status.value, "generatedContent": piece.text},
    }


def topic(piece: Piece) -> str:
    """What a text is about: its title, or what was typed for it."""
    return piece.title or piece.prompt or ""
