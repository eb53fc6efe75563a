"""Claim an account that somebody else has had made: whoever reads mail at its address sets its first password."""

from contentforge_platform import mail
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import UserId
from contentforge_platform.security import check_new_password
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import mails, one_time
from contentforge_tenants.accounts import repository
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose


async def offer_claim(session: WriteSession, keyring: Keyring, user: UserId) -> bool:
    """Mail a token to the account's address, unless one is there that is still good; False if it has been claimed."""
    email = await repository.lock_unclaimed(session, user)
    if email is None:
        return False
    if await one_time.is_open(session, user, Purpose.CLAIM_ACCOUNT):
        return True
    token = await one_time.issue(session, keyring, user, Purpose.CLAIM_ACCOUNT)
    if token is not None:
        lifetime = Purpose.CLAIM_ACCOUNT.lifetime
        await mail.send(session, NO_TENANT, mails.CLAIM_ACCOUNT, email, {"token": token}, good_for=lifetime)
    return True


async def claim_account(uow: UnitOfWork, keyring: Keyring, *, token: str, password: str) -> None:
    """Set the first password of the token's account, and verify its address: the token was read there.

    Raises:
        InvalidOneTimeToken: 400; also where the account has got a password in another way meanwhile.
        Invalid: the password breaks a rule; the token stays good (422).
        Unavailable: too many passwords are being checked right now (503).
    """
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    async with uow.read(None) as reading:
        user = await one_time.holder(reading, keyring, token, Purpose.CLAIM_ACCOUNT)
    hashed = await keyring.passwords.hash(password)
    async with uow.write(None) as session:
        if await repository.lock_unclaimed(session, user) is None:
            raise InvalidOneTimeToken
        await one_time.redeem(session, keyring, token, Purpose.CLAIM_ACCOUNT)
        await repository.reset_password(session, user, hashed)
        await one_time.end_all(session, user, Purpose.VERIFY_EMAIL)
        await one_time.end_all(session, user, Purpose.RESET_PASSWORD)
