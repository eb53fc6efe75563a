"""JSON as the Socket.IO library calls it, by orjson: fast, bounded in depth, strict about surrogates."""

from typing import Any

import orjson


def dumps(value: object, **_: object) -> str:
    """JSON as text, without spaces."""
    return orjson.dumps(value).decode()


def loads(text: str | bytes, **_: object) -> Any:  # noqa: ANN401 - a JSON document can be anything
    """What JSON says.

    Raises:
        ValueError: it is none, or too deep.
    """
    return orjson.loads(text)
