"""APIs that stand in where sockets are tested: their mounts answer nothing, and their voices say little."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from typing_extensions import override

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.contentforge.app import build
from contentforge_app.factory import App, compose
from contentforge_app.mounts import ApiMount
from contentforge_app.realtime.places import Voices
from contentforge_app.runtime import Runtime
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import PIECE_TYPES, ContentType
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Audience

_ENDED: Final = {PieceStatus.COMPLETED, PieceStatus.FAILED}


@dataclass(frozen=True)
class StandIn(PieceVoice):
    """A voice by the rules of one of the APIs."""

    event: str
    by_subscription: bool = True
    replay_seconds: float | None = None
    replays_unfinished: bool = True
    only_ended: bool = False
    prefix: str = ""
    types: Sequence[ContentType] = PIECE_TYPES

    @override
    def subjects(self, text: str) -> list[Subject]:
        found = parse_id(text.removeprefix(self.prefix))
        return [] if found is None else [Subject(found, is_job=True), Subject(found, is_job=False)]

    @override
    def render(self, piece: Piece) -> Message | None:
        if self.only_ended and piece.status not in _ENDED:
            return None
        said: dict[str, Any] = {"contentId": str(piece.id), "jobId": str(piece.job), "status": piece.status.value}
        if piece.status is PieceStatus.COMPLETED:
            said["text"] = piece.text
        if piece.status is PieceStatus.FAILED:
            said["error"] = piece.error
        return Message(self.event, said)


STAND_INS: Final[Voices] = {
    Audience.CONTENTFORGE: None,
    Audience.CGMS: StandIn("job-status", replay_seconds=60),
    Audience.WRITER: StandIn("job-update", prefix="content-"),
    Audience.GENERATOR: StandIn(
        "job_completed", by_subscription=False, replay_seconds=60, replays_unfinished=False, only_ended=True
    ),
}


def app_for(runtime: Runtime) -> App:
    """The native API as it is, and the others with nothing but their sockets."""
    native = build(runtime)
    table = [ApiMount("contentforge", prefix, native, CONTENTFORGE) for prefix in ("", "/contentforge")]
    table += [ApiMount(name, f"/{name}", native, CONTENTFORGE) for name in ("cgms", "writer", "generator", "blog")]
    return compose(runtime, table, STAND_INS)
