"""Which texts a list is to show, read from its query; conditions combine."""

from collections.abc import Mapping
from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import WithJsonSchema

from contentforge_app.apis.cgms.names import AS_SCHEMA, NAMEABLE, TYPES, named_like
from contentforge_content.pieces.piece import PieceStatus
from contentforge_content.pieces.queries import PieceFilter, Search
from contentforge_content.vocabulary import ContentType
from contentforge_platform.errors import Invalid
from contentforge_platform.http.text import Storable, Text

_STATUSES: Final[Mapping[str, PieceStatus]] = {
    **{status.value: status for status in PieceStatus},
    "pending": PieceStatus.QUEUED,  # a former name, never shown
}
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_TICK: Final = timedelta(milliseconds=1)  # times are shown in milliseconds, and the last one is to be included

# Read by hand below, since clients send empty ones and mean none; documented as what a value must be.
_StatusName = Annotated[str, Storable, WithJsonSchema({"type": "string", "enum": list(_STATUSES)})]
_NameOfType = Annotated[str, Storable, WithJsonSchema(AS_SCHEMA)]
_IsoTime = Annotated[
    str, Storable, WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]})
]


async def asked_filter(
    status: Annotated[_StatusName | None, Query(description="`pending` is `queued`.")] = None,
    content_type: Annotated[_NameOfType | None, Query(alias="contentType")] = None,
    start_date: Annotated[_IsoTime | None, Query(alias="startDate", description="ISO date or time, UTC.")] = None,
    end_date: Annotated[
        _IsoTime | None, Query(alias="endDate", description="ISO date or time, UTC; a date alone includes that day.")
    ] = None,
    search: Annotated[
        Text | None, Query(description="Looked for in title, prompt, text, notes, tags and type, whatever its case.")
    ] = None,
) -> PieceFilter:
    """The filter; empty parameters are as good as none.

    Raises:
        Invalid: a status or type that there is none of, or an unreadable date.
    """
    return PieceFilter(
        types=[_type(content_type)] if content_type else NAMEABLE,
        status=_status(status) if status else None,
        since=_start(start_date, "startDate") if start_date else None,
        until=_after(end_date, "endDate") if end_date else None,
        search=Search(search, named_like(search), everywhere=True) if search else None,
    )


def _type(name: str) -> ContentType:
    found = TYPES.get(name)
    if found is None:
        raise Invalid("Invalid content type", loc=("query", "contentType"))
    return found


def _status(name: str) -> PieceStatus:
    found = _STATUSES.get(name)
    if found is None:
        raise Invalid("Invalid status", loc=("query", "status"))
    return found


def _start(text: str, field: str) -> datetime:
    return _stretch(text, field)[0]


def _after(text: str, field: str) -> datetime | None:
    """The first moment that is too late; None if time has no such moment."""
    start, length = _stretch(text, field)
    try:
        return start + length
    except OverflowError:
        return None


def _stretch(text: str, field: str) -> tuple[datetime, timedelta]:
    """The stretch of time that a text names: its start, and how long it lasts."""
    try:
        return datetime.combine(date.fromisoformat(text), time.min, UTC), _DAY
    except ValueError:
        return _moment(text, field), _TICK


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
