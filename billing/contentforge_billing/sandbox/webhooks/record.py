"""Where events are sent."""

from typing import ClassVar

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.storage import Described, Store

ALL_EVENTS = "*"


class WebhookEndpoint(Described):
    """`managed`: registered by the process for the product, and kept in step with its settings."""

    kind: ClassVar[str] = "webhook_endpoint"
    prefix: ClassVar[str] = "we"

    url: str
    secret: str
    enabled_events: list[str]
    status: str = "enabled"
    description: str | None = None
    api_version: str | None = None
    managed: bool = False

    def wants(self, event_type: str) -> bool:
        chosen = ALL_EVENTS in self.enabled_events or event_type in self.enabled_events
        return chosen and self.status == "enabled"


async def endpoint_document(_: Store, endpoint: WebhookEndpoint) -> Document:
    return {
        "id": endpoint.id,
        "object": endpoint.kind,
        "api_version": endpoint.api_version,
        "application": None,
        "created": endpoint.created,
        "description": endpoint.description,
        "enabled_events": list(endpoint.enabled_events),
        "livemode": False,
        "metadata": dict(endpoint.metadata),
        "status": endpoint.status,
        "url": endpoint.url,
    }
