"""Take people into an organization: a new account comes in at once, somebody who has one is asked by mail."""

from dataclasses import dataclass

from contentforge_platform import mail
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import Conflict
from contentforge_platform.ids import TenantId, UserId, new_id
from contentforge_platform.security import check_new_password
from contentforge_tenants import audit, mails, memberships, one_time
from contentforge_tenants.access import Role
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.create import NewAccount, insert, shown_name
from contentforge_tenants.accounts.email import parse_address
from contentforge_tenants.accounts.errors import EmailTaken
from contentforge_tenants.accounts.profile import profile
from contentforge_tenants.accounts.verify_email import ask_for_verification
from contentforge_tenants.audit import Actor
from contentforge_tenants.client import Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.memberships import Member
from contentforge_tenants.memberships import repository as membership_rows
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose


class AlreadyMember(Conflict):
    """The person belongs to the organization."""

    code = "already_member"

    def __init__(self) -> None:
        super().__init__("This person is a member already.")


@dataclass(frozen=True, slots=True)
class Hire:
    """Whom an administrator takes in, as what. The hash counts for a new account only."""

    account: NewAccount
    role: Role


async def prepare_hire(keyring: Keyring, *, email: str, name: str | None, password: str, role: Role) -> Hire:
    """Check what was given, and hash the password, for a known address too: the time must not tell which are known.

    Raises:
        Invalid: address, name or password break a rule.
        Unavailable: too many passwords are being checked right now (503).
    """
    address = parse_address(email)
    shown = shown_name(name, address)
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    return Hire(NewAccount(address, shown, await keyring.passwords.hash(password)), role)


async def hire(
    session: WriteSession, keyring: Keyring, tenant: TenantId, slug: str, actor: Actor, wanted: Hire
) -> Member:
    """Make an account and its membership in the organization in sight; a person with an account is invited by mail.

    Invited again, they get another mail, whose token replaces the former one.

    Raises:
        AlreadyMember: 409.
    """
    try:
        user = await insert(session, wanted.account)
    except EmailTaken:
        user = await _invite(session, keyring, tenant, slug, wanted)
    else:
        await memberships.add(session, tenant, user, wanted.role, name=wanted.account.name)
        await ask_for_verification(session, keyring, user)
    hired = await memberships.member(session, tenant, user)
    new = {"name": hired.name, "role": hired.role, "is_active": hired.is_active}
    await audit.record(session, tenant, actor, audit.Action.CREATE, audit.USER, user, new=new)
    return hired


async def accept_invitation(uow: UnitOfWork, keyring: Keyring, token: str, client: Client) -> None:
    """Make a member of whoever was invited: the token was read in the mail to their address.

    Raises:
        InvalidOneTimeToken: 400; also where the invitation was withdrawn.
    """
    async with uow.system() as everything:
        invitation = await one_time.holder(everything, keyring, token, Purpose.ACCEPT_INVITATION)
        tenant = await membership_rows.invited_to(everything, invitation)
    if tenant is None:
        raise InvalidOneTimeToken
    async with uow.write(tenant) as session:
        await one_time.redeem(session, keyring, token, Purpose.ACCEPT_INVITATION)
        joined = await membership_rows.accept(session, tenant, invitation)
        if joined is None:
            raise InvalidOneTimeToken
        new = {"name": joined["name"], "role": joined["role"], "is_active": True}
        actor = Actor(UserId(joined["user_id"]), client)
        await audit.record(session, tenant, actor, audit.Action.UPDATE, audit.USER, joined["user_id"], new=new)


async def _invite(session: WriteSession, keyring: Keyring, tenant: TenantId, slug: str, wanted: Hire) -> UserId:
    known = await repository.by_email(session, wanted.account.address.normalized)
    if known is None:
        raise EmailTaken("A user with this email already exists")
    user, invitation = UserId(known["id"]), new_id()
    if not await membership_rows.invite(session, tenant, user, wanted.role.value, wanted.account.name, invitation):
        raise AlreadyMember
    token = await one_time.issue(session, keyring, invitation, Purpose.ACCEPT_INVITATION)
    if token is not None:
        account = await profile(session, user)
        lifetime = Purpose.ACCEPT_INVITATION.lifetime
        told = {"token": token, "slug": slug}
        await mail.send(session, tenant, mails.INVITATION, account.email, told, good_for=lifetime)
    return user
