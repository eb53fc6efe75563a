"""What has happened, told once to each webhook endpoint and kept for whoever asks."""

from contentforge_billing.sandbox.events.emit import emit, emit_update
from contentforge_billing.sandbox.events.record import Event, event_document

__all__ = ["Event", "emit", "emit_update", "event_document"]
