"""Live events: rows written with the change they tell of, published on the realtime bus after the commit."""

from contentforge_platform.events.bus import EventBus, Listening, Notice
from contentforge_platform.events.record import LiveEvent, record

__all__ = ["EventBus", "Listening", "LiveEvent", "Notice", "record"]
