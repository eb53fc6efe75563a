"""SQL of purging, all of it for the role `system`: whose rows they are stands in each statement."""

from uuid import UUID

from contentforge_platform.database import SystemSession
from contentforge_platform.ids import SessionId, TenantId, UserId

_BATCH = 2000

# What is still being paid for waits, however long: nobody can cancel it any more once its rows are gone.
_DUE_ORGANIZATIONS = """
SELECT id FROM organization WHERE deletion_due_at < clock_timestamp() AND NOT EXISTS (
    SELECT 1 FROM subscription
    WHERE subscription.organization_id = organization.id AND subscription.status IS NOT NULL
      AND subscription.status <> ALL($1)
) ORDER BY deletion_due_at LIMIT 10
"""

_SHUT = "UPDATE organization SET state = 'suspended' WHERE id = $1 AND state <> 'suspended'"

_SESSIONS = "DELETE FROM user_session WHERE organization_id = $1 RETURNING id"

_CHILD = "DELETE FROM provisioned_account WHERE child_id = $1"

_ORGANIZATION = "DELETE FROM organization WHERE id = $1"

_DUE_ACCOUNTS = (
    "SELECT id FROM user_account WHERE deletion_due_at < clock_timestamp() ORDER BY deletion_due_at LIMIT 10"
)

# Teams that others own, too, go on under one of them.
_HAND_ON = """
UPDATE organization SET owner_id = heir.user_id FROM (
    SELECT DISTINCT ON (organization_id) organization_id, user_id FROM membership
    WHERE role = 'OWNER' AND is_active AND user_id <> $1 ORDER BY organization_id, created_at
) AS heir
WHERE organization.owner_id = $1 AND organization.deletion_due_at IS NULL AND heir.organization_id = organization.id
"""

_STILL_OWNS = "SELECT EXISTS (SELECT 1 FROM organization WHERE owner_id = $1)"

_MEMBERSHIPS = """
UPDATE membership SET is_active = false, invitation_id = NULL, name = 'Deleted account', avatar_url = NULL,
    updated_at = now()
WHERE user_id = $1
"""

_OF_ACCOUNT = (
    "DELETE FROM second_factor WHERE user_id = $1",
    "DELETE FROM recovery_code WHERE user_id = $1",
    "DELETE FROM email_change WHERE user_id = $1",
    "DELETE FROM one_time_token WHERE subject_id = $1",
)

_SESSIONS_OF_ACCOUNT = "DELETE FROM user_session WHERE user_id = $1 RETURNING id"

_MAILS = "DELETE FROM outgoing_mail WHERE recipient = (SELECT email FROM user_account WHERE id = $1)"

# The row stays, without anything that tells who it was: what the person made for others points at it.
_ANONYMISE = """
UPDATE user_account SET email = $2, email_normalized = $2, name = 'Deleted account', avatar_url = NULL,
    password_hash = NULL, is_active = false, email_verified_at = NULL, deletion_due_at = NULL, updated_at = now()
WHERE id = $1
"""


async def due_organizations(session: SystemSession, ended: list[str]) -> list[TenantId]:
    """Those whose time is over, but for those with a subscription in another status than `ended`."""
    return [TenantId(row["id"]) for row in await session.fetch(_DUE_ORGANIZATIONS, ended)]


async def shut(session: SystemSession, tenant: TenantId) -> list[SessionId]:
    """Let nobody in any more; the sessions that acted there."""
    await session.fetchval(_SHUT, tenant)
    return [SessionId(row["id"]) for row in await session.fetch(_SESSIONS, tenant)]


async def delete_rows(session: SystemSession, tenant: TenantId, table: str, *, whole: bool) -> bool:
    """Delete one batch of a table's rows, or all where they point at each other; whether there may be more."""
    some = "" if whole else f"LIMIT {_BATCH}"
    rows = await session.fetch(
        f"""
DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE organization_id = $1 {some})) RETURNING 1
""",
        tenant,
    )
    return not whole and len(rows) == _BATCH


async def delete_organization(session: SystemSession, tenant: TenantId) -> None:
    await session.fetchval(_CHILD, tenant)
    await session.fetchval(_ORGANIZATION, tenant)


async def due_accounts(session: SystemSession) -> list[UserId]:
    return [UserId(row["id"]) for row in await session.fetch(_DUE_ACCOUNTS)]


async def hand_on(session: SystemSession, user: UserId) -> bool:
    """Give teams with several owners to another of them; False if the account still owns something."""
    await session.fetchval(_HAND_ON, user)
    return not await session.fetchval(_STILL_OWNS, user)


async def anonymise(session: SystemSession, user: UserId) -> list[SessionId]:
    """Forget who an account was; the sessions that it had."""
    await session.fetchval(_MEMBERSHIPS, user)
    await session.fetchval(_MAILS, user)
    for statement in _OF_ACCOUNT:
        await session.fetchval(statement, user)
    ended: list[UUID] = [row["id"] for row in await session.fetch(_SESSIONS_OF_ACCOUNT, user)]
    await session.fetchval(_ANONYMISE, user, f"deleted-{user}@deleted.invalid")
    return [SessionId(one) for one in ended]
