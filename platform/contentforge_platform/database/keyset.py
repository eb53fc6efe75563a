"""Lists that are read on from the last row seen: as fast at the end as at the beginning, and nothing is shown twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

_LAST_ID: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@dataclass(frozen=True, slots=True)
class Position:
    """A row's place in a list that is sorted by time and id, newest first."""

    moment: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is asked of a list: at most `size` rows that come after `after`; None begins at the newest."""

    size: int
    after: Position | None = None

    @property
    def parameters(self) -> tuple[datetime | None, UUID | None, int]:
        """Those of `older` and of the LIMIT, in this order. One row more is read, to know whether there are any."""
        moment, id_ = (None, None) if self.after is None else (self.after.moment, self.after.id)
        return moment, id_, self.size + 1


def older(moment: str, id_: str, first: int) -> str:
    """A condition that an index on the two columns serves; it takes the parameters `$first` and the one after it."""
    since = f"coalesce(${first}::timestamptz, 'infinity'), coalesce(${first + 1}::uuid, '{_LAST_ID}')"
    return f"({moment}, {id_}) < ({since})"
