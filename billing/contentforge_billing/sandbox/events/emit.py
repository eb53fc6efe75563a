"""Recording events: each with its deliveries, in the transaction that causes it."""

from contentforge_billing.sandbox.documents import Document, changed
from contentforge_billing.sandbox.events.record import Event, snapshot
from contentforge_billing.sandbox.moments import now
from contentforge_billing.sandbox.storage import fresh_id
from contentforge_billing.sandbox.unit import Unit
from contentforge_billing.sandbox.webhooks.queue import enqueue


async def emit(unit: Unit, event_type: str, document: Document, test_clock: str | None = None) -> None:
    """Tell that something has happened to an object that now looks like `document`."""
    await _record(unit, event_type, {"object": document}, test_clock)


async def emit_update(
    unit: Unit, event_type: str, before: Document, document: Document, test_clock: str | None = None
) -> None:
    """Tell of a change, with the former values; nothing if nothing has changed."""
    previous = changed(before, document)
    if previous:
        await _record(unit, event_type, {"object": document, "previous_attributes": previous}, test_clock)


async def _record(unit: Unit, event_type: str, data: Document, test_clock: str | None) -> None:
    event = Event(
        id=fresh_id(Event),
        created=await now(unit.store, test_clock),
        test_clock=test_clock,
        type=event_type,
        data=data,
        request_id=unit.cause.request_id,
        idempotency_key=unit.cause.idempotency_key,
    )
    await unit.store.add(event)
    await enqueue(unit.store, snapshot(event))
