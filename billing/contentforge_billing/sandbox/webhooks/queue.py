"""Deliveries: one row for each event and endpoint, made with the event, kept until answered or given up."""

import secrets
from dataclasses import dataclass
from typing import Final

import orjson

from contentforge_billing.sandbox.documents import Document
from contentforge_billing.sandbox.storage import Store
from contentforge_billing.sandbox.switches import take
from contentforge_billing.sandbox.webhooks.record import WebhookEndpoint

MOST_ATTEMPTS: Final = 16
_LEASE_SECONDS: Final = 60
_COPIES: Final = 3
_SHUFFLED_OVER_MS: Final = 3_000
_LONGEST_PAUSE: Final = 8 * 3_600

_ADD: Final = """
INSERT INTO sandbox.delivery (event_id, event_type, endpoint_id, state, due_at, body)
VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5), $6)
"""
_CLAIM: Final = f"""
UPDATE sandbox.delivery SET due_at = clock_timestamp() + interval '{_LEASE_SECONDS} seconds', attempts = attempts + 1
WHERE number IN (
    SELECT number FROM sandbox.delivery WHERE state = 'pending' AND due_at <= clock_timestamp()
    ORDER BY due_at, number LIMIT $1 FOR UPDATE SKIP LOCKED
)
RETURNING number, event_id, event_type, endpoint_id, attempts, body
"""
_END: Final = """
UPDATE sandbox.delivery SET state = $2, status = $3, problem = $4,
    due_at = clock_timestamp() + make_interval(secs => $5)
WHERE number = $1
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One claimed delivery; `attempts` counts this one."""

    number: int
    event_id: str
    event_type: str
    endpoint_id: str
    attempts: int
    body: bytes


async def enqueue(store: Store, event: Document) -> None:
    """Note an event for every endpoint that wants it; the switches drop, duplicate and shuffle act here."""
    event_type = str(event["type"])
    wanting = [one for one in await store.all(WebhookEndpoint) if one.wants(event_type)]
    body = orjson.dumps({**event, "pending_webhooks": len(wanting)}, option=orjson.OPT_INDENT_2)
    for endpoint in wanting:
        state = "dropped" if await take(store, "drop") else "pending"
        copies = _COPIES if await take(store, "duplicate") else 1
        for _ in range(copies):
            delay = secrets.randbelow(_SHUFFLED_OVER_MS) / 1000 if await take(store, "shuffle") else 0.0
            await store.driver.execute(_ADD, event["id"], event_type, endpoint.id, state, delay, body)


async def claim(store: Store, most: int) -> list[Delivery]:
    """Take what is due. A process that dies with it loses nothing: it is due again after a minute, or at a restart."""
    rows = await store.driver.fetch(_CLAIM, most)
    return sorted((Delivery(**dict(row)) for row in rows), key=lambda delivery: delivery.number)


async def delivered(store: Store, delivery: Delivery, status: int) -> None:
    await store.driver.execute(_END, delivery.number, "delivered", status, None, 0.0)


async def failed(store: Store, delivery: Delivery, status: int | None, problem: str) -> None:
    """Try again later, twice as late each time; after the last attempt give up."""
    state = "pending" if delivery.attempts < MOST_ATTEMPTS else "failed"
    pause = float(min(2 ** (delivery.attempts - 1), _LONGEST_PAUSE))
    await store.driver.execute(_END, delivery.number, state, status, problem[:500], pause)


async def abandoned(store: Store, delivery: Delivery, problem: str) -> None:
    await store.driver.execute(_END, delivery.number, "failed", None, problem, 0.0)


async def resume(store: Store) -> None:
    """After a restart: everything that waits is tried at once."""
    await store.driver.execute(
        "UPDATE sandbox.delivery SET due_at = clock_timestamp() WHERE state = 'pending' AND due_at > clock_timestamp()"
    )


async def redeliver(store: Store, number: int) -> bool:
    """Send a delivery again, whatever became of it; whether there is one of that number."""
    found = await store.driver.fetchval(
        "UPDATE sandbox.delivery SET state = 'pending', attempts = 0, due_at = clock_timestamp()"
        " WHERE number = $1 RETURNING true",
        number,
    )
    return bool(found)


async def pending_of(store: Store, event_id: str) -> int:
    return int(
        await store.driver.fetchval(
            "SELECT count(*) FROM sandbox.delivery WHERE event_id = $1 AND state = 'pending'", event_id
        )
    )


async def recent(store: Store, most: int, state: str | None) -> list[Document]:
    """The newest deliveries, for people."""
    rows = await store.driver.fetch(
        "SELECT number, event_id, event_type, endpoint_id, state, attempts, status, problem,"
        " extract(epoch FROM due_at)::bigint AS due_at FROM sandbox.delivery"
        " WHERE $2::text IS NULL OR state = $2 ORDER BY number DESC LIMIT $1",
        most,
        state,
    )
    return [dict(row) for row in rows]
