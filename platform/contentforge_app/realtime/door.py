"""Let clients in: a good token of the namespace's API, of a person who belongs to its organization."""

from typing import Final
from urllib.parse import parse_qs

import structlog

from contentforge_app.realtime.budget import Budget
from contentforge_app.realtime.engine import Engine, Environ, Refused
from contentforge_app.realtime.places import Namespaces, Room, Voices
from contentforge_app.realtime.registry import Registry, Socket
from contentforge_app.tokens import TokenReader
from contentforge_platform.database import UnitOfWork
from contentforge_platform.database.transient import TRANSIENT
from contentforge_platform.errors import BusinessError
from contentforge_platform.http.settings import RealtimeSettings
from contentforge_platform.security import Claims, InvalidToken
from contentforge_tenants.access import Audience, Permission
from contentforge_tenants.principal import opening_for_session, principal_from, require

NOT_AUTHORIZED: Final = "Not authorized"
NO_NAMESPACE: Final = "Invalid namespace"
TOO_MANY: Final = "Too many connections"

_BEARER: Final = "bearer "
_MOST_REFUSALS: Final = 20
_REFUSALS: Final = "contentforge.refusals"

log = structlog.get_logger(__name__)


class Door:
    """Decides who becomes a socket."""

    def __init__(
        self,
        engine: Engine,
        registry: Registry,
        namespaces: Namespaces,
        voices: Voices,
        *,
        tokens: TokenReader,
        uow: UnitOfWork,
        settings: RealtimeSettings,
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._namespaces = namespaces
        self._voices = voices
        self._tokens = tokens
        self._uow = uow
        self._settings = settings

    async def admit(self, namespace: str, sid: str, environ: Environ, auth: object) -> Socket:
        """The new socket, already registered.

        Raises:
            Refused: with the sentence that the client is told.
        """
        connection = self._engine.connection_of(namespace, sid)
        try:
            return await self._admitted(namespace, sid, connection, environ, auth)
        except Refused:
            await self._count_refusal(connection, environ)
            raise

    async def _admitted(self, namespace: str, sid: str, connection: str, environ: Environ, auth: object) -> Socket:
        room = self._namespaces.resolve(environ.get("HTTP_HOST", ""), namespace)
        if room is None:
            raise Refused(NO_NAMESPACE)
        socket = await self._socket(namespace, sid, connection, room, _token(environ, auth))
        if len(self._registry.of_user(socket.user)) >= self._settings.sockets_per_user:
            raise Refused(TOO_MANY)
        if not self._registry.add(socket):
            raise Refused(NOT_AUTHORIZED)
        return socket

    async def _socket(self, namespace: str, sid: str, connection: str, room: Room, token: str) -> Socket:
        try:
            claims = self._claims(token, room)
            async with self._uow.read(opening_for_session(claims, room.slug)) as session:
                principal = principal_from(session)
            require(principal, Permission.CONTENT_READ)
        except BusinessError as error:
            raise Refused(NOT_AUTHORIZED) from error
        except TRANSIENT as error:
            # Not the client's fault: it comes back by itself after a failure of the network, but not after a refusal.
            log.warning("socket_not_admitted", reason=type(error).__name__)
            await self._engine.cut(connection)
            raise Refused(NOT_AUTHORIZED) from error
        audience = Audience(claims.audience)
        return Socket(
            sid=sid,
            connection=connection,
            namespace=namespace,
            api=audience.value,
            voice=self._voices[audience],
            tenant=principal.organization_id,
            user=principal.user_id,
            session=claims.session,
            budget=Budget(self._settings.messages_at_once, self._settings.messages_per_second),
        )

    def _claims(self, token: str, room: Room) -> Claims:
        for audience in room.audiences:
            try:
                return self._tokens.read(token, audience.value)
            except InvalidToken:
                continue
        raise InvalidToken

    async def _count_refusal(self, connection: str, environ: Environ) -> None:
        """A connection that does nothing but knock is closed."""
        asgi_state = environ["asgi.scope"].setdefault("state", {})
        refusals = asgi_state[_REFUSALS] = asgi_state.get(_REFUSALS, 0) + 1
        if refusals >= _MOST_REFUSALS:
            await self._engine.cut(connection)


def _token(environ: Environ, auth: object) -> str:
    """The token from where clients put it, the first place that holds something; with or without "Bearer"."""
    told = auth.get("token") if isinstance(auth, dict) else None
    queried = parse_qs(environ.get("QUERY_STRING", "")).get("token", [None])[0]
    given = told or queried or environ.get("HTTP_AUTHORIZATION")
    if not isinstance(given, str):
        return ""
    given = given.strip()
    return given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else given
