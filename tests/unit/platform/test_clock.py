"""Times as the APIs print them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from contentforge_platform.clock import to_iso_ms, to_iso_z

NOON = datetime(2026, 1, 12, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("microsecond", "printed"),
    [(0, "000"), (1, "000"), (999, "000"), (1_000, "001"), (120_000, "120"), (999_999, "999")],
)
def test_milliseconds_are_always_three_digits_and_never_rounded_up(microsecond: int, printed: str) -> None:
    assert to_iso_ms(NOON.replace(microsecond=microsecond)) == f"2026-01-12T12:00:00.{printed}Z"


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_whatever_the_zone_it_is_printed_in_utc(hours: float) -> None:
    moment = NOON.astimezone(timezone(timedelta(hours=hours)))

    assert to_iso_ms(moment) == "2026-01-12T12:00:00.000Z"
    assert to_iso_z(moment) == "2026-01-12T12:00:00Z"
