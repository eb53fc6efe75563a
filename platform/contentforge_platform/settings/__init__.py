"""What every settings section has in common; each section lives beside the code that it configures."""

from typing import Annotated, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_settings import NoDecode

Item = TypeVar("Item")


class Section(BaseModel):
    """One concern's settings: frozen, each field described, unknown names refused (they are misspellings)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _read_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith("["):
        return orjson.loads(text)
    return [part.strip() for part in text.split(",") if part.strip()]


ListOf = Annotated[list[Item], NoDecode, BeforeValidator(_read_list)]
"""A list that operators write as JSON or separated by commas; a single item is a list of one."""
