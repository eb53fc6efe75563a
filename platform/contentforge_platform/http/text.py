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


Storable = AfterValidator(storable)
"""For a string with constraints of its own, put last: `Annotated[str, Field(max_length=100), Storable]`."""

Text = Annotated[str, Storable]
"""A query, form or path value that can be stored; others are refused with 422 or 400. JSON bodies are held to the same
by `StrictJsonRoute`, whatever the types of their fields.
"""
