"""Tell sockets of live events: read the pieces that an event is about, and say it in the words of each API."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

import structlog

from contentforge_app.apis.common.live import PieceVoice
from contentforge_app.realtime.background import Background
from contentforge_app.realtime.outlet import Encoded, Outlet
from contentforge_app.realtime.places import Voices
from contentforge_app.realtime.registry import Registry, Socket
from contentforge_billing.usage.alerts import EVENT_KIND as USAGE_ALERT
from contentforge_content.jobs.progress import OBJECT_KIND
from contentforge_content.pieces import queries
from contentforge_content.pieces.piece import Piece, status_of_job
from contentforge_content.vocabulary import OPEN_STATES
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.events import LiveEvent
from contentforge_platform.ids import TenantId

_SIDE_BY_SIDE: Final = 4  # connections that reading for sockets may take of those for requests
_MOST_WAITING: Final = 5_000
_REMEMBERED: Final = 50_000
_TRIES: Final = 60
_REST_SECONDS: Final = 0.5

log = structlog.get_logger(__name__)


class Heard:
    """The newest event of each object that this process knows: older ones, and those told twice, are dropped."""

    def __init__(self) -> None:
        self._newest: OrderedDict[UUID, int] = OrderedDict()

    def is_news(self, event: LiveEvent) -> bool:
        """Whether the event is newer than all that were heard of its object."""
        if event.sequence <= self._newest.get(event.object_id, 0):
            return False
        self._newest[event.object_id] = event.sequence
        self._newest.move_to_end(event.object_id)
        if len(self._newest) > _REMEMBERED:
            self._newest.popitem(last=False)
        return True


class Teller:
    """Takes events in the order in which they are heard, and tells of those of one organization in that order.

    Organizations do not wait for one another, and nothing is read for one that has nobody listening.
    """

    def __init__(
        self, registry: Registry, outlet: Outlet, voices: Voices, *, background: Background, uow: UnitOfWork
    ) -> None:
        self._registry = registry
        self._outlet = outlet
        self._voices = [voice for voice in voices.values() if voice is not None]
        self._types = sorted({kind for voice in self._voices for kind in voice.types})
        self._background = background
        self._uow = uow
        self._heard = Heard()
        self._waiting: dict[TenantId, deque[LiveEvent]] = {}
        self._reading = asyncio.Semaphore(_SIDE_BY_SIDE)

    def hear(self, event: LiveEvent) -> None:
        """Take an event; for `EventFeed.hear`."""
        if event.object_kind == USAGE_ALERT:
            if self._heard.is_news(event):
                self._background.run(self._tell_of_usage(event))
            return
        if event.object_kind != OBJECT_KIND or not self._heard.is_news(event) or not self._concerns_anybody(event):
            return
        waiting = self._waiting.get(event.tenant)
        if waiting is None:
            self._waiting[event.tenant] = deque((event,), maxlen=_MOST_WAITING)
            self._background.run(self._tell_waiting(event.tenant))
        else:
            if len(waiting) == _MOST_WAITING:
                self._outlet.drop(1)
            waiting.append(event)

    async def _tell_of_usage(self, event: LiveEvent) -> None:
        """All of the organization who are here, in the native API's words: each of its roles may read usage."""
        sockets = [socket for socket in self._registry if socket.tenant == event.tenant and socket.voice is None]
        if sockets:
            await self._outlet.send_all(sockets, self._outlet.encoded("usage_alert", dict(event.data)))
            self._outlet.note_delay(event.at)

    def _concerns_anybody(self, event: LiveEvent) -> bool:
        return self._registry.has_subscriptions(event.tenant) or any(self._makers(event))

    async def _tell_waiting(self, tenant: TenantId) -> None:
        waiting = self._waiting[tenant]
        try:
            while waiting:
                events = list(waiting)
                waiting.clear()
                await self._tell(tenant, events)
        finally:
            del self._waiting[tenant]

    async def _tell(self, tenant: TenantId, events: Sequence[LiveEvent]) -> None:
        pieces = await self._pieces(tenant, [event for event in events if self._needs_piece(event)])
        for event in events:
            try:
                await self._tell_natively(event)
                for piece in pieces.get(event.object_id, ()):
                    await self._tell_of_piece(event, _as_told(piece, event))
            except Exception:
                log.exception("event_not_told", job_id=str(event.object_id), sequence=event.sequence)

    def _needs_piece(self, event: LiveEvent) -> bool:
        return self._registry.has_subscriptions(event.tenant) or any(socket.voice for socket in self._makers(event))

    async def _pieces(self, tenant: TenantId, events: Sequence[LiveEvent]) -> dict[UUID, list[Piece]]:
        """The pieces of the events' jobs, once the database answers."""
        jobs = list({event.object_id for event in events})
        if not jobs:
            return {}
        for _ in range(_TRIES):
            try:
                async with self._reading, self._uow.read(tenant) as session:
                    return _by_job(await queries.of_jobs(session, tenant, jobs, self._types))
            except TRANSIENT as error:
                log.warning("telling_waits", events=len(events), reason=type(error).__name__)
            await asyncio.sleep(_REST_SECONDS)
        self._outlet.drop(len(events))
        return {}

    async def _tell_natively(self, event: LiveEvent) -> None:
        sockets = [socket for socket in self._makers(event) if socket.voice is None]
        if sockets:
            await self._outlet.send_all(sockets, self._outlet.encoded("job", _natively(event)))
            self._outlet.note_delay(event.at)

    async def _tell_of_piece(self, event: LiveEvent, piece: Piece) -> None:
        words = _Words(self._outlet, piece)
        for subscription in self._registry.subscriptions(event.tenant, piece.id):
            # Whether it is news, and its sending, are one step: nothing newer can get in between.
            if subscription.advance(piece):
                await self._say(words, subscription.socket, event)
        for socket in self._makers(event):
            if socket.voice is not None and not socket.voice.by_subscription:
                await self._say(words, socket, event)

    async def _say(self, words: "_Words", socket: Socket, event: LiveEvent) -> None:
        said = words.of(socket.voice)
        if said is not None:
            await self._outlet.send(socket, said)
            self._outlet.note_delay(event.at)

    def _makers(self, event: LiveEvent) -> Iterable[Socket]:
        """The sockets, in the event's organization, of the person whose job it is."""
        if event.user is None:
            return ()
        return [socket for socket in self._registry.of_user(event.user) if socket.tenant == event.tenant]


class _Words:
    """One piece in the words of each API, found when they are first needed."""

    def __init__(self, outlet: Outlet, piece: Piece) -> None:
        self._outlet = outlet
        self._piece = piece
        self._said: dict[int, Encoded | None] = {}

    def of(self, voice: PieceVoice | None) -> Encoded | None:
        """What a voice says; None for nothing, also of a type that it cannot name."""
        if voice is None or self._piece.content_type not in voice.types:
            return None
        if id(voice) not in self._said:
            message = voice.render(self._piece)
            self._said[id(voice)] = None if message is None else self._outlet.encoded(message.event, message.payload)
        return self._said[id(voice)]


def _natively(event: LiveEvent) -> dict[str, object]:
    """The event itself, whose data are those of the native API."""
    progress = {name: event.data.get(name) for name in ("content_types_done", "images_done", "error_message")}
    return {"id": str(event.object_id), "status": event.state, "sequence": event.sequence, **progress}


def _as_told(piece: Piece, event: LiveEvent) -> Piece:
    """The piece as it stood when the event was recorded; meanwhile it may have gone on."""
    error = event.data.get("error_message")
    return replace(
        piece,
        status=status_of_job(event.state),
        error=error if isinstance(error, str) else None,
        sequence=event.sequence,
        ended_at=None if event.state in OPEN_STATES else piece.ended_at,
    )


def _by_job(pieces: Iterable[Piece]) -> dict[UUID, list[Piece]]:
    found: dict[UUID, list[Piece]] = {}
    for piece in pieces:
        if piece.job is not None:
            found.setdefault(piece.job, []).append(piece)
    return found
