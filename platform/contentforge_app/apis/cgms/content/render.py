"""Texts in this API's words: what is not there is empty, never null."""

from contentforge_app.apis.cgms.names import NAMES
from contentforge_content.pieces.piece import Piece
from contentforge_platform.clock import to_iso_ms


def content(piece: Piece) -> dict[str, object]:
    """One text, whole."""
    text = piece.text or ""
    return {**_described(piece), "prompt": piece.prompt or "", "generatedContent": text, "output": text}


def standing(piece: Piece) -> dict[str, object]:
    """How the job of a text stands, without what was asked and what was written."""
    return {**_described(piece), "contentId": piece.id, "error": piece.error or ""}


def ordered(piece: Piece, hold: float) -> dict[str, object]:
    """The answer to an order; `hold` is the true delay in seconds."""
    return {
        "jobId": piece.job,
        "expectedDelayMs": round(hold * 1000),
        "contentId": piece.id,
        "expectedCompletion": to_iso_ms(piece.run_at or piece.created_at),
    }


def _described(piece: Piece) -> dict[str, object]:
    return {
        "id": piece.id,
        "_id": piece.id,
        "userId": piece.user,
        "contentType": NAMES[piece.content_type],
        "title": piece.title or "",
        "tags": piece.tags,
        "notes": piece.notes,
        "status": piece.status.value,
        "jobId": "" if piece.job is None else piece.job,
        "contentError": piece.error or "",
        "provider": piece.provider or "",
        "model": piece.model or "",
        "createdAt": to_iso_ms(piece.created_at),
        "updatedAt": to_iso_ms(piece.updated_at),
    }
