"""Reading a request's parameters: each by its type, and a refusal in Stripe's words for what does not fit."""

from collections.abc import Collection, Iterable
from typing import Final

from contentforge_billing.sandbox.errors import invalid, missing_param
from contentforge_billing.sandbox.rest.forms import Section, Value
from contentforge_billing.sandbox.storage import Window

_MOST: Final = 100
_LONGEST_TEXT: Final = 5_000
_LARGEST: Final = 2**53
_MOST_METADATA: Final = 50
_LONGEST_KEY: Final = 40
_LONGEST_VALUE: Final = 500


class Params:
    """The parameters of a request, or of a section of it: then `path` is the section's name."""

    def __init__(self, values: Section, path: str = "") -> None:
        self._values = values
        self._path = path

    def name(self, name: str) -> str:
        """The full name of a parameter, as errors tell it."""
        return f"{self._path}[{name}]" if self._path else name

    def has(self, name: str) -> bool:
        return name in self._values

    def refuse_others(self, known: Collection[str]) -> None:
        """Stripe refuses what it does not know, so that a misspelt parameter is noticed."""
        for name in self._values:
            if name not in known:
                full = self.name(name)
                raise invalid(f"Received unknown parameter: {full}", full, "parameter_unknown")

    def text(self, name: str) -> str | None:
        """None if it was not given."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise invalid("Invalid string: it must be one value.", self.name(name))
        if len(value) > _LONGEST_TEXT:
            message = f"Invalid string: it must be at most {_LONGEST_TEXT} characters."
            raise invalid(message, self.name(name), "parameter_invalid_string")
        return value

    def some(self, name: str) -> str | None:
        """A text that may not be empty if it is given."""
        value = self.text(name)
        if value == "":
            message = f"You passed an empty string for '{self.name(name)}'. It must have a value."
            raise invalid(message, self.name(name), "parameter_invalid_empty")
        return value

    def required(self, name: str) -> str:
        value = self.some(name)
        if value is None:
            raise missing_param(self.name(name))
        return value

    def integer(self, name: str, least: int = 0, most: int = _LARGEST) -> int | None:
        value = self.text(name)
        if value is None or value == "":
            return None
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(_LARGEST)):
            raise invalid(f"Invalid integer: {value[:50]}", self.name(name), "parameter_invalid_integer")
        number = int(value)
        if number < least:
            message = f"This value must be greater than or equal to {least}."
            raise invalid(message, self.name(name), "parameter_invalid_integer")
        if number > most:
            message = f"This value must be less than or equal to {most}."
            raise invalid(message, self.name(name), "parameter_invalid_integer")
        return number

    def required_integer(self, name: str, least: int = 0, most: int = _LARGEST) -> int:
        value = self.integer(name, least, most)
        if value is None:
            raise missing_param(self.name(name))
        return value

    def flag(self, name: str) -> bool | None:
        value = self.text(name)
        if value is None or value == "":
            return None
        if value not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {value[:50]}", self.name(name))
        return value == "true"

    def choice(self, name: str, allowed: Iterable[str]) -> str | None:
        value = self.some(name)
        options = list(allowed)
        if value is not None and value not in options:
            listed = ", ".join(options[:-1]) + (" or " if len(options) > 1 else "") + options[-1]
            raise invalid(f"Invalid {self.name(name)}: must be one of {listed}", self.name(name))
        return value

    def section(self, name: str) -> "Params":
        """A nested object; one without parameters if it was not given, or given empty."""
        value = self._values.get(name)
        if value is None or value == "":
            return Params({}, self.name(name))
        if not isinstance(value, dict):
            raise invalid("Invalid object", self.name(name))
        return Params(value, self.name(name))

    def sections(self, name: str) -> list["Params"]:
        """A list of nested objects."""
        return [
            Params(_object(value, f"{self.name(name)}[{number}]"), f"{self.name(name)}[{number}]")
            for number, value in enumerate(self._list(name))
        ]

    def texts(self, name: str) -> list[str]:
        values = self._list(name)
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) != len(values):
            raise invalid("Invalid array: its entries must be strings.", self.name(name))
        return texts

    def metadata(self, current: dict[str, str]) -> dict[str, str]:
        """Return `current` with what is given put over it; an empty value takes a key away, an empty section all."""
        given = self._values.get("metadata")
        if given is None:
            return current
        if given == "":
            return {}
        merged = dict(current)
        for key, value in _object(given, self.name("metadata")).items():
            if not isinstance(value, str) or len(key) > _LONGEST_KEY or len(value) > _LONGEST_VALUE:
                message = f"Metadata keys can have up to {_LONGEST_KEY} characters, values up to {_LONGEST_VALUE}."
                raise invalid(message, self.name("metadata"))
            merged[key] = value
        merged = {key: value for key, value in merged.items() if value != ""}
        if len(merged) > _MOST_METADATA:
            raise invalid(f"Metadata can have up to {_MOST_METADATA} keys.", self.name("metadata"))
        return merged

    def window(self) -> Window:
        """Which part of a list is wanted."""
        after, before = self.some("starting_after"), self.some("ending_before")
        if after is not None and before is not None:
            raise invalid("You can only specify one of starting_after and ending_before.", "ending_before")
        since, until = self._created()
        limit = self.integer("limit", 1, _MOST)
        return Window(10 if limit is None else limit, after, before, since, until)

    def _created(self) -> tuple[int, int]:
        exact = self._values.get("created")
        if isinstance(exact, str):
            moment = self.required_integer("created")
            return moment, moment
        created = self.section("created")
        least, above = created.integer("gte"), created.integer("gt")
        most, below = created.integer("lte"), created.integer("lt")
        since = max(least if least is not None else 0, above + 1 if above is not None else 0)
        until = min(most if most is not None else _LARGEST, below - 1 if below is not None else _LARGEST)
        return since, until

    def _list(self, name: str) -> list[Value]:
        value = self._values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            raise invalid("Invalid array", self.name(name))
        return value


def _object(value: Value, name: str) -> Section:
    if not isinstance(value, dict):
        raise invalid("Invalid object", name)
    return value
