"""What others hear when sessions end."""

from dataclasses import dataclass

from contentforge_platform.ids import SessionId


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """Effect: these sessions no longer open anything; sockets that live by them must close."""

    sessions: tuple[SessionId, ...]
