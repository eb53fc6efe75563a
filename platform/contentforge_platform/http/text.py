"""Text that can be kept: PostgreSQL holds no NUL, and UTF-8 no lone surrogate."""

from typing import Annotated

from pydantic import AfterValidator


def storable(text: str) -> str:
    """The text itself, if it can be stored.

    Raises:
        ValueError: it holds a NUL or a lone surrogate; the message is for people.
    """
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("must be valid Unicode text") from None
    return text


Text = Annotated[str, AfterValidator(storable)]
"""A string field, query or form value that can be stored; others are refused with 422 or 400."""
