"""/v1/events: what has happened, kept for those who missed the webhook."""

from stripe.params import EventListParams, EventRetrieveParams

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.errors import invalid
from contentforge_billing.sandbox.events.record import Event, event_document
from contentforge_billing.sandbox.rest import Call, Endpoint, page_of

_MOST_TYPES = 20


async def retrieve(call: Call) -> Document:
    return await event_document(call.unit.store, await call.unit.store.get(Event, call.id))


async def every(call: Call) -> Document:
    """By one type, or by any of several."""
    one, several = call.params.some("type"), call.params.texts("types")
    if one is not None and several:
        raise invalid("You may only specify one of these parameters: type, types.", "types")
    if len(several) > _MOST_TYPES:
        raise invalid(f"You may specify at most {_MOST_TYPES} types.", "types")
    any_of: list[dict[str, object]] | None = [{"type": each} for each in several] or None
    return await page_of(call, Event, event_document, {"type": one}, any_of)


ENDPOINTS = (
    Endpoint("GET", "/v1/events", every, EventListParams.__annotations__),
    Endpoint("GET", "/v1/events/{id}", retrieve, EventRetrieveParams.__annotations__),
)
