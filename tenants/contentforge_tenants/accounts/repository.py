"""SQL of accounts."""

from collections.abc import Collection

import asyncpg

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import UserId

_INSERT = """
INSERT INTO user_account (id, email, email_normalized, name, password_hash, password_changed_at)
VALUES ($1, $2, $3, $4, $5, CASE WHEN $5::text IS NULL THEN NULL ELSE now() END)
ON CONFLICT (email_normalized) DO NOTHING RETURNING created_at
"""

_BY_EMAIL = "SELECT id, password_hash, is_active FROM user_account WHERE email_normalized = $1"

_PROFILE = """
SELECT id, email, name, avatar_url, is_active, email_verified_at, created_at FROM user_account WHERE id = $1
"""

_NAMED = "SELECT id, name, email FROM user_account WHERE id = ANY($1::uuid[])"

_HASH = "SELECT email_normalized, password_hash FROM user_account WHERE id = $1 AND is_active"

# Held until the session is made: a password change either waits, and then ends that session, or came first.
_LOCK_UNCHANGED = f"""
{_PROFILE} AND is_active AND password_hash = $2 FOR NO KEY UPDATE
"""

_LOCK_BY_EMAIL = """
SELECT id, email FROM user_account WHERE email_normalized = $1 AND is_active FOR NO KEY UPDATE
"""

_LOCK_ACTIVE = "SELECT email_normalized FROM user_account WHERE id = $1 AND is_active FOR NO KEY UPDATE"

_LOCK = "SELECT 1 FROM user_account WHERE id = $1 AND is_active FOR NO KEY UPDATE"

_REPLACE_HASH = """
UPDATE user_account SET password_hash = $3, password_changed_at = now(), updated_at = now()
WHERE id = $1 AND password_hash = $2 AND is_active RETURNING 1
"""

_RENEW_HASH = "UPDATE user_account SET password_hash = $2 WHERE id = $1"

# Whoever reads what is mailed to the address has proved that it is theirs.
_RESET_HASH = """
UPDATE user_account SET password_hash = $2, password_changed_at = now(), updated_at = now(),
    email_verified_at = coalesce(email_verified_at, now())
WHERE id = $1
"""

_VERIFY_EMAIL = """
UPDATE user_account SET email_verified_at = now(), updated_at = now() WHERE id = $1 AND email_verified_at IS NULL
"""

_LOCK_UNCLAIMED = """
SELECT email FROM user_account WHERE id = $1 AND is_active AND password_hash IS NULL FOR NO KEY UPDATE
"""

_DEACTIVATE = "UPDATE user_account SET is_active = false, updated_at = now() WHERE id = $1 AND is_active RETURNING 1"


async def insert(
    session: WriteSession, user: UserId, address: tuple[str, str], name: str, password_hash: str | None
) -> asyncpg.Record | None:
    """None if the address is taken."""
    return await session.fetchrow(_INSERT, user, *address, name, password_hash)


async def by_email(session: ReadSession, normalized: str) -> asyncpg.Record | None:
    return await session.fetchrow(_BY_EMAIL, normalized)


async def profile(session: ReadSession, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_PROFILE, user)


async def named(session: ReadSession, users: Collection[UserId]) -> list[asyncpg.Record]:
    return await session.fetch(_NAMED, list(users))


async def password(session: ReadSession, user: UserId) -> asyncpg.Record | None:
    return await session.fetchrow(_HASH, user)


async def lock_unchanged(session: WriteSession, user: UserId, password_hash: str) -> asyncpg.Record | None:
    """The profile, held, if the account is active and its password still the one that was checked."""
    return await session.fetchrow(_LOCK_UNCHANGED, user, password_hash)


async def lock_by_email(session: WriteSession, normalized: str) -> asyncpg.Record | None:
    """Id and address of the active account with this address, held."""
    return await session.fetchrow(_LOCK_BY_EMAIL, normalized)


async def lock_active(session: WriteSession, user: UserId) -> str | None:
    """The normalised address of an active account, held."""
    normalized: str | None = await session.fetchval(_LOCK_ACTIVE, user)
    return normalized


async def lock_unclaimed(session: WriteSession, user: UserId) -> str | None:
    """The address of an active account that has no password yet, held."""
    email: str | None = await session.fetchval(_LOCK_UNCLAIMED, user)
    return email


async def lock(session: WriteSession, user: UserId) -> bool:
    return await session.fetchval(_LOCK, user) is not None


async def set_password(session: WriteSession, user: UserId, *, old: str, new: str) -> bool:
    return await session.fetchval(_REPLACE_HASH, user, old, new) is not None


async def reset_password(session: WriteSession, user: UserId, password_hash: str) -> None:
    """Set the password without knowing the former one, and count the address as verified."""
    await session.fetchval(_RESET_HASH, user, password_hash)


async def verify_email(session: WriteSession, user: UserId) -> None:
    await session.fetchval(_VERIFY_EMAIL, user)


async def renew_hash(session: WriteSession, user: UserId, password_hash: str) -> None:
    await session.fetchval(_RENEW_HASH, user, password_hash)


async def deactivate(session: WriteSession, user: UserId) -> bool:
    return await session.fetchval(_DEACTIVATE, user) is not None
