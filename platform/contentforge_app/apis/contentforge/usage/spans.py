"""Which days a request asks for."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from contentforge_billing.usage.history import Span, check_span, this_month
from contentforge_platform.database import ReadSession


class Asked:
    """`from` and `to`, as far as they are given; both days are included."""

    def __init__(
        self,
        first: Annotated[
            date | None, Query(alias="from", description="First day (UTC); by default that of `to`'s month.")
        ] = None,
        last: Annotated[date | None, Query(alias="to", description="Last day (UTC); by default today.")] = None,
    ) -> None:
        self._first = first
        self._last = last

    async def span(self, session: ReadSession) -> Span:
        """The days meant, filled up with the present month.

        Raises:
            Invalid: they are no span, or too long a one.
        """
        now = await this_month(session)
        last = self._last or (now.last if self._first is None else max(self._first, now.last))
        return check_span(Span(self._first or last.replace(day=1), last))


AskedSpan = Annotated[Asked, Depends()]
