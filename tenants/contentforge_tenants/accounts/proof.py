"""Have people who are signed in prove once more who they are, before what would hurt them if somebody else did it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BusinessError, Invalid, Unavailable
from contentforge_platform.ids import UserId
from contentforge_tenants import second_factor, throttle
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.errors import WrongCredentials, WrongPassword
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.throttle import Limit

Done = TypeVar("Done")


class WrongCode(Invalid):
    """The code of the second factor is wrong, or was used before."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__("This code is not right, or was used already. Please try the next one.", loc=("body", "code"))


def limit_of(keyring: Keyring) -> Limit:
    """How often one address's password, or one account's codes, may be tried."""
    return Limit(keyring.settings.failed_logins, keyring.settings.failed_logins_window_seconds)


async def prove_password(uow: UnitOfWork, keyring: Keyring, user: UserId, password: str) -> None:
    """Go on only with the account's password. Guesses count as log-ins do.

    Raises:
        WrongPassword: 422.
        WrongCredentials: the account is gone or inactive (401).
        TooManyLogins: 429.
        Unavailable: too many passwords are being checked right now (503).
    """
    async with uow.read(None) as reading:
        row = await repository.password(reading, user)
    if row is None:
        raise WrongCredentials("Invalid or expired credentials")
    attempt = await throttle.admit(uow, keyring.addresses.digest(row["email_normalized"]), limit_of(keyring))
    try:
        matches = await keyring.passwords.verify(row["password_hash"], password)
    except Unavailable:
        await throttle.take_back(uow, attempt)
        raise
    if not matches:
        await throttle.failed(uow, attempt)
        raise WrongPassword("Current password is incorrect", loc=("body", "password"))
    async with uow.write(None) as session:
        await throttle.clear(session, attempt)


async def guessing(
    uow: UnitOfWork, keyring: Keyring, user: UserId, work: Callable[[WriteSession], Awaitable[Done | None]]
) -> Done | None:
    """Do what takes a code of the account's second factor, in a transaction; None from `work` is a wrong guess.

    As with passwords, at most ten wrong ones in any five minutes are looked at, whoever makes them from wherever.

    Raises:
        TooManyLogins: 429.
    """
    attempt = await throttle.admit(uow, keyring.addresses.digest(f"second factor {user}"), limit_of(keyring))
    try:
        async with uow.write(None) as session:
            done = await work(session)
            if done is not None:
                await throttle.clear(session, attempt)
    except BusinessError:
        await throttle.take_back(uow, attempt)
        raise
    if done is None:
        await throttle.failed(uow, attempt)
    return done


async def prove(uow: UnitOfWork, keyring: Keyring, user: UserId, password: str, code: str | None) -> None:
    """Go on only with the password and, where the account has a second factor, a code of it.

    Raises:
        WrongCode: 422; also where none was given and one is needed.
        WrongPassword, WrongCredentials, TooManyLogins, Unavailable: as `prove_password`.
    """
    await prove_password(uow, keyring, user, password)
    async with uow.read(None) as reading:
        needed = await second_factor.is_on(reading, user)
    if not needed:
        return

    async def accepted(session: WriteSession) -> bool | None:
        return await second_factor.accept(session, keyring, user, code or "") or None

    if code is None or not await guessing(uow, keyring, user, accepted):
        raise WrongCode
