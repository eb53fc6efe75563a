"""Who is connected to this process, and what they want to hear of. All in memory; it ends with the process."""

from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar
from uuid import UUID

from contentforge_app.apis.common.live import PieceVoice
from contentforge_app.realtime.budget import Budget
from contentforge_content.pieces.piece import Piece, PieceStatus
from contentforge_platform.ids import SessionId, TenantId, UserId
from contentforge_tenants.principal import Standing

_REMEMBERED: Final = 10_000
_NEVER: Final = datetime.min.replace(tzinfo=UTC)

_Key = TypeVar("_Key")

Moment = tuple[datetime, int]
"""How far a piece has come: when its job was ordered, and the job's sequence number. It only grows."""


def moment_of(piece: Piece) -> Moment:
    return (piece.ordered_at or _NEVER, piece.sequence)


@dataclass(slots=True, eq=False)
class Subscription:
    """One socket's interest in one piece, and how far it has been told."""

    socket: "Socket"
    piece: UUID
    jobs: set[UUID] = field(default_factory=set)
    _told: Moment = (_NEVER, -1)
    _status: PieceStatus | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been ended."""
        return self.socket.subscriptions.get(self.piece) is self

    def advance(self, piece: Piece, *, again: bool = False) -> bool:
        """Note that the piece stands like this; whether that is news to the socket.

        What is older than what it was told is none, nor is the status that it knows already, unless it asks `again`.
        """
        moment = moment_of(piece)
        if moment < self._told or (moment == self._told and not again):
            return False
        same = moment[0] == self._told[0] and piece.status is self._status
        self._told, self._status = moment, piece.status
        if piece.job is not None:
            self.jobs.add(piece.job)
        return again or not same


@dataclass(slots=True, eq=False, kw_only=True)
class Socket:
    """One client in one namespace.

    Attributes:
        sid: its own id; `connection` is that of what carries it.
        api: whose language it speaks; `voice` is that API's, None for the native one.
    """

    sid: str
    connection: str
    namespace: str
    api: str
    voice: PieceVoice | None
    tenant: TenantId
    user: UserId
    session: SessionId
    budget: Budget
    subscriptions: dict[UUID, Subscription] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        return self.session, self.tenant


class Registry:
    """All sockets of this process, by everything they are looked for by."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Socket] = {}
        self._by_connection: dict[str, set[Socket]] = {}
        self._by_session: dict[SessionId, set[Socket]] = {}
        self._by_user: dict[UserId, set[Socket]] = {}
        self._by_piece: dict[tuple[TenantId, UUID], dict[Socket, Subscription]] = {}
        self._subscribed: dict[TenantId, int] = {}
        self._ended: OrderedDict[SessionId, None] = OrderedDict()

    def __iter__(self) -> Iterator[Socket]:
        return iter(list(self._by_sid.values()))

    def add(self, socket: Socket) -> bool:
        """Take a socket in; False if its session has ended while it was let in."""
        if socket.session in self._ended:
            return False
        self._by_sid[socket.sid] = socket
        self._by_connection.setdefault(socket.connection, set()).add(socket)
        self._by_session.setdefault(socket.session, set()).add(socket)
        self._by_user.setdefault(socket.user, set()).add(socket)
        return True

    def remove(self, sid: str) -> None:
        """Forget a socket and what it was subscribed to; an unknown one is none."""
        socket = self._by_sid.pop(sid, None)
        if socket is None:
            return
        for piece in list(socket.subscriptions):
            self.unsubscribe(socket, piece)
        _discard(self._by_connection, socket.connection, socket)
        _discard(self._by_session, socket.session, socket)
        _discard(self._by_user, socket.user, socket)

    def get(self, sid: str) -> Socket | None:
        return self._by_sid.get(sid)

    def of_user(self, user: UserId) -> Collection[Socket]:
        """A person's sockets, in all organizations."""
        return self._by_user.get(user, ())

    def carries_any(self, connection: str) -> bool:
        """Whether there is a socket in the connection."""
        return connection in self._by_connection

    def end(self, sessions: Collection[SessionId]) -> list[Socket]:
        """The sockets of sessions that have ended; none of these sessions will get another one."""
        for session in sessions:
            self._ended[session] = None
            self._ended.move_to_end(session)
        while len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)
        return [socket for session in sessions for socket in self._by_session.get(session, ())]

    def tenants(self) -> set[TenantId]:
        """The organizations that have sockets here."""
        return {socket.tenant for socket in self._by_sid.values()}

    def subscribe(self, socket: Socket, piece: UUID) -> tuple[Subscription, bool]:
        """The socket's subscription to a piece, and whether it had it before; a socket that is gone keeps none."""
        known = socket.subscriptions.get(piece)
        if known is not None:
            return known, True
        made = Subscription(socket, piece)
        if socket.sid in self._by_sid:
            socket.subscriptions[piece] = made
            self._by_piece.setdefault((socket.tenant, piece), {})[socket] = made
            self._subscribed[socket.tenant] = self._subscribed.get(socket.tenant, 0) + 1
        return made, False

    def unsubscribe(self, socket: Socket, piece: UUID) -> None:
        """End a subscription, if there is one."""
        if socket.subscriptions.pop(piece, None) is None:
            return
        subscribers = self._by_piece[socket.tenant, piece]
        del subscribers[socket]
        if not subscribers:
            del self._by_piece[socket.tenant, piece]
        self._subscribed[socket.tenant] -= 1
        if not self._subscribed[socket.tenant]:
            del self._subscribed[socket.tenant]

    def has_subscriptions(self, tenant: TenantId) -> bool:
        """Whether anybody here is subscribed to a piece of this organization."""
        return tenant in self._subscribed

    def subscriptions(self, tenant: TenantId, piece: UUID) -> list[Subscription]:
        """All subscriptions to a piece."""
        return list(self._by_piece.get((tenant, piece), {}).values())


def _discard(index: dict[_Key, set[Socket]], key: _Key, socket: Socket) -> None:
    sockets = index.get(key)
    if sockets is not None:
        sockets.discard(socket)
        if not sockets:
            del index[key]
