"""Prove that an address is its account's: a token is mailed there, and comes back."""

from contentforge_platform import mail
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import TooManyRequests
from contentforge_platform.ids import UserId
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import mails, one_time
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.profile import profile
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose

_COME_BACK_SECONDS = 1800


async def ask_for_verification(session: WriteSession, keyring: Keyring, user: UserId) -> bool:
    """Mail a token to the account's address; False if the address is verified already.

    Raises:
        TooManyRequests: five such mails were sent within the last hour (429).
    """
    await repository.lock(session, user)
    account = await profile(session, user)
    if account.email_verified_at is not None:
        return False
    token = await one_time.issue(session, keyring, user, Purpose.VERIFY_EMAIL)
    if token is None:
        raise TooManyRequests("Several mails are on their way. Please look for them.", retry_after=_COME_BACK_SECONDS)
    lifetime = Purpose.VERIFY_EMAIL.lifetime
    await mail.send(session, NO_TENANT, mails.VERIFY_EMAIL, account.email, {"token": token}, good_for=lifetime)
    return True


async def verify_email(uow: UnitOfWork, keyring: Keyring, token: str) -> None:
    """Count the address as verified for which the token was made.

    Raises:
        InvalidOneTimeToken: 400.
    """
    async with uow.write(None) as session:
        user = await one_time.holder(session, keyring, token, Purpose.VERIFY_EMAIL)
        if not await repository.lock(session, user):
            raise InvalidOneTimeToken
        await one_time.redeem(session, keyring, token, Purpose.VERIFY_EMAIL)
        await repository.verify_email(session, user)
