"""What has happened, as a snapshot of the object at that moment."""

from typing import ClassVar

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.rest import API_VERSION
from contentforge_billing.sandbox.storage import Record, Store
from contentforge_billing.sandbox.webhooks.queue import pending_of


class Event(Record):
    kind: ClassVar[str] = "event"
    prefix: ClassVar[str] = "evt"

    type: str
    data: Document
    request_id: str | None = None
    idempotency_key: str | None = None


def snapshot(event: Event) -> Document:
    return {
        "id": event.id,
        "object": event.kind,
        "api_version": API_VERSION,
        "created": event.created,
        "data": event.data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": event.request_id, "idempotency_key": event.idempotency_key},
        "type": event.type,
    }


async def event_document(store: Store, event: Event) -> Document:
    return snapshot(event) | {"pending_webhooks": await pending_of(store, event.id)}
