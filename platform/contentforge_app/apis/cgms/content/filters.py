"""Which texts a list is to show, read from its query; conditions combine."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import WithJsonSchema

from contentforge_app.apis.cgms.names import AS_SCHEMA, NAMEABLE, TYPES, named_like
from contentforge_app.apis.common.spans import IsoTime, end_of, start_of
from contentforge_content.pieces.piece import PieceStatus
from contentforge_content.pieces.queries import PieceFilter, Search
from contentforge_content.vocabulary import ContentType
from contentforge_platform.errors import Invalid
from contentforge_platform.http.text import Storable, Text

_STATUSES: Final[Mapping[str, PieceStatus]] = {
    **{status.value: status for status in PieceStatus},
    "pending": PieceStatus.QUEUED,  # a former name, never shown
}
_TICK: Final = timedelta(milliseconds=1)  # times are shown in milliseconds, and the last one is to be included

# Read by hand below, since clients send empty ones and mean none; documented as what a value must be.
_StatusName = Annotated[str, Storable, WithJsonSchema({"type": "string", "enum": list(_STATUSES)})]
_NameOfType = Annotated[str, Storable, WithJsonSchema(AS_SCHEMA)]


async def asked_filter(
    status: Annotated[_StatusName | None, Query(description="`pending` is `queued`.")] = None,
    content_type: Annotated[_NameOfType | None, Query(alias="contentType")] = None,
    start_date: Annotated[IsoTime | None, Query(alias="startDate", description="ISO date or time, UTC.")] = None,
    end_date: Annotated[
        IsoTime | None, Query(alias="endDate", description="ISO date or time, UTC; a date alone includes that day.")
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
        since=start_of(start_date, "startDate") if start_date else None,
        until=end_of(end_date, "endDate", tick=_TICK) if end_date else None,
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
