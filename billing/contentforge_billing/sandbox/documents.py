"""Objects as they go over the wire, and what an event tells of a change between two of them."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Document: TypeAlias = dict[str, object]
"""A JSON object. Its values are JSON too, which no type says without getting in the way of literals."""


def listing(url: str, data: Sequence[Document], *, has_more: bool) -> Document:
    """A page of objects."""
    return {"object": "list", "data": list(data), "has_more": has_more, "url": url}


def deleted(kind: str, object_id: str) -> Document:
    return {"id": object_id, "object": kind, "deleted": True}


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> Document:
    """The former values of what differs: an event's `previous_attributes`. Objects are compared field by field."""
    told: Document = {}
    for name, value in before.items():
        now = after.get(name)
        if value == now:
            continue
        if isinstance(value, dict) and isinstance(now, dict) and value.get("object") != "list":
            told[name] = changed(value, now)
        else:
            told[name] = value
    return told
