"""How this API speaks to sockets: one event to the person who ordered, when an order has ended."""

from collections.abc import Sequence
from typing import Final

from typing_extensions import override

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.generator.names import NAMEABLE
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import ContentType
from contentforge_platform.clock import to_iso_ms

_EVENT: Final = "job_completed"


class GeneratorVoice(PieceVoice):
    """`job_completed`, after the last attempt; repeated to a socket that connects within a minute."""

    @property
    @override
    def types(self) -> Sequence[ContentType]:
        return NAMEABLE

    @property
    @override
    def by_subscription(self) -> bool:
        return False

    @property
    @override
    def replay_seconds(self) -> float | None:
        return 60.0

    @property
    @override
    def replays_unfinished(self) -> bool:
        return False

    @override
    def subjects(self, text: str) -> Sequence[Subject]:
        return ()

    @override
    def render(self, piece: Piece) -> Message | None:
        if piece.ended_at is None:
            return None  # not there yet, or written by hand
        told: dict[str, object] = {"userId": str(piece.user), "jobId": str(piece.job), "status": piece.status.value}
        if piece.status is PieceStatus.COMPLETED:
            told["generatedContent"] = piece.generated_text or ""
        else:
            told["error"] = piece.error or ""
        told["completedAt"] = to_iso_ms(piece.ended_at)
        return Message(_EVENT, told)


VOICE: Final = GeneratorVoice()
