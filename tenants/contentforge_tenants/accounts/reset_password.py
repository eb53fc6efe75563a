"""A forgotten password: a token is mailed to the address, and whoever reads it there sets a new one."""

from uuid import UUID

from contentforge_platform import mail
from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.ids import UserId
from contentforge_platform.security import check_new_password
from contentforge_platform.work import NO_TENANT
from contentforge_tenants import api_keys, mails, one_time, organizations, sessions, throttle
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.change_email import call_off_email_change
from contentforge_tenants.accounts.email import Address, find_address
from contentforge_tenants.accounts.profile import profile
from contentforge_tenants.accounts.proof import forgive_guesses
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import InvalidOneTimeToken, Purpose


async def forgot_password(uow: UnitOfWork, keyring: Keyring, email: str) -> None:
    """Mail a token, good for an hour, to the account with this address, if there is one; nothing tells which.

    For an address without active account the same statements run and the same commit follows; only the mail is undone.
    Mails go to the address as the account has it, never as it was typed here.
    """
    address = find_address(email)
    if address is None:
        return
    async with uow.write(None) as session:
        row = await repository.lock_by_email(session, address.normalized)
        subject = _nobody(keyring, address) if row is None else row["id"]
        token = await one_time.issue(session, keyring, subject, Purpose.RESET_PASSWORD)
        if token is not None:
            to = address.given if row is None else row["email"]
            lifetime = Purpose.RESET_PASSWORD.lifetime
            async with session.provisionally(keep=row is not None):
                await mail.send(session, NO_TENANT, mails.RESET_PASSWORD, to, {"token": token}, good_for=lifetime)


async def reset_password(uow: UnitOfWork, keyring: Keyring, *, token: str, new: str) -> None:
    """Set the password of the token's account, and verify its address: the token was read there.

    All sessions end, a change of the address that was asked for is called off, and tries at the former password no
    longer count, nor codes that were given with it. The person is told by mail. If nobody has proved before that the
    address is theirs, API keys end, too: whoever has registered it knew its owner would come one day.

    Raises:
        InvalidOneTimeToken: 400.
        Invalid: the password breaks a rule; the token stays good (422).
        Unavailable: too many passwords are being checked right now (503).
    """
    check_new_password(new, refuse_common=keyring.settings.refuse_common_passwords)
    async with uow.read(None) as reading:
        user = await one_time.holder(reading, keyring, token, Purpose.RESET_PASSWORD)
    hashed = await keyring.passwords.hash(new)
    async with uow.write(None) as session:
        normalized = await repository.lock_active(session, user)
        if normalized is None:
            raise InvalidOneTimeToken
        await one_time.redeem(session, keyring, token, Purpose.RESET_PASSWORD)
        if (await profile(session, user)).email_verified_at is None:
            await _end_keys(session, user)
        await repository.reset_password(session, user, hashed)
        await one_time.end_all(session, user, Purpose.VERIFY_EMAIL)
        await one_time.end_all(session, user, Purpose.CLAIM_ACCOUNT)
        await one_time.end_all(session, user, Purpose.SECOND_FACTOR)
        await call_off_email_change(session, user)
        await sessions.end_of_user(session, user)
        await throttle.forgive(session, keyring.addresses.digest(normalized))
        await forgive_guesses(session, keyring, user)
        account = await profile(session, user)
        await mail.send(session, NO_TENANT, mails.PASSWORD_WAS_RESET, account.email, {})


async def _end_keys(session: WriteSession, user: UserId) -> None:
    for one in await organizations.of_person(session, user):
        async with session.within(one.id):
            await api_keys.revoke_of_member(session, one.id, user)


def _nobody(keyring: Keyring, address: Address) -> UUID:
    """The id under which requests for an address without account are counted."""
    return UUID(bytes=keyring.addresses.digest(address.normalized)[:16])
