"""A circuit breaker for each provider: one that keeps failing is left alone, then tried with a single call."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from contentforge_content.providers.base import ProviderBusy, ProviderError


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts failures in a row. Refused requests and unusable texts are no failures: the provider did answer."""

    def __init__(self, failures: int, cooldown: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = failures
        self._cooldown = cooldown
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._trial = False

    @property
    def state(self) -> BreakerState:
        if self._open_until is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self._clock() >= self._open_until else BreakerState.OPEN

    @contextmanager
    def call(self) -> Iterator[None]:
        """Let one call through and learn from how it ends.

        Raises:
            ProviderBusy: the breaker is open, or its one trial call is under way; `retry_after` says for how long.
        """
        trial = self._admit()
        try:
            yield
        except ProviderError as error:
            if error.retryable:
                self._failed(error.retry_after, trial=trial)
            else:
                self._succeeded(trial=trial)
            raise
        else:
            self._succeeded(trial=trial)
        finally:
            # Also when the call was cancelled, which says nothing about the provider.
            if trial:
                self._trial = False

    def _admit(self) -> bool:
        """True for the trial call of a half-open breaker."""
        if self._open_until is None:
            return False
        left = self._open_until - self._clock()
        if left > 0 or self._trial:
            raise ProviderBusy(detail="breaker open", retry_after=max(left, 1.0))
        self._trial = True
        return True

    def _succeeded(self, *, trial: bool) -> None:
        if trial or self._open_until is None:
            self._failures = 0
            self._open_until = None

    def _failed(self, retry_after: float | None, *, trial: bool) -> None:
        self._failures += 1
        if trial or (self._open_until is None and self._failures >= self._limit):
            self._open_until = self._clock() + max(self._cooldown, retry_after or 0)
