"""Markdown files that begin with YAML between two lines of dashes."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import yaml
from typing_extensions import override

from contentforge_blog.transfer.entry import Unreadable

_FENCE: Final = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


class _Loader(yaml.SafeLoader):
    """YAML without aliases, by which a small file can stand for a huge one."""

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise Unreadable("YAML with aliases is not read")
        return super().compose_node(parent, index)


def dump(values: Mapping[str, object] | list[dict[str, object]]) -> str:
    """YAML, in the order of the values, the same for the same values."""
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100_000)


def load(text: str) -> object:
    """What YAML says; times as ISO texts.

    Raises:
        Unreadable: it is none.
    """
    try:
        return _plain(yaml.load(text, Loader=_Loader))  # noqa: S506 - made from the safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable(f"this is no YAML: {' '.join(str(error).split())[:200]}") from None


def join(values: Mapping[str, object], body: str) -> str:
    """A file of values and a body, both of which `split` gives back as they are."""
    return f"---\n{dump(values)}---\n{body}"


def split(text: str) -> tuple[dict[str, object], str]:
    """Values and body of a file; no values if it does not begin with dashes.

    Raises:
        Unreadable: what is between the dashes is no list of names with values.
    """
    fenced = _FENCE.match(text)
    if fenced is None:
        return {}, text
    values = load(fenced.group(1))
    if values is None:
        return {}, text[fenced.end() :]
    if not isinstance(values, dict):
        raise Unreadable("the values between the dashes have no names")
    return {str(name): value for name, value in values.items()}, text[fenced.end() :]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value
