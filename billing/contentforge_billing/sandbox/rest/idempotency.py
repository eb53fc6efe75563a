"""`Idempotency-Key`: a repeat gets the first answer, and does nothing.

The key is taken in a transaction of its own before the work begins, so that a repeat meanwhile is told so (409). The
answer is kept in the transaction that does the work: it is there exactly if the work is.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from contentforge_billing.sandbox.errors import StripeProblem, invalid
from contentforge_billing.sandbox.storage import Store

_LONGEST: Final = 255
KEPT: Final = "24 hours"


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that was given before."""

    status: int
    body: bytes
    request_id: str


async def claim(store: Store, key: str, request: str, request_id: str) -> Kept | None:
    """Take `key` for a request; or return the answer that it has had already.

    Raises:
        StripeProblem: the key was used for another request (400), or is in use at this moment (409).
    """
    if len(key) > _LONGEST:
        raise invalid(f"Idempotency keys may be at most {_LONGEST} characters long.")
    digest = hashlib.sha256(request.encode()).hexdigest()
    await store.driver.execute(
        f"DELETE FROM sandbox.idempotency WHERE key = $1 AND begun_at < clock_timestamp() - interval '{KEPT}'", key
    )
    made = await store.driver.fetchval(
        "INSERT INTO sandbox.idempotency (key, request, request_id) VALUES ($1, $2, $3)"
        " ON CONFLICT (key) DO NOTHING RETURNING true",
        key,
        digest,
        request_id,
    )
    if made:
        return None
    row = await store.driver.fetchrow(
        "SELECT request, request_id, status, body FROM sandbox.idempotency WHERE key = $1", key
    )
    if row is None or (row["request"] == digest and row["status"] is None):
        raise _in_use(key)
    if row["request"] != digest:
        raise _other_request(key)
    return Kept(row["status"], row["body"], row["request_id"])


async def keep(store: Store, key: str, status: int, body: bytes) -> None:
    await store.driver.execute(
        "UPDATE sandbox.idempotency SET status = $2, body = $3 WHERE key = $1", key, status, body
    )


async def release(store: Store, key: str) -> None:
    """Nothing was attempted: the key may be used again."""
    await store.driver.execute("DELETE FROM sandbox.idempotency WHERE key = $1 AND status IS NULL", key)


def _in_use(key: str) -> StripeProblem:
    message = (
        f"There is currently another in-progress request using this Idempotent Key: {key}. Please try again later."
    )
    return StripeProblem(409, "idempotency_error", message, code="idempotency_key_in_use")


def _other_request(key: str) -> StripeProblem:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with."
        f" Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeProblem(400, "idempotency_error", message)
