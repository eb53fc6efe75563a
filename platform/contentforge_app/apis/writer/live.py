"""How this API speaks to sockets: `job-update` to those who have subscribed to a job."""

from collections.abc import Sequence
from typing import Final

from typing_extensions import override

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.writer.names import NAMEABLE, content_of_job, job_id
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import ContentType
from contentforge_platform.clock import to_iso_ms, utcnow

_EVENT: Final = "job-update"


class WriterVoice(PieceVoice):
    """Tells the current state at each subscription, and every change from then on."""

    @property
    @override
    def types(self) -> Sequence[ContentType]:
        return NAMEABLE

    @property
    @override
    def by_subscription(self) -> bool:
        return True

    @property
    @override
    def replay_seconds(self) -> float | None:
        return None

    @property
    @override
    def replays_unfinished(self) -> bool:
        return True

    @override
    def subjects(self, text: str) -> Sequence[Subject]:
        content = content_of_job(text.strip())
        return () if content is None else (Subject(content, is_job=False), Subject(content, is_job=True))

    @override
    def render(self, piece: Piece) -> Message | None:
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


VOICE: Final = WriterVoice()
