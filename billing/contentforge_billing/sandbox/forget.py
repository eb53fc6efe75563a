"""Forgetting, as Stripe does: what happened is told for 30 days. It is real time that counts, not a test clock's."""

import asyncio
from typing import Final

import structlog

from contentforge_billing.sandbox.unit import Units

KEPT: Final = "30 days"
_PAUSE_SECONDS: Final = 600.0
_BATCH: Final = 1_000

_FORGET: Final = {
    "events": f"""
DELETE FROM sandbox.object WHERE id IN (
    SELECT id FROM sandbox.object WHERE kind = 'event' AND noted_at < clock_timestamp() - interval '{KEPT}'
    ORDER BY noted_at LIMIT $1
) RETURNING id
""",
    # What is still to be sent is kept, however old: its endpoint may come back.
    "deliveries": f"""
DELETE FROM sandbox.delivery WHERE number IN (
    SELECT number FROM sandbox.delivery WHERE state <> 'pending' AND due_at < clock_timestamp() - interval '{KEPT}'
    ORDER BY due_at LIMIT $1
) RETURNING number
""",
    "idempotency_keys": f"""
DELETE FROM sandbox.idempotency WHERE key IN (
    SELECT key FROM sandbox.idempotency WHERE begun_at < clock_timestamp() - interval '{KEPT}' LIMIT $1
) RETURNING key
""",
}

log = structlog.get_logger(__name__)


async def forget_forever(units: Units) -> None:
    """Forget at the start and then from time to time, until cancelled."""
    while True:
        await forget(units)
        await asyncio.sleep(_PAUSE_SECONDS)


async def forget(units: Units) -> None:
    """Delete all that is too old, batch by batch in transactions of their own."""
    for what, statement in _FORGET.items():
        count = _BATCH
        while count == _BATCH:
            async with units.aside() as store:
                count = len(await store.driver.fetch(statement, _BATCH))
            if count:
                log.info("sandbox_forgot", what=what, count=count)
