"""Progress, for whoever looks on."""

import time
from collections.abc import Callable
from typing import Final

Tell = Callable[[str], None]
"""Is told how far it is, a line at a time."""

_SECONDS: Final = 5.0


def now_and_then(tell: Tell) -> Tell:
    """Tell a part of what there would be to tell, so that a terminal or a log is not flooded."""
    last = time.monotonic()

    def told(line: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS:
            last = time.monotonic()
            tell(line)

    return told
