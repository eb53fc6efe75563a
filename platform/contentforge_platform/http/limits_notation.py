"""Rate limits as they are declared, in slowapi's notation: "10/minute", "100 per 5 minutes; 1000/hour"."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from slowapi.wrappers import LimitGroup

_EXACT_UP_TO: Final = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate. Up to 100 it is counted exactly in a moving window, above that in fixed windows, which cost less.

    A fixed window lets at most twice the amount through around its edge: of no harm where hundreds are allowed anyway,
    too much where ten guesses are.
    """

    amount: int
    seconds: int
    exact: bool


@lru_cache(maxsize=256)
def parse(notation: str) -> tuple[Rate, ...]:
    """The rates of a declaration, the narrowest window first.

    Raises:
        ValueError: the notation cannot be read.
    """
    group = LimitGroup(
        notation,
        key_function=str,
        scope=None,
        per_method=False,
        methods=None,
        error_message=None,
        exempt_when=None,
        cost=1,
        override_defaults=False,
    )
    items = sorted((limit.limit for limit in group), key=lambda item: item.get_expiry())
    return tuple(Rate(item.amount, item.get_expiry(), item.amount <= _EXACT_UP_TO) for item in items)
