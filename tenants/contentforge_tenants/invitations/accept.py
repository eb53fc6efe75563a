"""Accept an invitation: somebody with an account joins, somebody without makes one on the way in."""

from dataclasses import dataclass, replace
from uuid import UUID

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import Forbidden
from contentforge_platform.ids import TenantId, UserId
from contentforge_platform.security import check_new_password
from contentforge_tenants import audit, one_time, organizations, sessions
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.accounts import (
    Account,
    AlreadyMember,
    NewAccount,
    SignedIn,
    ask_for_verification,
    create,
    hold,
    is_at,
    mark_verified,
    parse_address,
    profile,
    shown_name,
)
from contentforge_tenants.audit import Actor
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.invitations import repository
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.memberships import consent
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose
from contentforge_tenants.organizations import Organization


class NotForYou(Forbidden):
    """The invitation was mailed to another address than the account's: it must not be handed on."""

    code = "invitation_not_for_you"

    def __init__(self) -> None:
        super().__init__("This invitation was sent to another address. Sign in with the account of that address.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the holder of a token is invited to.

    Attributes:
        email: where it was mailed to; None for a link, which is for whoever holds it.
        waiting: the person whose membership waits for their consent, as at a site of the blog.
    """

    id: UUID
    tenant: TenantId
    slug: str
    name: str
    role: Role
    email: str | None
    normalized: str | None
    waiting: UserId | None


async def look(uow: UnitOfWork, keyring: Keyring, token: str) -> Offer:
    """What a token offers, without using it.

    Raises:
        InvalidOneTimeToken: 400; also where the invitation was withdrawn.
    """
    async with uow.system() as everything:
        invitation = await one_time.holder(everything, keyring, token, Purpose.ACCEPT_INVITATION)
        row = await repository.offer(everything, invitation)
    if row is None:
        raise InvalidOneTimeToken
    return Offer(
        id=invitation,
        tenant=TenantId(row["organization_id"]),
        slug=row["slug"],
        name=row["name"],
        role=Role(row["role"]),
        email=row["email"],
        normalized=row["email_normalized"],
        waiting=row["user_id"],
    )


async def accept(
    uow: UnitOfWork, keyring: Keyring, *, token: str, user: UserId, client: Client = UNKNOWN
) -> Organization:
    """Make a member of `user`, who is signed in. A mail is for the account of its address alone, and verifies it.

    Raises:
        InvalidOneTimeToken: 400.
        NotForYou: 403.
        AlreadyMember: 409.
    """
    offer = await look(uow, keyring, token)
    async with uow.write(offer.tenant) as session:
        await hold(session, user)
        account = await profile(session, user)
        if offer.email is not None:
            if not is_at(account, offer.normalized or ""):
                raise NotForYou
            await mark_verified(session, user)
        await _join(session, keyring, offer, token, account, client)
        return replace(await organizations.get(session, offer.tenant), role=offer.role)


async def register_invited(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    token: str,
    email: str,
    password: str,
    audience: Audience,
    name: str | None = None,
    client: Client = UNKNOWN,
) -> SignedIn:
    """Make an account with its personal organization and a membership where it was invited, and sign it in.

    By a mail's token the address counts as verified.

    Raises:
        NotForYou: 403.
        InvalidOneTimeToken: 400.
        Invalid: address, name or password break a rule (422).
        EmailTaken: there is an account; sign in and accept (409).
    """
    offer = await look(uow, keyring, token)
    address = parse_address(email)
    if offer.waiting is not None or offer.normalized not in {None, address.normalized}:
        raise NotForYou
    shown = shown_name(name, address)
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    new = NewAccount(address, shown, await keyring.passwords.hash(password))
    async with uow.write(None) as session:
        account, personal = await create(session, new, client=client)
        tokens = await sessions.start(session, keyring, account.id, personal.id, audience, client)
        if offer.email is None:
            await ask_for_verification(session, keyring, account.id)
        else:
            await mark_verified(session, account.id)
        await session.enter(offer.tenant)
        await _join(session, keyring, offer, token, account, client)
    return SignedIn(account, personal, tokens)


async def _join(
    session: WriteSession, keyring: Keyring, offer: Offer, token: str, account: Account, client: Client
) -> None:
    """Use the token up and take the person in; the organization is in sight."""
    await one_time.redeem(session, keyring, token, Purpose.ACCEPT_INVITATION)
    if offer.waiting is not None:
        if not await consent(session, offer.tenant, offer.id):
            raise InvalidOneTimeToken
    else:
        role = await repository.accept(session, offer.tenant, offer.id, account.id)
        if role is None:
            raise InvalidOneTimeToken
        if not await repository.take_in(session, offer.tenant, account.id, role, account.name):
            raise AlreadyMember
    new = {"name": account.name, "role": offer.role, "is_active": True}
    actor = Actor(account.id, client)
    await audit.record(session, offer.tenant, actor, audit.Action.CREATE, audit.USER, account.id, new=new)
