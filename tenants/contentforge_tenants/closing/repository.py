"""SQL of closing."""

from datetime import datetime

from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.ids import TenantId, UserId

_IN = "coalesce(deletion_due_at, clock_timestamp() + make_interval(days => $2))"

_CLOSE_ORGANIZATION = f"""
UPDATE organization SET deletion_due_at = {_IN}, updated_at = now() WHERE id = $1 RETURNING deletion_due_at
"""

# What was closed with an account bears the same moment, and is kept with it.
_CLOSE_ORGANIZATION_AT = """
UPDATE organization SET deletion_due_at = $2, updated_at = now() WHERE id = $1
"""

_CLOSE_ACCOUNT = f"""
UPDATE user_account SET deletion_due_at = {_IN}, updated_at = now() WHERE id = $1 RETURNING deletion_due_at
"""

_KEEP_ORGANIZATION = """
UPDATE organization SET deletion_due_at = NULL, updated_at = now()
WHERE id = $1 AND deletion_due_at > clock_timestamp() AND ($2::timestamptz IS NULL OR deletion_due_at = $2) RETURNING 1
"""

_KEEP_ACCOUNT = """
UPDATE user_account SET deletion_due_at = NULL, updated_at = now() FROM (
    SELECT id, deletion_due_at AS due FROM user_account WHERE id = $1 FOR UPDATE
) AS former
WHERE user_account.id = former.id AND former.due > clock_timestamp() RETURNING former.due
"""

_ORGANIZATION_DUE = "SELECT deletion_due_at FROM organization WHERE id = $1"

_ACCOUNT_DUE = "SELECT deletion_due_at FROM user_account WHERE id = $1"

_HAS_CHILDREN = "SELECT EXISTS (SELECT 1 FROM provisioned_account WHERE organization_id = $1)"

# An owner who is to be deleted, too, is nobody to whom the organization could be left.
_OTHERS = """
SELECT count(*) FILTER (WHERE member.role = 'OWNER' AND account.deletion_due_at IS NULL) AS owners,
    count(*) AS members
FROM membership AS member JOIN user_account AS account ON account.id = member.user_id
WHERE member.organization_id = $1 AND member.user_id <> $2 AND member.is_active AND account.is_active
"""


async def close_organization(session: WriteSession, tenant: TenantId, days: int) -> datetime:
    due: datetime = await session.fetchval(_CLOSE_ORGANIZATION, tenant, days)
    return due


async def close_organization_at(session: WriteSession, tenant: TenantId, due: datetime) -> None:
    await session.fetchval(_CLOSE_ORGANIZATION_AT, tenant, due)


async def close_account(session: WriteSession, user: UserId, days: int) -> datetime:
    due: datetime = await session.fetchval(_CLOSE_ACCOUNT, user, days)
    return due


async def keep_organization(session: WriteSession, tenant: TenantId, due: datetime | None = None) -> bool:
    """False if it is not closing, or not until that very moment."""
    return await session.fetchval(_KEEP_ORGANIZATION, tenant, due) is not None


async def keep_account(session: WriteSession, user: UserId) -> datetime | None:
    """When it would have been deleted; None if it is not closing."""
    due: datetime | None = await session.fetchval(_KEEP_ACCOUNT, user)
    return due


async def organization_due(session: ReadSession, tenant: TenantId) -> datetime | None:
    due: datetime | None = await session.fetchval(_ORGANIZATION_DUE, tenant)
    return due


async def account_due(session: ReadSession, user: UserId) -> datetime | None:
    due: datetime | None = await session.fetchval(_ACCOUNT_DUE, user)
    return due


async def has_children(session: ReadSession, tenant: TenantId) -> bool:
    return bool(await session.fetchval(_HAS_CHILDREN, tenant))


async def others(session: ReadSession, tenant: TenantId, user: UserId) -> tuple[int, int]:
    """Other active owners whose accounts stay, and other active members in all."""
    row = await session.fetchrow(_OTHERS, tenant, user)
    return (0, 0) if row is None else (row["owners"], row["members"])
