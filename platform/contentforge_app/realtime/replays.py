"""What a socket is told that has just come, of what happened before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog

from contentforge_app.apis.common.live import PieceVoice
from contentforge_app.realtime.outlet import Outlet
from contentforge_app.realtime.registry import Registry, Socket
from contentforge_content.pieces import queries
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.events import LiveEvent, relay

_UNFINISHED: Final = frozenset({PieceStatus.QUEUED, PieceStatus.PROCESSING})

_MARGIN_SECONDS: Final = 5.0  # a transaction may take so long from the row to its commit

log = structlog.get_logger(__name__)


def repeats(voice: PieceVoice, piece: Piece) -> bool:
    """Whether the voice repeats how the piece stands."""
    if piece.status in _UNFINISHED:
        return voice.replays_unfinished
    if voice.replay_seconds is None:
        return True
    return piece.ended_at is not None and (datetime.now(UTC) - piece.ended_at).total_seconds() < voice.replay_seconds


class Replays:
    """Reads what happened before, for those who connect and for those who could not be told in time."""

    def __init__(self, registry: Registry, outlet: Outlet, uow: UnitOfWork) -> None:
        self._registry = registry
        self._outlet = outlet
        self._uow = uow

    async def greet(self, socket: Socket) -> None:
        """Where there are no subscriptions, tell a new socket of its person's jobs that have just ended."""
        voice = socket.voice
        if voice is None or voice.by_subscription or voice.replay_seconds is None:
            return
        try:
            async with self._uow.read(socket.tenant) as session:
                pieces = await queries.just_ended(
                    session, socket.tenant, socket.user, voice.types, seconds=voice.replay_seconds
                )
        except TRANSIENT as error:
            log.warning("replay_failed", reason=type(error).__name__)
            return
        for piece in pieces:
            message = voice.render(piece)
            if message is not None:
                await self._outlet.send(socket, self._outlet.encoded(message.event, message.payload))

    async def catch_up(self, seconds: float, hear: Callable[[LiveEvent], None]) -> None:
        """Have heard what was published while nobody listened: pub/sub keeps nothing, but the rows are there."""
        tenants = self._registry.tenants()
        if not tenants:
            return
        try:
            async with self._uow.system() as session:
                missed = await relay.recent(session, sorted(tenants), seconds=seconds + _MARGIN_SECONDS)
        except TRANSIENT as error:
            log.warning("not_caught_up", reason=type(error).__name__)
            return
        for event in missed:
            hear(event)
