"""Walk strangers' JSON within bounds: depth, breadth and total are capped, and nothing recurses."""

import html as entities
import json
from collections import deque
from collections.abc import Iterator
from typing import Final, TypeAlias

JsonObject: TypeAlias = dict[str, object]

MAX_NODES: Final = 30_000
MAX_DEPTH: Final = 24
MAX_SCRIPT: Final = 1_500_000


def load(text: str) -> object:
    """The parsed value, or None if this is not JSON (or is JSON made to exhaust a parser)."""
    if len(text) > MAX_SCRIPT:
        return None
    try:
        value: object = json.loads(text, strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return value


def objects(value: object) -> Iterator[tuple[JsonObject, str]]:
    """Every JSON object in `value`, outermost first, with the key under which it lies."""
    queue: deque[tuple[object, str, int]] = deque([(value, "", 0)])
    seen = 0
    while queue and seen < MAX_NODES:
        node, key, depth = queue.popleft()
        seen += 1
        children: list[tuple[object, str]] = []
        if isinstance(node, dict):
            yield node, key
            children = [(child, str(name)) for name, child in node.items()]
        elif isinstance(node, list):
            children = [(child, key) for child in node]
        if depth < MAX_DEPTH:
            queue.extend((child, name, depth + 1) for child, name in children if isinstance(child, dict | list))


def text_of(value: object) -> str | None:
    """The words of a value as shops nest them: a string, a number, `{"@value"}`, `{"name"}`, or the first of a list."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((item for item in value if item), None)
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("value") or value.get("label")
        else:
            break
    if isinstance(value, str):
        # Shops escape their texts for HTML before they put them into JSON.
        return entities.unescape(value).strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def as_list(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
