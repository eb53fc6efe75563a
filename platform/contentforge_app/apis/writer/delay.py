"""A delay in the words of this API: "1 minute", "5 seconds"."""

from typing import Final

_MINUTE: Final = 60


def in_words(seconds: float) -> str:
    """Whole minutes and seconds, the latter rounded."""
    minutes, rest = divmod(round(seconds), _MINUTE)
    parts = [_counted(minutes, "minute")] if minutes else []
    if rest or not minutes:
        parts.append(_counted(rest, "second"))
    return " ".join(parts)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
