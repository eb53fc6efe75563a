"""Shut an organization and open it again: its rows stay, and nobody gets to them meanwhile."""

from contentforge_platform.database import WriteSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import TenantId
from contentforge_tenants.organizations import repository
from contentforge_tenants.organizations.events import OrganizationClosed
from contentforge_tenants.organizations.service import get


class AlreadySuspended(Conflict):
    code = "already_suspended"

    def __init__(self) -> None:
        super().__init__("This organization is suspended already.")


class NotSuspended(Conflict):
    code = "not_suspended"

    def __init__(self) -> None:
        super().__init__("This organization is not suspended.")


async def suspend(session: WriteSession, tenant: TenantId, reason: str) -> None:
    """Refuse every request of the organization in sight, and of those that it has provisioned, from the next one on.

    Sessions and keys are kept: they open again what they opened before, once it is resumed.

    Raises:
        NotFound: there is no such organization.
        AlreadySuspended: 409.
    """
    if not await repository.suspend(session, tenant, reason):
        await get(session, tenant)
        raise AlreadySuspended
    session.after_commit(OrganizationClosed(tenant))


async def resume(session: WriteSession, tenant: TenantId) -> str:
    """Open the organization in sight again; the reason for which it was shut.

    Raises:
        NotFound: there is no such organization.
        NotSuspended: 409.
    """
    reason = await repository.resume(session, tenant)
    if reason is None:
        await get(session, tenant)
        raise NotSuspended
    return reason
