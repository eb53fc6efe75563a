"""Send events to sockets: encoded once for all that share a namespace, and never waiting for any of them."""

import time
from collections.abc import Iterable, Mapping
from typing import Final

from contentforge_app.realtime.engine import Engine
from contentforge_app.realtime.registry import Socket
from contentforge_platform.observability import Metrics

_DELAY_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Encoded:
    """One event, in as many forms as there are namespaces in which it is heard."""

    __slots__ = ("_engine", "_event", "_forms", "_payload")

    def __init__(self, engine: Engine, event: str, payload: Mapping[str, object]) -> None:
        self._engine = engine
        self._event = event
        self._payload = payload
        self._forms: dict[str, str] = {}

    def form(self, namespace: str) -> str:
        """How it travels in this namespace."""
        form = self._forms.get(namespace)
        if form is None:
            form = self._forms[namespace] = self._engine.encode(namespace, self._event, self._payload)
        return form


class Outlet:
    """The way out to clients, counted."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine = engine
        self._emitted = metrics.events.labels("emitted")
        self._dropped = metrics.events.labels("dropped")
        self._delay = metrics.histogram(
            "live_event_delay_seconds", "From the record of an event to its emission.", buckets=_DELAY_BUCKETS
        )

    def encoded(self, event: str, payload: Mapping[str, object]) -> Encoded:
        return Encoded(self._engine, event, payload)

    async def send(self, socket: Socket, encoded: Encoded) -> None:
        """Send to one socket; one that does not keep up is cut off. Control is not left meanwhile."""
        if await self._engine.send(socket.connection, encoded.form(socket.namespace)):
            self._emitted.inc()
        else:
            self._dropped.inc()

    async def send_all(self, sockets: Iterable[Socket], encoded: Encoded) -> None:
        """Send to several."""
        for socket in sockets:
            await self.send(socket, encoded)

    def note_delay(self, at: float | None) -> None:
        """Note how long ago an event was recorded that was just emitted."""
        if at is not None:
            self._delay.observe(max(0.0, time.time() - at))

    def drop(self, count: int) -> None:
        """Note events that nobody will be told of."""
        self._dropped.inc(count)
