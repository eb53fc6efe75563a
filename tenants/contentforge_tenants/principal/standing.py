"""Whether those who were let in once would still be: asked for many at once, by who keeps doors open (sockets)."""

from collections.abc import Collection
from typing import Final

from contentforge_platform.database import SystemSession
from contentforge_platform.ids import SessionId, TenantId

# The conditions are those of principal_of_session.
_STANDING: Final = """
SELECT asked.session_id, asked.organization_id
FROM unnest($1::uuid[], $2::uuid[]) AS asked (session_id, organization_id)
JOIN user_session AS session ON session.id = asked.session_id
JOIN user_account AS account ON account.id = session.user_id
JOIN membership ON membership.organization_id = asked.organization_id AND membership.user_id = session.user_id
JOIN organization ON organization.id = asked.organization_id
LEFT JOIN organization AS partner ON partner.id = organization.partner_id
WHERE session.revoked_at IS NULL AND session.expires_at > clock_timestamp() AND account.is_active
  AND membership.is_active AND organization.state <> 'suspended' AND partner.state IS DISTINCT FROM 'suspended'
"""

Standing = tuple[SessionId, TenantId]
"""A session, and the organization in which it acts."""


async def still_standing(session: SystemSession, asked: Collection[Standing]) -> set[Standing]:
    """Those of `asked` whose session lives, whose holder is active and a member, and whose organization is open."""
    rows = await session.fetch(_STANDING, [family for family, _ in asked], [tenant for _, tenant in asked])
    return {(SessionId(row["session_id"]), TenantId(row["organization_id"])) for row in rows}
