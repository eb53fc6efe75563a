"""What may stand in a header: one line of text, so that nobody can add headers or recipients of their own."""

import unicodedata
from typing import Final

_LONGEST: Final = 500
_CONTROL: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def check_header(text: str) -> str:
    """The same text, if it may stand in a header.

    Raises:
        ValueError: it is empty or too long, or has line breaks, other control characters or lone surrogates in it.
    """
    if not 0 < len(text) <= _LONGEST or any(unicodedata.category(character) in _CONTROL for character in text):
        raise ValueError("a header is one line of 1 to 500 characters, without control characters")
    return text
