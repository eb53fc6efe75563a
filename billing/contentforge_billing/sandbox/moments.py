"""Time in the sandbox: the real one, or that of the test clock to which a customer belongs; and billing intervals."""

import calendar
import time
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, Literal

from contentforge_billing.sandbox.storage import Record, Store

DAY: Final = 86_400
HOUR: Final = 3_600
LATEST: Final = 4_102_444_800
"""The last moment that requests may name: 1 January 2100."""

Interval = Literal["day", "week", "month", "year"]


class TestClock(Record):
    """A clock that stands still until it is advanced. `target` is set while it advances."""

    __test__ = False

    kind: ClassVar[str] = "test_helpers.test_clock"
    prefix: ClassVar[str] = "clock"

    name: str | None = None
    frozen_time: int
    target: int | None = None


def real_now() -> int:
    return int(time.time())


async def now(store: Store, test_clock: str | None) -> int:
    """The time of whatever belongs to `test_clock`, in seconds since 1970."""
    if test_clock is None:
        return real_now()
    return (await store.get(TestClock, test_clock, "test_clock")).frozen_time


def after(anchor: int, interval: Interval, count: int) -> int:
    """The moment `count` intervals after `anchor`; a month without the anchor's day ends on its last one."""
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in {"day", "week"}:
        return int((start + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = start.year * 12 + start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def period_end(anchor: int, start: int, interval: Interval, interval_count: int) -> int:
    """The end of the period that begins at `start`, counted from `anchor` so that no short month shifts it."""
    periods = 1
    while (end := after(anchor, interval, periods * interval_count)) <= start:
        periods += 1
    return end
