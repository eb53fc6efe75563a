"""Pages: numbers outside, offsets inside; strict in the native API, forgiving in the others.

The dependencies are coroutines though they wait for nothing: FastAPI sends plain functions through a thread.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Query

MAX_PAGE: Final = 1_000_000_000
MAX_PER_PAGE: Final = 100
_MAX_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `number` counts from 1; a page beyond the end is empty."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def limit(self) -> int:
        return self.size

    def pages(self, total: int) -> int:
        """How many pages `total` things fill; nothing at all fills none."""
        return -(-total // self.size)

    def has_more(self, total: int) -> bool:
        return self.number * self.size < total


def strict_page(*, default: int = 20, maximum: int = MAX_PER_PAGE) -> Callable[..., Awaitable[Page]]:
    """A dependency reading `page` and `per_page`; what is unreadable or out of range is refused with 422."""

    async def read(
        page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1,
        per_page: Annotated[int, Query(ge=1, le=maximum)] = default,
    ) -> Page:
        return Page(page, per_page)

    return read


def optional_page(*, default: int = 20, maximum: int = MAX_PER_PAGE) -> Callable[..., Awaitable[Page | None]]:
    """Like `strict_page`, but None if neither is given: such a list is a bare array then."""

    async def read(
        page: Annotated[int | None, Query(ge=1, le=MAX_PAGE)] = None,
        per_page: Annotated[int | None, Query(ge=1, le=maximum)] = None,
    ) -> Page | None:
        if page is None and per_page is None:
            return None
        return Page(page or 1, per_page or default)

    return read


def lenient_page(*, default: int = 10, maximum: int = MAX_PER_PAGE) -> Callable[..., Awaitable[Page]]:
    """A dependency reading `page` and `limit`; what is unreadable or out of range becomes the nearest allowed value.

    Lists of readers are asked so often that it tells how long the framework looks at a parameter: twice as long at one
    that may be None.
    """

    async def read(page: Annotated[str, Query()] = "1", limit: Annotated[str, Query()] = str(default)) -> Page:
        return Page(nearest(page, 1, 1, MAX_PAGE), nearest(limit, default, 1, maximum))

    return read


def nearest(text: str, default: int, least: int, most: int) -> int:
    """The whole number that a client meant, moved into its range; `default` for what is no number at all."""
    given = text.strip()
    negative = given.startswith("-")
    digits = given.lstrip("+-").split(".", 1)[0]
    if not (digits.isascii() and digits.isdigit()):
        return default
    if negative:
        return least
    return most if len(digits.lstrip("0")) > _MAX_DIGITS else min(max(int(digits), least), most)
