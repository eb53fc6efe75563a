"""The Socket.IO library's in-memory manager, but for the time that it takes to forget a socket."""

from typing import Any

import socketio
from typing_extensions import override


class Manager(socketio.AsyncManager):  # type: ignore[misc]  # the library has no types
    """Knows in which rooms a socket is: in that of all, and in its own. The library looks through those of everybody.

    With 10,000 sockets in a namespace that took 3 ms for each one that left.
    """

    @override
    def basic_disconnect(self, sid: str, namespace: str, **kwargs: Any) -> None:
        for room in (None, sid):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for under_way in (self.pending_connect, self.pending_disconnect):
            sids: list[str] = under_way.get(namespace, [])
            if sid in sids:
                sids.remove(sid)
                if not sids:
                    del under_way[namespace]
