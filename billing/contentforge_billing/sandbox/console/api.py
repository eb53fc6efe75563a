"""/_sandbox/: switches for tests, deliveries, and time for customers who have no test clock."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from contentforge_billing.sandbox import switches
from contentforge_billing.sandbox.clocks.api import clock_document, make_clock, start_advancing
from contentforge_billing.sandbox.console.guard import is_local
from contentforge_billing.sandbox.customers import Customer
from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import StripeProblem, invalid, no_such
from contentforge_billing.sandbox.moments import TestClock, real_now
from contentforge_billing.sandbox.rest.outage import Outage
from contentforge_billing.sandbox.subscriptions import OUTCOMES
from contentforge_billing.sandbox.unit import Unit, Units
from contentforge_billing.sandbox.webhooks import queue

SWITCHES: Final[dict[str, tuple[str, ...]]] = {
    "outage": tuple(Outage),
    "drop": ("on",),
    "duplicate": ("on",),
    "shuffle": ("on",),
    "dunning": OUTCOMES,
}
"""Every switch with its modes."""

_MOST_SHOWN: Final = 1_000
_LARGEST_BODY: Final = 10_000
_MOMENT: Final = 60

Body = TypeVar("Body", bound=BaseModel)
Answer = Callable[[Request], Awaitable[Document]]


class SwitchOn(BaseModel):
    """A mode, for so many turns or seconds; with neither until it is put off."""

    model_config = ConfigDict(extra="forbid")

    mode: str = "on"
    times: int | None = Field(default=None, ge=1, le=1_000_000)
    seconds: float | None = Field(default=None, gt=0, le=86_400)


class Advance(BaseModel):
    """Where to: that many seconds on, or a moment; with neither just past what happens next."""

    model_config = ConfigDict(extra="forbid")

    seconds: int | None = Field(default=None, ge=1, le=3_650 * 86_400)
    until: int | None = Field(default=None, ge=0, le=2**40)


class ConsoleApi:
    def __init__(self, units: Units) -> None:
        self._units = units

    async def switches(self, _: Request) -> Document:
        async with self._units.aside() as store:
            return {"switches": await switches.switches(store)}

    async def switch(self, request: Request) -> Document:
        """PUT puts a switch on, DELETE puts it off."""
        name = str(request.path_params["name"])
        if name not in SWITCHES:
            raise invalid(f"There is no switch {name[:50]}; there are {', '.join(SWITCHES)}.")
        async with self._units.aside() as store:
            if request.method == "DELETE":
                await switches.switch_off(store, name)
            else:
                wanted = await _read(request, SwitchOn)
                if wanted.mode not in SWITCHES[name]:
                    raise invalid(f"The modes of {name} are {', '.join(SWITCHES[name])}.")
                await switches.switch_on(store, name, wanted.mode, times=wanted.times, seconds=wanted.seconds)
            return {"switches": await switches.switches(store)}

    async def deliveries(self, request: Request) -> Document:
        state = request.query_params.get("state")
        async with self._units.aside() as store:
            return {"deliveries": await queue.recent(store, _MOST_SHOWN, state)}

    async def redeliver(self, request: Request) -> Document:
        number = str(request.path_params["number"])
        if not number.isdigit() or len(number) > 18:  # noqa: PLR2004 - what the column holds
            raise no_such("delivery", number[:50], "id")
        async with self._units.write() as unit:
            if not await queue.redeliver(unit.store, int(number)):
                raise no_such("delivery", number, "id")
        return {"number": int(number), "state": "pending"}

    async def advance(self, request: Request) -> Document:
        """Let time pass for a customer; one who has no test clock gets one."""
        wanted = await _read(request, Advance)
        async with self._units.write() as unit:
            clock = await advance_customer(unit, str(request.path_params["id"]), wanted)
            return await clock_document(unit.store, clock)


async def advance_customer(unit: Unit, customer_id: str, wanted: Advance) -> TestClock:
    """Start to advance a customer's clock.

    Raises:
        StripeProblem: there is no such customer, or the clock is under way or past that moment.
    """
    customer = await unit.store.get(Customer, customer_id)
    if customer.test_clock is None:
        clock = await make_clock(unit, real_now(), f"Made for {customer.email or customer.id}")
        await unit.store.move(customer.id, clock.id)
    else:
        clock = await unit.store.get(TestClock, customer.test_clock)
    if wanted.until is not None:
        target = wanted.until
    elif wanted.seconds is not None:
        target = clock.frozen_time + wanted.seconds
    else:
        target = await _next_moment(unit, clock)
    await start_advancing(unit, clock, target)
    return clock


async def _next_moment(unit: Unit, clock: TestClock) -> int:
    due = await unit.store.next_due(clock.id, 2**62)
    if due is None:
        raise invalid("Nothing more will happen to this customer by itself.")
    return max(due.at, clock.frozen_time) + _MOMENT


def answering(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Serve JSON to this machine only."""

    async def serve(request: Request) -> Response:
        if not is_local(request):
            return _json({"error": {"message": "Only for this machine."}}, 403)
        try:
            return _json(await answer(request), 200)
        except StripeProblem as problem:
            return _json({"error": problem.error}, problem.status)

    return serve


async def _read(request: Request, model: type[Body]) -> Body:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise invalid("The body is too large.")
    # A page of another site may send a form here unasked, but no JSON.
    if body and request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
        raise invalid("The body must be JSON.")
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise invalid(f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['msg']}") from error


def _json(content: Document, status: int) -> Response:
    return Response(orjson.dumps(content), status, {"Cache-Control": "no-store"}, "application/json")
