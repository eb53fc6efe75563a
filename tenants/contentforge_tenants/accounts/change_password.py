"""Change a password, and end every other session that the old one had opened."""

from contentforge_platform.database import UnitOfWork
from contentforge_platform.errors import Unavailable
from contentforge_platform.ids import SessionId, UserId
from contentforge_platform.security import check_new_password
from contentforge_tenants import one_time, sessions, throttle
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.change_email import call_off_email_change
from contentforge_tenants.accounts.errors import WrongCredentials, WrongPassword
from contentforge_tenants.accounts.proof import limit_of
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.one_time import Purpose
from contentforge_tenants.throttle import Try


async def change_password(
    uow: UnitOfWork, keyring: Keyring, user: UserId, *, current: str, new: str, keep: SessionId | None
) -> None:
    """Replace the password; all sessions end but `keep`, the one that asks. Guesses at `current` count as log-ins do.

    Another address that was asked for is called off, as by `reset_password`.

    Raises:
        WrongPassword: `current` is not the password, or another change came first (422).
        Invalid: `new` breaks a rule.
        TooManyLogins: 429.
        WrongCredentials: the account is gone or inactive (401).
    """
    check_new_password(new, refuse_common=keyring.settings.refuse_common_passwords)
    async with uow.read(None) as reading:
        row = await repository.password(reading, user)
    if row is None:
        raise WrongCredentials("Invalid or expired credentials")
    attempt = await throttle.admit(uow, keyring.addresses.digest(row["email_normalized"]), limit_of(keyring))
    hashed = await _new_hash(uow, keyring, attempt, row["password_hash"], (current, new))
    changed = False
    if hashed is not None:
        async with uow.write(None) as session:
            changed = await repository.set_password(session, user, old=row["password_hash"], new=hashed)
            if changed:
                await one_time.end_all(session, user, Purpose.RESET_PASSWORD)
                await one_time.end_all(session, user, Purpose.SECOND_FACTOR)
                await call_off_email_change(session, user)
                await sessions.end_of_user(session, user, spare=keep)
                await throttle.clear(session, attempt)
    if not changed:
        await throttle.failed(uow, attempt)
        raise WrongPassword("Current password is incorrect", loc=("body", "current_password"))


async def _new_hash(
    uow: UnitOfWork, keyring: Keyring, attempt: Try, old_hash: str | None, texts: tuple[str, str]
) -> str | None:
    """The hash of the new password, or None if the current one is wrong."""
    current, new = texts
    try:
        if not await keyring.passwords.verify(old_hash, current):
            return None
        return await keyring.passwords.hash(new)
    except Unavailable:
        await throttle.take_back(uow, attempt)
        raise
