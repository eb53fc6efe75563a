"""Fields of requests whose absence or excess is told in the words of the API's document."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

REFUSED: Final = "refused"
"""The type of a problem whose sentence is ours, complete as it is."""


def refusal(message: str) -> PydanticCustomError:
    """A field's refusal in a sentence of ours."""
    return PydanticCustomError(REFUSED, "{sentence}", {"sentence": message})


class Body(BaseModel):
    """A body that lacks a field reads as if that were null, so that its validator tells of it in the API's words."""

    @model_validator(mode="before")
    @classmethod
    def _absent_is_null(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {
            **{field.alias or name: None for name, field in cls.model_fields.items() if field.is_required()},
            **given,
        }


def needed_text(missing: str, *, longest: int | None = None, too_long: str = "") -> BeforeValidator:
    """A text that must say something, kept as it was typed: for a required field of a `Body`.

    The documentation tells the rule as the field's constraints.
    """

    def read(value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise refusal(missing)
        if longest is not None and len(value) > longest:
            raise refusal(too_long)
        return value

    documented = Annotated[str, StringConstraints(min_length=1, max_length=longest, pattern=r"\S")]
    return BeforeValidator(read, json_schema_input_type=documented)


def needed_secret(missing: str) -> BeforeValidator:
    """As `needed_text`, but blanks count: a password may be made of nothing else."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not value:
            raise refusal(missing)
        return value

    return BeforeValidator(read, json_schema_input_type=Annotated[str, StringConstraints(min_length=1)])


def at_most(longest: int, too_long: str) -> BeforeValidator:
    """A text of bounded length, or none at all."""

    def read(value: object) -> object:
        if isinstance(value, str) and len(value) > longest:
            raise refusal(too_long)
        return value

    return BeforeValidator(read, json_schema_input_type=Annotated[str | None, StringConstraints(max_length=longest)])


def one_of(names: Mapping[str, object], missing: str, unknown: str) -> BeforeValidator:
    """A name for a thing; the field has that thing: for a required field of a `Body`. Documented by the names."""

    def read(value: object) -> object:
        if value is None or value == "":
            raise refusal(missing)
        found = names.get(value) if isinstance(value, str) else None
        if found is None:
            raise refusal(unknown)
        return found

    documented = Annotated[str, WithJsonSchema({"type": "string", "enum": list(names)})]
    return BeforeValidator(read, json_schema_input_type=documented)
