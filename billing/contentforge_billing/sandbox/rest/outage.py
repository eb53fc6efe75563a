"""Failing as a real service does, as the switch `outage` says."""

import asyncio
from enum import StrEnum
from typing import Final

SWITCH: Final = "outage"

_SECONDS: Final = {"slow": 5.0, "hang": 120.0}


class Outage(StrEnum):
    """What happens to requests. `lost`: the request is carried out, and its answer is a 500."""

    ERROR = "error"
    RATE_LIMIT = "rate_limit"
    SLOW = "slow"
    HANG = "hang"
    LOST = "lost"


async def wait_out(outage: Outage) -> None:
    """Spend the time that the slow modes cost."""
    if outage in _SECONDS:
        await asyncio.sleep(_SECONDS[outage])
