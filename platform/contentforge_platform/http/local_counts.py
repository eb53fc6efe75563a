"""What a process remembers of rate limits by itself: hits paid in advance, refusals, counts while Redis is away."""

from dataclasses import dataclass
from typing import Final

_MAX_KEYS: Final = 20_000
_LAST_SECONDS: Final = 4.0
_MAX_ADVANCE: Final = 64
_LEAST_SHARE: Final = 50


@dataclass(slots=True)
class _Advance:
    """Hits already counted in Redis and not yet used here."""

    left: int
    size: int
    remaining: int
    paid_at: float
    until: float


class LocalCounts:
    """Small tables by key; `now` is the caller's monotonic clock. A table that grows too large is emptied.

    Hits are paid in advance so that one call to Redis serves several requests of a busy client. What is unused lives as
    long as a window, so a process lets at most a fiftieth of the limit more through around the edge of one.
    """

    def __init__(self) -> None:
        self._advances: dict[str, _Advance] = {}
        self._refused: dict[str, float] = {}
        self._windows: dict[str, tuple[int, float]] = {}

    def take(self, key: str, now: float) -> int | None:
        """Use a hit paid in advance, and tell how many remain of the limit; None if there is none."""
        advance = self._advances.get(key)
        if advance is None or advance.left <= 0 or now >= advance.until:
            return None
        advance.left -= 1
        return advance.remaining + advance.left

    def next_size(self, key: str, amount: int, now: float) -> int:
        """How many hits to pay for next: what lasts this client four seconds at its pace, at most twice the last."""
        advance = self._advances.get(key)
        if advance is None:
            return 1
        lasted = max(now - advance.paid_at, _LAST_SECONDS / 2)
        wanted = int(advance.size * _LAST_SECONDS / lasted)
        return max(1, min(wanted, amount // _LEAST_SHARE, _MAX_ADVANCE))

    def put(self, key: str, *, left: int, size: int, remaining: int, now: float, lives: int) -> None:
        """Keep hits that were paid for, beside those that another request of the same client paid for meanwhile."""
        known = self._advances.get(key)
        if known is not None and now < known.until:
            left += known.left
        _make_room(self._advances)
        self._advances[key] = _Advance(left, size, remaining, now, now + lives)

    def refuse(self, key: str, seconds: float, now: float) -> None:
        """Remember a refusal, so that a flood is refused without asking Redis for each of its requests."""
        _make_room(self._refused)
        self._refused[key] = now + seconds

    def refused_for(self, key: str, now: float) -> float:
        """For how many more seconds a key is known to be refused; 0 if it is not."""
        until = self._refused.get(key)
        if until is None:
            return 0.0
        if until <= now:
            del self._refused[key]
            return 0.0
        return until - now

    def count(self, key: str, amount: int, seconds: int, now: float) -> float:
        """Count a hit in this process only: 0 if it is allowed, else the seconds until the next window."""
        count, ends = self._windows.get(key, (0, 0.0))
        if now >= ends:
            _make_room(self._windows)
            count, ends = 0, now + seconds
        self._windows[key] = (count + 1, ends)
        return 0.0 if count < amount else ends - now


def _make_room(table: dict[str, _Advance] | dict[str, float] | dict[str, tuple[int, float]]) -> None:
    if len(table) >= _MAX_KEYS:
        table.clear()
