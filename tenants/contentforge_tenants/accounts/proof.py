"""Have people who are signed in prove once more who they are, before what would hurt them if somebody else did it."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BusinessError, Invalid, Unavailable
from contentforge_platform.ids import UserId
from contentforge_tenants import second_factor, throttle
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.errors import WrongCredentials, WrongPassword
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.throttle import Limit, TooManyLogins, Try

Done = TypeVar("Done")

CODES_OF_A_DAY: Final = Limit(30, 24 * 60 * 60)
"""Of a million codes three are right at a time: ten guesses in any five minutes would find one within months."""


class WrongCode(Invalid):
    """The code of the second factor is wrong, or was used before."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__("This code is not right, or was used already. Please try the next one.", loc=("body", "code"))


def limit_of(keyring: Keyring) -> Limit:
    """How often one address's password, or one account's codes, may be tried."""
    return Limit(keyring.settings.failed_logins, keyring.settings.failed_logins_window_seconds)


def longest_window(keyring: Keyring) -> Limit:
    """The limit whose tries count longest."""
    return max(limit_of(keyring), CODES_OF_A_DAY, key=lambda limit: limit.seconds)


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

    As with passwords, at most ten wrong ones in any five minutes are looked at, whoever makes them from wherever, and
    at most thirty in a day.

    Raises:
        TooManyLogins: 429.
    """
    tries = await _admit(uow, keyring, user)
    try:
        async with uow.write(None) as session:
            done = await work(session)
            if done is not None:
                for each in tries:
                    await throttle.clear(session, each)
    except BusinessError:
        await _take_back(uow, tries)
        raise
    if done is None:
        for each in tries:
            await throttle.failed(uow, each)
    return done


async def forgive_guesses(session: WriteSession, keyring: Keyring, user: UserId) -> None:
    """Forget wrong codes: they were given by whoever knew a password that is none any more."""
    for digest, _ in _limits_of_codes(keyring, user):
        await throttle.forgive(session, digest)


async def _admit(uow: UnitOfWork, keyring: Keyring, user: UserId) -> list[Try]:
    tries: list[Try] = []
    for digest, limit in _limits_of_codes(keyring, user):
        try:
            tries.append(await throttle.admit(uow, digest, limit))
        except TooManyLogins:
            await _take_back(uow, tries)
            raise
    return tries


async def _take_back(uow: UnitOfWork, tries: list[Try]) -> None:
    for each in tries:
        await throttle.take_back(uow, each)


def _limits_of_codes(keyring: Keyring, user: UserId) -> list[tuple[bytes, Limit]]:
    """Each with the digest under which its tries are counted."""
    return [
        (keyring.addresses.digest(f"second factor {user}"), limit_of(keyring)),
        (keyring.addresses.digest(f"second factor of a day {user}"), CODES_OF_A_DAY),
    ]


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
