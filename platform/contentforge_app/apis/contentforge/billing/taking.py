"""Whether this installation takes money at all: with billing off, its routes are as if they were not there."""

from typing import Annotated

from fastapi import Depends, Request

from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.billing import Payments
from contentforge_platform.errors import NotFound


async def _payments_of(request: Request) -> Payments:
    payments = runtime_of(request).payments
    if payments is None:
        raise NotFound("Not Found")
    return payments


Taking = Annotated[Payments, Depends(_payments_of)]
"""The first parameter of a route that is only there while money is taken."""
