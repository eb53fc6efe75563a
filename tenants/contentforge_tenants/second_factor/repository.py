"""SQL of second factors."""

from collections.abc import Sequence

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import UserId, new_id

# One that was begun and not confirmed gives way to the next; a confirmed one stays.
_BEGIN = """
INSERT INTO second_factor (user_id, secret) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET secret = $2, last_step = 0, created_at = clock_timestamp()
WHERE second_factor.confirmed_at IS NULL RETURNING 1
"""

_STATE = """
SELECT factor.confirmed_at, count(code.id) FILTER (WHERE code.used_at IS NULL) AS codes_left
FROM second_factor AS factor LEFT JOIN recovery_code AS code ON code.user_id = factor.user_id
WHERE factor.user_id = $1 AND factor.confirmed_at IS NOT NULL GROUP BY factor.confirmed_at
"""

_HELD = "SELECT secret, confirmed_at IS NOT NULL AS is_on FROM second_factor WHERE user_id = $1 FOR NO KEY UPDATE"

_CONFIRM = "UPDATE second_factor SET confirmed_at = clock_timestamp() WHERE user_id = $1 AND confirmed_at IS NULL"

# Of any number of uses of one code at once, one finds its step still ahead.
_USE_STEP = "UPDATE second_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING 1"

_INSERT_CODES = """
INSERT INTO recovery_code (id, user_id, digest)
SELECT id, $1, digest FROM unnest($2::uuid[], $3::bytea[]) AS new (id, digest)
"""

_USE_CODE = """
UPDATE recovery_code SET used_at = clock_timestamp()
WHERE user_id = $1 AND digest = ANY($2) AND used_at IS NULL RETURNING 1
"""

_DELETE_CODES = "DELETE FROM recovery_code WHERE user_id = $1"

_DELETE = "DELETE FROM second_factor WHERE user_id = $1 RETURNING 1"


async def begin(session: WriteSession, user: UserId, secret: bytes) -> bool:
    """False if one is confirmed."""
    return await session.fetchval(_BEGIN, user, secret) is not None


async def state(session: ReadSession, user: UserId) -> asyncpg.Record | None:
    """Since when one is confirmed and how many recovery codes are left; None without."""
    return await session.fetchrow(_STATE, user)


async def secret(session: WriteSession, user: UserId) -> asyncpg.Record | None:
    """The sealed secret and whether it is confirmed, held."""
    return await session.fetchrow(_HELD, user)


async def confirm(session: WriteSession, user: UserId) -> None:
    await session.fetchval(_CONFIRM, user)


async def use_step(session: WriteSession, user: UserId, step: int) -> bool:
    return await session.fetchval(_USE_STEP, user, step) is not None


async def replace_codes(session: WriteSession, user: UserId, digests: Sequence[bytes]) -> None:
    await session.fetchval(_DELETE_CODES, user)
    await session.fetchval(_INSERT_CODES, user, [new_id() for _ in digests], list(digests))


async def use_code(session: WriteSession, user: UserId, digests: Sequence[bytes]) -> bool:
    return await session.fetchval(_USE_CODE, user, list(digests)) is not None


async def delete(session: WriteSession, user: UserId) -> bool:
    """Everything; False if there was nothing."""
    await session.fetchval(_DELETE_CODES, user)
    return await session.fetchval(_DELETE, user) is not None
