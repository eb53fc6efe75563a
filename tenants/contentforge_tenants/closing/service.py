"""Close organizations and accounts, and keep them again; that nothing is being paid for is the callers' to see to."""

from collections.abc import Sequence
from datetime import datetime

from contentforge_platform import mail
from contentforge_platform.clock import to_iso_z
from contentforge_platform.database import ReadSession, WriteSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import accounts, audit, mails, organizations
from contentforge_tenants.access import Role
from contentforge_tenants.audit import Actor, Trail
from contentforge_tenants.closing import repository
from contentforge_tenants.organizations import Kind, Organization, PersonalStays


class HandOnFirst(Conflict):
    """Others work in an organization that only this account owns: it must not vanish under them."""

    code = "hand_on_first"

    def __init__(self, slugs: Sequence[str]) -> None:
        named = ", ".join(slugs)
        super().__init__(f"Hand on or delete first what others work in and only you own: {named}.", slugs=list(slugs))


class HasCustomers(Conflict):
    """Accounts that it has provisioned stand on its plan."""

    code = "has_provisioned_accounts"

    def __init__(self) -> None:
        super().__init__("This organization has made accounts for others, which stand on its plan. Ask the operator.")


class NotClosing(Conflict):
    """There is nothing to keep: it is not to be deleted, or its time is over."""

    code = "not_closing"

    def __init__(self) -> None:
        super().__init__("It is not about to be deleted.")


async def close_organization(
    session: WriteSession, tenant: TenantId, actor: Actor, user: UserId, *, days: int
) -> datetime:
    """Have the team in sight deleted in so many days; when that is. Closing it again changes nothing.

    Raises:
        PersonalStays, HasCustomers: 409.
    """
    organization = await organizations.get(session, tenant)
    if organization.kind is Kind.PERSONAL:
        raise PersonalStays
    if await repository.has_children(session, tenant):
        raise HasCustomers
    due = await repository.close_organization(session, tenant, days)
    await _note_organization(session, tenant, actor, due)
    await _tell(session, user, f"organization {organization.slug}", due)
    return due


async def keep_organization(session: WriteSession, tenant: TenantId, actor: Actor) -> None:
    """Take back that the organization in sight is deleted.

    Raises:
        NotClosing: 409.
    """
    if not await repository.keep_organization(session, tenant):
        raise NotClosing
    await _note_organization(session, tenant, actor, None)


async def owned_alone(session: ReadSession, user: UserId) -> list[Organization]:
    """The organizations that go with an account: its personal one, and teams in which nobody else is.

    Raises:
        HandOnFirst: there are teams that only this account owns, and in which others are (409).
        HasCustomers: one of them has provisioned accounts (409).
    """
    alone: list[Organization] = []
    shared: list[str] = []
    for one in await organizations.of_person(session, user):
        if one.role is not Role.OWNER:
            continue
        async with session.within(one.id):
            owners, members = await repository.others(session, one.id, user)
            if owners == 0 and await repository.has_children(session, one.id):
                raise HasCustomers
        if owners == 0 and members > 0:
            shared.append(one.slug)
        elif owners == 0:
            alone.append(one)
    if shared:
        raise HandOnFirst(shared)
    return alone


async def close_account(
    session: WriteSession, trail: Trail, user: UserId, going: Sequence[Organization], *, days: int
) -> datetime:
    """Have an account deleted in so many days, and with it `going`, which `owned_alone` has told."""
    await accounts.hold(session, user)
    due = await repository.close_account(session, user, days)
    for one in going:
        async with session.within(one.id):
            await repository.close_organization_at(session, one.id, due)
            await _note_organization(session, one.id, trail.actor, due)
    await _tell(session, user, "account with this address", due)
    await trail.note(session, audit.Action.UPDATE, audit.USER, user, new={"deletion_due_at": due})
    return due


async def keep_account(session: WriteSession, trail: Trail, user: UserId) -> None:
    """Take back that an account is deleted, and the organizations that were to go with it.

    Raises:
        NotClosing: 409.
    """
    due = await repository.keep_account(session, user)
    if due is None:
        raise NotClosing
    for one in await organizations.of_person(session, user):
        async with session.within(one.id):
            if one.role is Role.OWNER and await repository.keep_organization(session, one.id, due):
                await _note_organization(session, one.id, trail.actor, None)
    await trail.note(session, audit.Action.UPDATE, audit.USER, user, new={"deletion_due_at": None})


async def organization_due(session: ReadSession, tenant: TenantId) -> datetime | None:
    """When the organization in sight is deleted; None if it is not to be."""
    return await repository.organization_due(session, tenant)


async def account_due(session: ReadSession, user: UserId) -> datetime | None:
    """When an account is deleted; None if it is not to be."""
    return await repository.account_due(session, user)


async def _note_organization(session: WriteSession, tenant: TenantId, actor: Actor, due: datetime | None) -> None:
    new = {"deletion_due_at": due}
    await audit.record(session, tenant, actor, audit.Action.UPDATE, audit.ORGANIZATION, tenant, new=new)


async def _tell(session: WriteSession, user: UserId, what: str, due: datetime) -> None:
    account = await accounts.profile(session, user)
    told = {"what": what, "due": to_iso_z(due)}
    await mail.send(session, NO_TENANT, mails.DELETION_DUE, account.email, told)
