"""Time as the APIs print it. Leases and schedules do not use this clock but the database's own."""

import math
from datetime import UTC, datetime, timedelta

import orjson


def utcnow() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def to_iso_z(moment: datetime) -> str:
    """Seconds and a Z, as contentforge and blog print it: 2026-01-12T12:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_iso_ms(moment: datetime) -> str:
    """Milliseconds and a Z, as cgms, writer and generator print it: 2026-01-12T12:00:00.000Z."""
    # Lists print thousands of times, and orjson takes a third of the time of isoformat; it leaves out a zero fraction.
    printed = orjson.dumps(moment.astimezone(UTC))[1:24].decode()
    return f"{printed}Z" if moment.microsecond else f"{printed[:19]}.000Z"


def seconds_to_next_month() -> int:
    """Whole seconds until the calendar month ends, UTC."""
    now = utcnow()
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return math.ceil(((first + timedelta(days=32)).replace(day=1) - now).total_seconds())
