"""/v1/test_helpers/test_clocks: time that stands still until it is told to go on."""

from stripe.params.test_helpers import (
    TestClockAdvanceParams,
    TestClockCreateParams,
    TestClockDeleteParams,
    TestClockListParams,
    TestClockRetrieveParams,
)

from contentforge_billing.sandbox.documents import Document, deleted
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.events import emit
from contentforge_billing.sandbox.moments import DAY, LATEST, TestClock, real_now
from contentforge_billing.sandbox.rest import Call, Endpoint, page_of
from contentforge_billing.sandbox.storage import Store, fresh_id
from contentforge_billing.sandbox.unit import Unit

_KEPT_DAYS = 30


async def create(call: Call) -> Document:
    clock = await make_clock(
        call.unit, call.params.required_integer("frozen_time", most=LATEST), call.params.text("name")
    )
    return await clock_document(call.unit.store, clock)


async def make_clock(unit: Unit, frozen_time: int, name: str | None) -> TestClock:
    clock = TestClock(id=fresh_id(TestClock), created=real_now(), name=name, frozen_time=frozen_time)
    await unit.store.add(clock)
    await emit(unit, "test_helpers.test_clock.created", await clock_document(unit.store, clock))
    return clock


async def retrieve(call: Call) -> Document:
    return await clock_document(call.unit.store, await call.unit.store.get(TestClock, call.id))


async def every(call: Call) -> Document:
    return await page_of(call, TestClock, clock_document, {})


async def advance(call: Call) -> Document:
    """Start; the clock is `ready` again once everything due until then has happened, in order."""
    clock = await call.unit.store.get(TestClock, call.id)
    await start_advancing(call.unit, clock, call.params.required_integer("frozen_time", most=LATEST))
    return await clock_document(call.unit.store, clock)


async def start_advancing(unit: Unit, clock: TestClock, target: int) -> None:
    """Have the clock go to `target`.

    Raises:
        StripeProblem: it is on its way already, or past it.
    """
    if clock.target is not None:
        raise invalid("The test clock is already advancing.", code="test_clock_advancement_underway")
    if target <= clock.frozen_time:
        raise invalid("The time to advance to must be after the current frozen time.", "frozen_time")
    clock.target = target
    await unit.store.save(clock)
    await emit(unit, "test_helpers.test_clock.advancing", await clock_document(unit.store, clock))


async def delete(call: Call) -> Document:
    """Take away its customers and theirs too."""
    clock = await call.unit.store.get(TestClock, call.id)
    await call.unit.store.remove_all_of(clock.id)
    await call.unit.store.remove(clock)
    document = await clock_document(call.unit.store, clock)
    await emit(call.unit, "test_helpers.test_clock.deleted", document)
    return deleted(clock.kind, clock.id)


async def clock_document(_: Store, clock: TestClock) -> Document:
    advancing = clock.target is not None
    return {
        "id": clock.id,
        "object": clock.kind,
        "created": clock.created,
        "deletes_after": clock.created + _KEPT_DAYS * DAY,
        "frozen_time": clock.frozen_time,
        "livemode": False,
        "name": clock.name,
        "status": "advancing" if advancing else "ready",
        "status_details": {"advancing": {"target_frozen_time": clock.target}} if advancing else {},
    }


ENDPOINTS = (
    Endpoint("POST", "/v1/test_helpers/test_clocks", create, TestClockCreateParams.__annotations__),
    Endpoint("GET", "/v1/test_helpers/test_clocks", every, TestClockListParams.__annotations__),
    Endpoint("GET", "/v1/test_helpers/test_clocks/{id}", retrieve, TestClockRetrieveParams.__annotations__),
    Endpoint("POST", "/v1/test_helpers/test_clocks/{id}/advance", advance, TestClockAdvanceParams.__annotations__),
    Endpoint("DELETE", "/v1/test_helpers/test_clocks/{id}", delete, TestClockDeleteParams.__annotations__),
)
