"""Claim a key in the transaction that makes the objects, so that key and objects exist together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from contentforge_platform.database.sessions import SystemSession, WriteSession
from contentforge_platform.errors import Conflict, Invalid
from contentforge_platform.ids import TenantId

MAX_KEY_LENGTH: Final = 255
KEPT_HOURS: Final = 24

_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"

_FIND = """
SELECT body_digest, object_ids FROM idempotency_key
WHERE organization_id = $1 AND credential = $2 AND route = $3 AND key = $4
  AND created_at > clock_timestamp() - make_interval(hours => $5)
"""

_CLAIM = """
INSERT INTO idempotency_key (organization_id, credential, route, key, body_digest, object_ids)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id, credential, route, key) DO UPDATE
SET body_digest = excluded.body_digest, object_ids = excluded.object_ids, created_at = clock_timestamp()
"""

_FORGET = """
DELETE FROM idempotency_key WHERE (organization_id, credential, route, key) IN (
    SELECT organization_id, credential, route, key FROM idempotency_key
    WHERE created_at < clock_timestamp() - make_interval(hours => $1) LIMIT 2000
) RETURNING 1
"""


class KeyInUse(Conflict):
    """The first request with this key has not been answered yet; the same request may be sent again."""

    code = "idempotency_key_in_use"


class KeyConflict(Invalid):
    """The key was used for another request."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Who uses which key where, and for what. `objects` is empty for a first use, else what that one made."""

    tenant: TenantId
    credential: str
    route: str
    key: str
    digest: bytes
    objects: tuple[UUID, ...] = ()


async def claim_key(
    session: WriteSession, tenant: TenantId, credential: str, route: str, key: str, body: bytes
) -> Repeat:
    """Take the key for this transaction, or find what its first use made.

    Raises:
        KeyInUse: another transaction holds the key right now (409).
        KeyConflict: the key was used with another body (422).
        Invalid: the key is empty or longer than 255 characters.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise Invalid(f"Idempotency-Key must have 1 to {MAX_KEY_LENGTH} characters.", loc=("header", "Idempotency-Key"))
    if not await session.fetchval(_LOCK, f"{tenant}\x1f{credential}\x1f{route}\x1f{key}"):
        raise KeyInUse("A request with this Idempotency-Key is being answered. Send it again in a moment.")
    digest = sha256(body).digest()
    row = await session.fetchrow(_FIND, tenant, credential, route, key, KEPT_HOURS)
    if row is None:
        return Repeat(tenant, credential, route, key, digest)
    if row["body_digest"] != digest:
        raise KeyConflict(
            "This Idempotency-Key was used for a different request. Use a new key for a new request.",
            loc=("header", "Idempotency-Key"),
        )
    return Repeat(tenant, credential, route, key, digest, tuple(row["object_ids"]))


async def remember(session: WriteSession, use: Repeat, objects: Sequence[UUID]) -> None:
    """Note what the first use made, in the same transaction."""
    await session.fetchval(_CLAIM, use.tenant, use.credential, use.route, use.key, use.digest, list(objects))


async def forget_old(session: SystemSession) -> int:
    """Delete one batch of keys older than a day; how many they were."""
    return len(await session.fetch(_FORGET, KEPT_HOURS))
