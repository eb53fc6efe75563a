"""What is left of a month's generations, handed from who reserves to who answers."""

from dataclasses import dataclass


@dataclass(slots=True)
class Quota:
    """Filled by a reservation: units left after it, -1 where there is no limit. None while nothing was reserved."""

    remaining: int | None = None
