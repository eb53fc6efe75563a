"""What administrators do with memberships: change how a person is shown, their role, and whether they belong at all."""

from dataclasses import dataclass
from uuid import UUID

from contentforge_platform.database import WriteSession
from contentforge_platform.errors import Conflict, Forbidden
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import audit
from contentforge_tenants.access import Role
from contentforge_tenants.audit import Actor
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.memberships import repository
from contentforge_tenants.memberships.service import LastOwner, Member, end, member
from contentforge_tenants.text import clean_name


class LastAdmin(Conflict):
    """An organization keeps at least one active administrator."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__("The last administrator must stay. Make somebody else an administrator first.")


class NotYetAccepted(Conflict):
    """Whether an invited person belongs here is theirs to say."""

    code = "not_yet_accepted"

    def __init__(self) -> None:
        super().__init__("This person has not accepted the invitation yet.")


class OwnersOnly(Forbidden):
    """An administrator must not put out, or down, those to whom the organization belongs."""

    code = "owners_only"

    def __init__(self) -> None:
        super().__init__("Only an owner may change an owner.")


class RoleLost(Forbidden):
    """The caller was put down, or out, while this request was on its way."""

    code = "role_lost"

    def __init__(self) -> None:
        super().__init__("Your role here has just changed.")


@dataclass(frozen=True, slots=True)
class Manager:
    """Who administers, as what, and from where."""

    user: UserId
    role: Role
    client: Client = UNKNOWN

    @property
    def actor(self) -> Actor:
        return Actor(self.user, self.client)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What is to become of a membership; None leaves a value as it is. ADMIN for an OWNER is no change."""

    name: str | None = None
    role: Role | None = None
    is_active: bool | None = None


async def change(session: WriteSession, tenant: TenantId, by: Manager, user: UserId, wanted: MemberChange) -> Member:
    """Change a membership; a role acts on the person's next request, and who is deactivated is out at once.

    Raises:
        NotFound: there is no such membership.
        Invalid: the name cannot be one.
        RoleLost: `by` is not what they were any more.
        OwnersOnly: it is an OWNER's, and an ADMIN asks for more than another name; or an ADMIN makes an OWNER.
        LastAdmin, LastOwner: nobody would lead any more.
        NotYetAccepted: it waits for consent.
    """
    leaders = await lock_leaders(session, tenant, by)
    before = await member(session, tenant, user)
    role = _role_after(before, wanted)
    stays = before.is_active if wanted.is_active is None else wanted.is_active
    name = before.name if wanted.name is None else clean_name(wanted.name)
    if before.is_invited and stays:
        raise NotYetAccepted
    if before.role is Role.OWNER and by.role is not Role.OWNER and (role, stays) != (Role.OWNER, before.is_active):
        raise OwnersOnly
    _refuse_new_owner(before, role, by)
    if before.role is Role.OWNER and role is not Role.OWNER and await repository.lock_owners(session, tenant) == [user]:
        raise LastOwner("The last owner must stay. Transfer the organization to somebody else first.")
    if set(leaders) == {user} and not (stays and role in {Role.OWNER, Role.ADMIN}):
        raise LastAdmin
    if (name, role) != (before.name, before.role) or (stays and not before.is_active):
        await repository.change(session, tenant, user, name=name, role=role.value, is_active=stays or before.is_active)
        await audit.record(
            session,
            tenant,
            by.actor,
            audit.Action.UPDATE,
            audit.USER,
            user,
            old=_told(before),
            new={"name": name, "role": role, "is_active": stays or before.is_active},
        )
    if before.is_active and not stays:
        await end(session, tenant, user, by=by.user, client=by.client)
    return await member(session, tenant, user)


async def put_out(session: WriteSession, tenant: TenantId, by: Manager, user: UserId) -> None:
    """End a membership, or withdraw an invitation.

    Raises:
        NotFound: there is neither.
        RoleLost, OwnersOnly, LastAdmin, LastOwner: as `change`.
    """
    leaders = await lock_leaders(session, tenant, by)
    withdrawn = await repository.withdraw(session, tenant, user)
    if withdrawn is None:
        if leaders.get(user) == Role.OWNER and by.role is not Role.OWNER:
            raise OwnersOnly
        if set(leaders) == {user}:
            raise LastAdmin
        await end(session, tenant, user, by=by.user, client=by.client)
        return
    was = {"name": withdrawn["name"], "role": withdrawn["role"], "is_active": False}
    await audit.record(session, tenant, by.actor, audit.Action.DELETE, audit.USER, user, old=was)


async def lock_leaders(session: WriteSession, tenant: TenantId, by: Manager) -> dict[UserId, str]:
    """Hold the memberships of all who lead, ahead of any other membership: so do all who change one.

    Raises:
        RoleLost: `by` is not what they were when the request began.
    """
    leaders = await repository.lock_leaders(session, tenant)
    if leaders.get(by.user) != by.role:
        raise RoleLost
    return leaders


async def set_role(session: WriteSession, tenant: TenantId, user: UserId, role: Role) -> None:
    """Give a member another role, for who has made sure that somebody goes on leading; the log is the caller's."""
    await repository.set_role(session, tenant, user, role.value)


async def consent(session: WriteSession, tenant: TenantId, invitation: UUID) -> bool:
    """Make a member of the person whose membership waits for this consent; False if none does any more."""
    return await repository.accept(session, tenant, invitation) is not None


def _refuse_new_owner(before: Member, role: Role, by: Manager) -> None:
    if role is Role.OWNER and before.role is not Role.OWNER and by.role is not Role.OWNER:
        raise OwnersOnly


def _role_after(before: Member, wanted: MemberChange) -> Role:
    if wanted.role is None or (wanted.role is Role.ADMIN and before.role is Role.OWNER):
        return before.role
    return wanted.role


def _told(one: Member) -> dict[str, object]:
    return {"name": one.name, "role": one.role, "is_active": one.is_active}
