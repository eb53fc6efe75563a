"""Lists as bare arrays, at most a thousand entries long; a header tells how long they would be."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from fastapi import Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.documentation import Responses

MOST_LISTED: Final = 1_000
_TOTAL: Final = "X-Total-Count"

LISTED: Final[Responses] = {
    200: {"headers": {_TOTAL: {"description": "How many there are in all.", "schema": {"type": "integer"}}}}
}
"""Documents the header."""


async def listed(shown: Sequence[object], count: Callable[[], Awaitable[int]]) -> Response:
    """The first entries as they are shown; `count` is asked only where there may be more than these."""
    total = len(shown) if len(shown) < MOST_LISTED else await count()
    return answer(shown, headers={_TOTAL: str(total)})
