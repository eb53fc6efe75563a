"""What the logs may tell of the objects that operators change."""

from typing import Final

from contentforge_tenants.audit import Entity

ORGANIZATION: Final = Entity("Organization", frozenset({"state", "plan", "ends_at"}))
JOB: Final = Entity("Job", frozenset({"status", "hastened"}))
STRIPE_EVENT: Final = Entity("StripeEvent", frozenset({"stripe_id", "type", "state"}))
LIVE_EVENT: Final = Entity("LiveEvent", frozenset({"object_kind", "object_id", "sequence", "state"}))
MAIL: Final = Entity("Mail", frozenset({"kind", "state"}))
