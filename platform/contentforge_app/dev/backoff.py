"""How long to wait before something that ended is started again: longer each time, unless it held for a while."""

import time

_FIRST = 0.25
_LONGEST = 10.0
_HELD = 30.0


class Backoff:
    def __init__(self) -> None:
        self._delay = 0.0
        self._due = 0.0
        self._started = time.monotonic()

    def started(self) -> None:
        self._started = time.monotonic()

    def failed(self) -> float:
        """Note an end, and return the seconds until the next start is due."""
        now = time.monotonic()
        held = now - self._started >= _HELD
        self._delay = _FIRST if held or not self._delay else min(self._delay * 2, _LONGEST)
        self._due = now + self._delay
        return self._delay

    def due(self) -> bool:
        return time.monotonic() >= self._due
