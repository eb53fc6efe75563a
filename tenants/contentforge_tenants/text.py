"""Texts that people give about themselves, made fit to store and show, or refused."""

import unicodedata

from contentforge_platform.errors import Invalid

NAME_LENGTH = 100
_AGENT_LENGTH = 400


def clean_name(text: str, *, field: str = "name", longest: int = NAME_LENGTH) -> str:
    """Trim a one-line text.

    Raises:
        Invalid: nothing is left, it is longer than `longest`, or it holds control characters or lone surrogates.
    """
    trimmed = text.strip()
    if not 0 < len(trimmed) <= longest:
        raise Invalid(f"{_label(field)} must be 1 to {longest} characters long", loc=("body", field))
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in trimmed):
        raise Invalid(f"{_label(field)} must not contain control characters", loc=("body", field))
    return trimmed


def storable(text: str | None, *, longest: int = _AGENT_LENGTH) -> str | None:
    """What a client says of itself in headers, cut and without what the database refuses; never an error."""
    if text is None:
        return None
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[:longest]


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()
