"""Change the address of an account: the new one must prove itself by mail, and the old one is told."""

from contentforge_platform import mail
from contentforge_platform.database import ReadSession, UnitOfWork, WriteSession
from contentforge_platform.errors import Invalid, TooManyRequests
from contentforge_platform.ids import UserId
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import audit, mails, one_time, organizations
from contentforge_tenants.accounts import address_rows, repository
from contentforge_tenants.accounts.email import parse_address
from contentforge_tenants.accounts.errors import EmailTaken
from contentforge_tenants.accounts.profile import hold, is_at, profile
from contentforge_tenants.accounts.proof import prove
from contentforge_tenants.audit import Actor, Trail
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose

_COME_BACK_SECONDS = 1800


async def ask_for_email_change(
    uow: UnitOfWork, keyring: Keyring, user: UserId, *, email: str, password: str, code: str | None
) -> None:
    """Mail a token, good for a day, to the new address, and a notice to the old one.

    Where another account has the address, the same is answered and no token sent: nothing tells who has accounts.

    Raises:
        Invalid: it is no address, or the account's own (422).
        WrongPassword, WrongCode, TooManyLogins, Unavailable: as `prove`.
        TooManyRequests: five such mails were sent within the last hour (429).
    """
    address = parse_address(email)
    await prove(uow, keyring, user, password, code)
    async with uow.write(None) as session:
        await hold(session, user)
        account = await profile(session, user)
        if is_at(account, address.normalized):
            raise Invalid("This is the address of your account already.", loc=("body", "email"))
        await address_rows.wish(session, user, address.given, address.normalized)
        token = await one_time.issue(session, keyring, user, Purpose.CHANGE_EMAIL)
        if token is None:
            raise TooManyRequests("Several mails are on their way.", retry_after=_COME_BACK_SECONDS)
        is_free = await repository.by_email(session, address.normalized) is None
        lifetime = Purpose.CHANGE_EMAIL.lifetime
        async with session.provisionally(keep=is_free):
            told = {"token": token}
            await mail.send(session, NO_TENANT, mails.CHANGE_EMAIL, address.given, told, good_for=lifetime)
        await mail.send(session, NO_TENANT, mails.EMAIL_CHANGE_ASKED, account.email, {})


async def confirm_email_change(uow: UnitOfWork, keyring: Keyring, token: str, client: Client = UNKNOWN) -> None:
    """Change to the address at which the token was read, which counts as verified; the old one is told.

    Tokens that were mailed to the old address open nothing any more.

    Raises:
        InvalidOneTimeToken: 400.
        EmailTaken: another account has got the address meanwhile (409).
    """
    async with uow.write(None) as session:
        user = await one_time.holder(session, keyring, token, Purpose.CHANGE_EMAIL)
        if not await repository.lock(session, user):
            raise InvalidOneTimeToken
        await one_time.redeem(session, keyring, token, Purpose.CHANGE_EMAIL)
        wished = await address_rows.wished(session, user)
        if wished is None:
            raise InvalidOneTimeToken
        account = await profile(session, user)
        if not await address_rows.change(session, user, wished["email"], wished["email_normalized"]):
            raise EmailTaken("A user with this email already exists")
        for purpose in (Purpose.RESET_PASSWORD, Purpose.VERIFY_EMAIL):
            await one_time.end_all(session, user, purpose)
        await mail.send(session, NO_TENANT, mails.EMAIL_WAS_CHANGED, account.email, {})
        personal = await organizations.personal_of(session, user)
        if personal is not None:
            trail = Trail(personal.id, Actor(user, client))
            old, new = {"email": account.email}, {"email": wished["email"]}
            await trail.note(session, audit.Action.UPDATE, audit.USER, user, old=old, new=new)


async def pending_email(session: ReadSession, user: UserId) -> str | None:
    """The address that a person is about to have, if they have asked for another."""
    wished = await address_rows.wished(session, user)
    return None if wished is None else wished["email"]


async def call_off_email_change(session: WriteSession, user: UserId) -> None:
    """Have the address stay: whoever asked for another one knew a password that is none any more."""
    await address_rows.forget_wish(session, user)
    await one_time.end_all(session, user, Purpose.CHANGE_EMAIL)
