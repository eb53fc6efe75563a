"""Forms of JSON: which fields an example has, and what stands in them. What is left out there is absent."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

Kind: TypeAlias = Callable[[Any], bool]
Form: TypeAlias = "Kind | Mapping[str, Form] | Sequence[Form]"
"""What a value is like; a list of one form is a list, not empty, of values that are all like it."""
Shape: TypeAlias = Mapping[str, Form]

_TOKEN: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


def an_id(value: object) -> bool:
    return isinstance(value, str) and UUID(value).version == 4


def a_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def a_token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def just(*wanted: object) -> Kind:
    """Exactly one of these values, of its type: 0 is not False, and 60 is not 60.0."""
    return lambda value: any(type(value) is type(one) and value == one for one in wanted)


def misfits(told: object, form: Form, name: str = "") -> list[str]:
    """Which fields are missing, too many, or not what the example has in them."""
    if isinstance(form, Mapping):
        if not isinstance(told, Mapping):
            return [f"{name} is {told!r}"]
        parts = {key: f"{name}.{key}" if name else key for key in {*told, *form}}
        wrong = [f"{parts[key]} is {'missing' if key in form else 'too much'}" for key in sorted(set(told) ^ set(form))]
        for key in sorted(set(told) & set(form)):
            wrong += misfits(told[key], form[key], parts[key])
        return wrong
    if isinstance(form, Sequence):
        if not isinstance(told, list) or not told:
            return [f"{name} is {told!r}"]
        return [wrong for place, one in enumerate(told) for wrong in misfits(one, form[0], f"{name}[{place}]")]
    return [] if form(told) else [f"{name} is {told!r}"]
