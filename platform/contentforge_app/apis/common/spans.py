"""Dates and times of a query as the stretches of time that they name."""

from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import WithJsonSchema

from contentforge_platform.errors import Invalid
from contentforge_platform.http.text import Storable

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_DAY: Final = timedelta(days=1)

IsoTime = Annotated[
    str, Storable, WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]})
]
"""Read by `start_of` and `end_of`, since clients send empty ones and mean none."""


def start_of(text: str, field: str) -> datetime:
    """The first moment that a date or time names.

    Raises:
        Invalid: it is neither.
    """
    return _stretch(text, field, timedelta(0))[0]


def end_of(text: str, field: str, *, tick: timedelta) -> datetime | None:
    """The first moment that is later than what a text names; None if time has no such moment.

    A date names its whole day, a time as much as `tick`: the unit in which an API shows times, so that the last one
    that was shown is included.

    Raises:
        Invalid: it is neither.
    """
    start, length = _stretch(text, field, tick)
    try:
        return start + length
    except OverflowError:
        return None


def _stretch(text: str, field: str, tick: timedelta) -> tuple[datetime, timedelta]:
    try:
        return datetime.combine(date.fromisoformat(text), time.min, UTC), _DAY
    except ValueError:
        return _moment(text, field), tick


def _moment(text: str, field: str) -> datetime:
    try:
        # In a query the plus sign of an offset reads as a blank.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise Invalid("Invalid date", loc=("query", field)) from None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # an offset leads out of the years that there are
        return _FIRST if moment.year == MINYEAR else _LAST
