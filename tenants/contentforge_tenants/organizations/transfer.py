"""Hand an organization on to another member."""

from contentforge_platform.database import WriteSession
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import audit, memberships
from contentforge_tenants.access import Role
from contentforge_tenants.memberships import Manager
from contentforge_tenants.organizations import repository
from contentforge_tenants.organizations.service import Kind, get, refuse_more_teams


class PersonalStays(Conflict):
    """A personal organization belongs to its account, comes with it and goes with it."""

    code = "personal_organization"

    def __init__(self) -> None:
        super().__init__("This is a personal organization: it belongs to its account.")


async def transfer(session: WriteSession, tenant: TenantId, by: Manager, to: UserId) -> None:
    """Make an active member the OWNER of the team in sight; the former one stays, as ADMIN.

    Raises:
        PersonalStays: 409.
        RoleLost: `by` owns it no more.
        NotFound: `to` is no active member.
        TooManyOrganizations: they own as many teams as one may (409).
    """
    organization = await get(session, tenant)
    if organization.kind is Kind.PERSONAL:
        raise PersonalStays
    await refuse_more_teams(session, to)
    await memberships.lock_leaders(session, tenant, by)
    heir = await memberships.member(session, tenant, to)
    if not heir.is_active or to == by.user:
        raise NotFound("User not found")
    await memberships.set_role(session, tenant, to, Role.OWNER)
    await memberships.set_role(session, tenant, by.user, Role.ADMIN)
    await repository.set_owner(session, tenant, to)
    for user, old, new in ((to, heir.role, Role.OWNER), (by.user, Role.OWNER, Role.ADMIN)):
        await audit.record(
            session, tenant, by.actor, audit.Action.UPDATE, audit.USER, user, old={"role": old}, new={"role": new}
        )
