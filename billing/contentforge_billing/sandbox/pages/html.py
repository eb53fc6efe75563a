"""HTML made of function calls: text is always escaped, only what was made here is not."""

import html
from typing import Final, TypeAlias

_VOID: Final = frozenset({"input", "link", "meta", "br", "hr"})


class Html(str):
    """Markup that is safe to send. Only this module makes it."""

    __slots__ = ()


Child: TypeAlias = "str | Html | None"
Attribute: TypeAlias = "str | int | bool | None"


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. Attributes: `class_` is class, `_` becomes `-`; True is a bare one, False and None leave it out."""
    opening = f"<{name}{''.join(_attribute(*one) for one in attributes.items())}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Several things one after the other."""
    return Html("".join(_escaped(child) for child in children if child is not None))


def _escaped(child: "str | Html") -> str:
    return child if isinstance(child, Html) else html.escape(child)


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
