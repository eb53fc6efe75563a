"""APIs that stand in where sockets are tested: their mounts answer nothing, and their voices say little."""

from typing import Any, Final

from contentforge_app.apis.common.live import Message, PieceVoice, Subject
from contentforge_app.apis.contentforge.app import build
from contentforge_app.factory import App, compose
from contentforge_app.mounts import ApiMount
from contentforge_app.realtime.places import Voices
from contentforge_app.runtime import Runtime
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_content.vocabulary import PIECE_TYPES
from contentforge_platform.http.envelope import CONTENTFORGE
from contentforge_platform.ids import parse_id
from contentforge_tenants.access import Audience

_ENDED: Final = {PieceStatus.COMPLETED, PieceStatus.FAILED}


def stand_in(
    event: str,
    *,
    by_subscription: bool = True,
    replay_seconds: float | None = None,
    replays_unfinished: bool = True,
    only_ended: bool = False,
    prefix: str = "",
) -> PieceVoice:
    """A voice by the rules of one of the APIs."""

    def subjects(text: str) -> list[Subject]:
        found = parse_id(text.removeprefix(prefix))
        return [] if found is None else [Subject(found, is_job=True), Subject(found, is_job=False)]

    def render(piece: Piece) -> Message | None:
        if only_ended and piece.status not in _ENDED:
            return None
        said: dict[str, Any] = {"contentId": str(piece.id), "jobId": str(piece.job), "status": piece.status.value}
        if piece.status is PieceStatus.COMPLETED:
            said["text"] = piece.text
        if piece.status is PieceStatus.FAILED:
            said["error"] = piece.error
        return Message(event, said)

    return PieceVoice(
        types=PIECE_TYPES,
        by_subscription=by_subscription,
        replay_seconds=replay_seconds,
        replays_unfinished=replays_unfinished,
        subjects=subjects,
        render=render,
    )


STAND_INS: Final[Voices] = {
    Audience.CONTENTFORGE: None,
    Audience.CGMS: stand_in("job-status", replay_seconds=60),
    Audience.WRITER: stand_in("job-update", prefix="content-"),
    Audience.GENERATOR: stand_in(
        "job_completed", by_subscription=False, replay_seconds=60, replays_unfinished=False, only_ended=True
    ),
}


def app_for(runtime: Runtime) -> App:
    """The native API as it is, and the others with nothing but their sockets."""
    native = build(runtime)
    table = [ApiMount("contentforge", prefix, native, CONTENTFORGE) for prefix in ("", "/contentforge")]
    table += [ApiMount(name, f"/{name}", native, CONTENTFORGE) for name in ("cgms", "writer", "generator", "blog")]
    return compose(runtime, table, STAND_INS)
