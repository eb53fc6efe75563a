"""Fields of requests whose absence or excess is told in the words of the API's document."""

from collections.abc import Callable
from typing import Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

REFUSED: Final = "refused"
"""The type of a problem whose sentence is ours, complete as it is."""


def refusal(message: str) -> PydanticCustomError:
    """A field's refusal in a sentence of ours."""
    return PydanticCustomError(REFUSED, "{sentence}", {"sentence": message})


def needed_text(missing: str, *, longest: int | None = None, too_long: str = "") -> BeforeValidator:
    """A text that must say something, kept as it was typed.

    Declare the field with `= Field(None, validate_default=True)`: the default stands for its absence, so that this is
    told in the API's words, too.
    """

    def read(value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise refusal(missing)
        if longest is not None and len(value) > longest:
            raise refusal(too_long)
        return value

    return BeforeValidator(read)


def at_most(longest: int, too_long: str) -> BeforeValidator:
    """A text of bounded length, or none at all."""

    def read(value: object) -> object:
        if isinstance(value, str) and len(value) > longest:
            raise refusal(too_long)
        return value

    return BeforeValidator(read)


def one_of(names: Callable[[str], object | None], missing: str, unknown: str) -> BeforeValidator:
    """A name that `names` knows a thing for; the field has that thing."""

    def read(value: object) -> object:
        if value is None or value == "":
            raise refusal(missing)
        found = names(value) if isinstance(value, str) else None
        if found is None:
            raise refusal(unknown)
        return found

    return BeforeValidator(read)
