"""How many messages a socket may send: some at once, and then so many a second."""

import time
from collections.abc import Callable


class Budget:
    """A token bucket that also remembers how many messages were refused, one upon another."""

    __slots__ = ("_at", "_clock", "_left", "_most", "_rate", "refused")

    def __init__(self, at_once: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(at_once)
        self._rate = per_second
        self._clock = clock
        self._left = self._most
        self._at = clock()
        self.refused = 0

    def spend(self) -> bool:
        """Whether there was room for one more message."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        self.refused = 0
        return True
