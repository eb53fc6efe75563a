"""SQL of changing addresses."""

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import UserId

_WISH = """
INSERT INTO email_change (user_id, email, email_normalized) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET email = $2, email_normalized = $3, created_at = clock_timestamp()
"""

_WISHED = "SELECT email, email_normalized FROM email_change WHERE user_id = $1"

_FORGET = "DELETE FROM email_change WHERE user_id = $1"

_CHANGE = """
UPDATE user_account SET email = $2, email_normalized = $3, email_verified_at = now(), updated_at = now()
WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM user_account AS other WHERE other.email_normalized = $3 AND other.id <> $1)
RETURNING 1
"""

_RENAME = "UPDATE user_account SET name = $2, updated_at = now() WHERE id = $1"


async def wish(session: WriteSession, user: UserId, email: str, normalized: str) -> None:
    await session.fetchval(_WISH, user, email, normalized)


async def wished(session: ReadSession, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_WISHED, user)


async def forget_wish(session: WriteSession, user: UserId) -> None:
    await session.fetchval(_FORGET, user)


async def change(session: WriteSession, user: UserId, email: str, normalized: str) -> bool:
    """False if another account has the address."""
    await forget_wish(session, user)
    return await session.fetchval(_CHANGE, user, email, normalized) is not None


async def rename(session: WriteSession, user: UserId, name: str) -> None:
    await session.fetchval(_RENAME, user, name)
