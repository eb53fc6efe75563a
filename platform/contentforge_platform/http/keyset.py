"""`cursor` and `limit` of lists that clients read on from the last entry that they have seen."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from contentforge_platform.database.keyset import Position, Stretch
from contentforge_platform.errors import Invalid

Entry = TypeVar("Entry")

_MOST: Final = 100
_LONGEST_CURSOR: Final = 100
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_TIME_BYTES: Final = 8


class Stretched(BaseModel, Generic[Entry]):
    """A stretch of a list, newest first."""

    items: list[Entry]
    next_cursor: str | None = Field(description="Give it as `cursor` to read on; null at the end.")


def stretch(*, default: int = 50, most: int = _MOST) -> Callable[..., Awaitable[Stretch]]:
    """A dependency reading `cursor` and `limit`; what is unreadable or out of range is refused with 422."""

    async def read(
        cursor: Annotated[
            str | None, Query(max_length=_LONGEST_CURSOR, description="`next_cursor` of the stretch before.")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=most)] = default,
    ) -> Stretch:
        return Stretch(limit, None if cursor is None else _position(cursor))

    return read


def stretched(
    rows: Sequence[Entry], asked: Stretch, place: Callable[[Entry], Position]
) -> tuple[list[Entry], str | None]:
    """The entries to show, of those that were read by `asked.parameters`, and the cursor by which the list goes on."""
    shown = list(rows[: asked.size])
    return shown, _cursor(place(shown[-1])) if len(rows) > asked.size else None


def _cursor(position: Position) -> str:
    moment = (position.moment - _EPOCH) // _MICROSECOND
    return base64.urlsafe_b64encode(moment.to_bytes(_TIME_BYTES, signed=True) + position.id.bytes).decode().rstrip("=")


def _position(cursor: str) -> Position:
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        id_ = UUID(bytes=packed[_TIME_BYTES:])
        moment = _EPOCH + int.from_bytes(packed[:_TIME_BYTES], signed=True) * _MICROSECOND
    except (ValueError, OverflowError, binascii.Error):
        raise Invalid("This is no cursor of this list", loc=("query", "cursor")) from None
    return Position(moment, id_)
