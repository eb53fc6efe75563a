"""Form bodies and query strings in Stripe's bracket notation: `items[0][price]=price_1&expand[]=customer`."""

import re
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from contentforge_billing.sandbox.errors import invalid

Value: TypeAlias = "str | Section | list[Value]"
Section: TypeAlias = "dict[str, Value]"

_NAME: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_MOST_FIELDS: Final = 2_000
_DEEPEST: Final = 10

_Tree: TypeAlias = "dict[str, str | _Tree]"


def decode(text: str) -> Section:
    """Read a body or query.

    Raises:
        StripeProblem: a name is no name, a value is used as two things, or text is not UTF-8.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise invalid("Invalid request body: it is not a form of UTF-8 text.") from error
    tree: _Tree = {}
    for name, value in pairs:
        _put(tree, name, value)
    return {name: _settled(value) for name, value in tree.items()}


def _put(tree: _Tree, name: str, value: str) -> None:
    if "\x00" in name or "\x00" in value:
        raise invalid("Invalid string: it contains a null byte.", name.partition("[")[0].replace("\x00", ""))
    match = _NAME.fullmatch(name)
    if match is None:
        raise invalid(f"Invalid parameter name: {name[:100]}")
    path = [match[1], *_PART.findall(match[2])]
    if len(path) > _DEEPEST:
        raise invalid(f"Invalid parameter name: {name[:100]}")
    for part in path[:-1]:
        inner = tree.setdefault(part or str(len(tree)), {})
        if isinstance(inner, str):
            raise invalid("Invalid object", match[1])
        tree = inner
    if isinstance(tree.get(path[-1]), dict):
        raise invalid("Invalid object", match[1])
    tree[path[-1] or str(len(tree))] = value


def _settled(value: "str | _Tree") -> Value:
    """Turn what has numbers for names into lists."""
    if isinstance(value, str):
        return value
    if value and all(name.isdigit() for name in value):
        return [_settled(value[name]) for name in sorted(value, key=int)]
    return {name: _settled(inner) for name, inner in value.items()}
