"""Texts of the library in this API's words."""

from contentforge_app.apis.generator.names import NAMES
from contentforge_content.pieces.change import default_title
from contentforge_content.pieces.piece import Piece
from contentforge_platform.clock import to_iso_ms


def content(piece: Piece) -> dict[str, object]:
    """One text."""
    return {
        "_id": piece.id,
        "userId": piece.user,
        "title": piece.title or default_title(piece.prompt),
        "type": NAMES[piece.content_type],
        "body": piece.text or "",
        "createdAt": to_iso_ms(piece.created_at),
        "updatedAt": to_iso_ms(piece.updated_at),
        "__v": 0,
    }
