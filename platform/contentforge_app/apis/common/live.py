"""How an API speaks to sockets about pieces: which event, in which words, to whom, and what it repeats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contentforge_content.pieces.piece import Piece
from contentforge_content.vocabulary import ContentType


@dataclass(frozen=True, slots=True)
class Message:
    """One event as a client hears it; the payload is JSON-ready."""

    event: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a client asks to hear of: a piece by its own id, or by the id of the job that writes it."""

    id: UUID
    is_job: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PieceVoice:
    """One API's way of telling how pieces stand.

    Attributes:
        types: the content types that the API can name; nothing is told of others.
        by_subscription: told to sockets that have subscribed to the piece; else to all of its maker's.
        replay_seconds: a finished piece is repeated to a socket that subscribes (or connects, where there are no
            subscriptions) if it ended less than so many seconds ago; None is whenever it ended.
        replays_unfinished: whether unfinished ones are repeated, too.
        subjects: what a client may mean by a text, the likeliest first; empty if it can be nothing.
        render: what is told of a piece that stands like this; None for nothing.
    """

    types: Sequence[ContentType]
    by_subscription: bool
    replay_seconds: float | None
    replays_unfinished: bool
    subjects: Callable[[str], Sequence[Subject]]
    render: Callable[[Piece], Message | None]
