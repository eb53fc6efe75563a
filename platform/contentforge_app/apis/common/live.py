"""How an API speaks to sockets about pieces: which event, in which words, to whom, and what it repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
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


class PieceVoice(Protocol):
    """One API's way of telling how pieces stand.

    Attributes:
        types: the content types that the API can name; nothing is told of others.
        by_subscription: told to sockets that have subscribed to the piece; else to all of its maker's.
        replay_seconds: a finished piece is repeated to a socket that subscribes (or connects, where there are no
            subscriptions) if it ended less than so many seconds ago; None is whenever it ended.
        replays_unfinished: whether unfinished ones are repeated, too.
    """

    @property
    def types(self) -> Sequence[ContentType]: ...

    @property
    def by_subscription(self) -> bool: ...

    @property
    def replay_seconds(self) -> float | None: ...

    @property
    def replays_unfinished(self) -> bool: ...

    def subjects(self, text: str) -> Sequence[Subject]:
        """What a client may mean by `text`, the likeliest first; empty if it can be nothing."""
        ...

    def render(self, piece: Piece) -> Message | None:
        """What is told of a piece that stands like this; None for nothing."""
        ...
