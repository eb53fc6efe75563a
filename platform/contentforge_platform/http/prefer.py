"""The Prefer header (RFC 7240): how long a client will wait for work to end."""

import re
from dataclasses import dataclass

_WAIT = re.compile(r'wait\s*=\s*"?(\d{1,6})"?', re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Preference:
    """What a client prefers: to wait this many seconds, or not at all."""

    wait: int | None = None
    respond_async: bool = False

    def seconds(self, default: float, most: float) -> float:
        """How long to wait for the work, within what the server allows; `wait` counts more than `respond-async`."""
        if self.wait is not None:
            return min(float(self.wait), most)
        return 0.0 if self.respond_async else default


def parse_prefer(header: str | None) -> Preference:
    """Read a Prefer header; unknown preferences are ignored, as the RFC asks, and the first of a kind counts."""
    wait, respond_async = None, False
    for part in (header or "").split(","):
        preference = part.split(";", 1)[0].strip()
        if preference.lower() == "respond-async":
            respond_async = True
        elif wait is None and (match := _WAIT.fullmatch(preference)):
            wait = int(match[1])
    return Preference(wait, respond_async)
