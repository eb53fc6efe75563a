"""The site at which somebody registers or signs in, where that is not their own organization."""

from dataclasses import dataclass
from typing import Final

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import TenantId
from contentforge_tenants import audit, memberships, organizations
from contentforge_tenants.access import Role
from contentforge_tenants.accounts.profile import Account
from contentforge_tenants.client import Client

_JOINS_AS: Final = Role.AUTHOR


@dataclass(frozen=True, slots=True)
class SiteDoor:
    """How a site takes people in.

    Attributes:
        is_open: people may join unasked, as AUTHOR.
        first_leads: whoever makes the first account at a site that nobody leads becomes its OWNER.
    """

    tenant: TenantId
    is_open: bool
    first_leads: bool = False


async def join(session: WriteSession, door: SiteDoor, account: Account, client: Client) -> bool:
    """Make somebody a member of an open site, which is in sight afterwards; False if their membership was ended there.

    Who was put out by an administrator does not come in again by this door.
    """
    await session.enter(door.tenant)
    if not await memberships.join(session, door.tenant, account.id, _JOINS_AS, name=account.name):
        return False
    await _record(session, door, account, client, _JOINS_AS)
    return True


async def begin(session: WriteSession, door: SiteDoor, account: Account, client: Client) -> Role:
    """Give a new account its place at an open site, which is in sight afterwards; as what."""
    await session.enter(door.tenant)
    if door.first_leads and await organizations.adopt(session, door.tenant, account.id, shown_name=account.name):
        role = Role.OWNER
    else:
        role = _JOINS_AS
        await memberships.add(session, door.tenant, account.id, role, name=account.name)
    await _record(session, door, account, client, role)
    return role


async def _record(session: WriteSession, door: SiteDoor, account: Account, client: Client, role: Role) -> None:
    actor = audit.Actor(account.id, client)
    new = {"name": account.name, "role": role}
    await audit.record(session, door.tenant, actor, audit.Action.CREATE, audit.USER, account.id, new=new)
