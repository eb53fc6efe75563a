"""What clients say: subscribe and unsubscribe. Each message is answered in its acknowledgement and nowhere else."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import structlog

from contentforge_app.apis.common.live import PieceVoice, Subject
from contentforge_app.realtime.background import Background
from contentforge_app.realtime.engine import Engine
from contentforge_app.realtime.outlet import Outlet
from contentforge_app.realtime.registry import Registry, Socket, Subscription
from contentforge_app.realtime.replays import repeats
from contentforge_content.pieces import queries
from contentforge_content.pieces.piece import Piece
from contentforge_platform.database import ReadSession, UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.http.settings import RealtimeSettings

SUBSCRIBE: Final = "subscribe-job"
UNSUBSCRIBE: Final = "unsubscribe-job"

_LONGEST: Final = 200
_REFUSAL_SECONDS: Final = 0.001
_FULL: Final = 100
_FULL_SECONDS: Final = 0.05
_MOST_WAITS: Final = 600

Answer = Mapping[str, object]

_OK: Final[Answer] = {"ok": True}

log = structlog.get_logger(__name__)


def _no(message: str) -> Answer:
    return {"ok": False, "message": message}


_NOT_FOUND: Final = _no("Job not found")
_NOT_SUBSCRIBED: Final = _no("Not subscribed to this job")
_UNKNOWN: Final = _no("There is no such event")
_TOO_FAST: Final = _no("Too many messages, please slow down")
_TOO_MANY: Final = _no("Too many subscriptions")
_LATER: Final = _no("Please try again later")


class Desk:
    """Takes clients' messages, one after the other for each connection."""

    def __init__(
        self,
        engine: Engine,
        registry: Registry,
        outlet: Outlet,
        *,
        background: Background,
        uow: UnitOfWork,
        settings: RealtimeSettings,
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._outlet = outlet
        self._background = background
        self._uow = uow
        self._settings = settings

    async def take(self, event: str, socket: Socket, said: tuple[object, ...]) -> Answer:
        """The acknowledgement of a message."""
        if not socket.budget.spend():
            return await self._slow_down(socket)
        voice = socket.voice
        if voice is None or not voice.by_subscription or event not in {SUBSCRIBE, UNSUBSCRIBE}:
            return _UNKNOWN
        subjects = _subjects(voice, said)
        if event == UNSUBSCRIBE:
            return self._unsubscribe(socket, _mine(socket, subjects))
        if not subjects:
            return _NOT_FOUND
        if self._is_full(socket) and not _mine(socket, subjects):
            return _TOO_MANY
        await self._until_taken(socket)
        try:
            return await self._subscribe(socket, voice, subjects)
        except TRANSIENT as error:
            log.warning("subscription_failed", reason=type(error).__name__)
            return _LATER

    async def _slow_down(self, socket: Socket) -> Answer:
        """Refuse; the little wait keeps a flood on the client's side of the connection."""
        if socket.budget.refused >= self._settings.refusals:
            await self._engine.cut(socket.connection)
        await asyncio.sleep(_REFUSAL_SECONDS)
        return _TOO_FAST

    async def _until_taken(self, socket: Socket) -> None:
        """A client that asks and does not listen is heard again once it does."""
        for _ in range(_MOST_WAITS):
            if self._registry.get(socket.sid) is None or self._engine.waiting(socket.connection) <= _FULL:
                return
            await asyncio.sleep(_FULL_SECONDS)
        await self._engine.cut(socket.connection)

    async def _subscribe(self, socket: Socket, voice: PieceVoice, subjects: list[Subject]) -> Answer:
        async with self._uow.read(socket.tenant) as session:
            found = await _find(session, socket, voice, subjects)
            if found is None:
                return _NOT_FOUND
            if self._is_full(socket) and found.id not in socket.subscriptions:
                return _TOO_MANY
            subscription, again = self._registry.subscribe(socket, found.id)
            if found.job is not None:
                subscription.jobs.add(found.job)
            # From here on events are heard; what was told before is in the state as it stands now.
            piece = await queries.find(session, socket.tenant, found.id, voice.types)
        if piece is None:
            self._registry.unsubscribe(socket, found.id)
            return _NOT_FOUND
        # After the acknowledgement: some clients listen only once they have it.
        self._background.run(self._repeat(subscription, voice, piece, again=again))
        return _OK

    async def _repeat(self, subscription: Subscription, voice: PieceVoice, piece: Piece, *, again: bool) -> None:
        if not subscription.stands or not subscription.advance(piece, again=again) or not repeats(voice, piece):
            return
        message = voice.render(piece)
        if message is not None:
            await self._outlet.send(subscription.socket, self._outlet.encoded(message.event, message.payload))

    def _is_full(self, socket: Socket) -> bool:
        return len(socket.subscriptions) >= self._settings.subscriptions

    def _unsubscribe(self, socket: Socket, pieces: list[UUID]) -> Answer:
        for piece in pieces:
            self._registry.unsubscribe(socket, piece)
        return _OK if pieces else _NOT_SUBSCRIBED


def _mine(socket: Socket, subjects: list[Subject]) -> list[UUID]:
    """The pieces among the subjects to which the socket is subscribed already."""
    ids = {subject.id for subject in subjects}
    return [
        piece
        for piece, subscription in socket.subscriptions.items()
        if piece in ids or not ids.isdisjoint(subscription.jobs)
    ]


def _subjects(voice: PieceVoice, said: tuple[object, ...]) -> list[Subject]:
    text = said[0] if said else None
    return list(voice.subjects(text)) if isinstance(text, str) and len(text) <= _LONGEST else []


async def _find(session: ReadSession, socket: Socket, voice: PieceVoice, subjects: list[Subject]) -> Piece | None:
    for subject in subjects:
        find = queries.find_by_job if subject.is_job else queries.find
        piece = await find(session, socket.tenant, subject.id, voice.types)
        if piece is not None:
            return piece
    return None
