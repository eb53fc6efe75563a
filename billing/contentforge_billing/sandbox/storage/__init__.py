"""Objects kept as documents in PostgreSQL, so that a restart loses nothing."""

from contentforge_billing.sandbox.storage.record import Described, Record
from contentforge_billing.sandbox.storage.store import Store, Window, fresh_id

__all__ = ["Described", "Record", "Store", "Window", "fresh_id"]
