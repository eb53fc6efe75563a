"""Sign in with a password, telling nobody which addresses exist."""

from dataclasses import dataclass

import asyncpg

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import BusinessError, Unavailable
from contentforge_platform.ids import UserId
from contentforge_tenants import throttle
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.email import find_address
from contentforge_tenants.accounts.entry import admit
from contentforge_tenants.accounts.errors import WrongCredentials
from contentforge_tenants.accounts.profile import Account
from contentforge_tenants.accounts.proof import limit_of
from contentforge_tenants.accounts.register import SignedIn
from contentforge_tenants.accounts.second_step import challenge
from contentforge_tenants.accounts.site_door import SiteDoor
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.throttle import Try


@dataclass(frozen=True, slots=True)
class _Proven:
    """Whose password was right, against which hash, and the hash to store if that one's parameters are outdated."""

    user: UserId
    password_hash: str
    renewed_hash: str | None


async def log_in(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    email: str,
    password: str,
    audience: Audience,
    site: SiteDoor | None = None,
    client: Client = UNKNOWN,
) -> SignedIn:
    """Check the password and begin a session that acts in the personal organization, or at `site` if it is given.

    An open site makes a member of whoever signs in there for the first time.

    Unknown addresses, wrong passwords, inactive accounts and accounts without a password take the same way in the same
    time, and count alike.

    Raises:
        WrongCredentials: 401.
        NotAMember: of `site`, although the password is right (403).
        SecondFactorRequired: the password is right, and a code is needed as well (403).
        TooManyLogins: 429.
        Unavailable: too many passwords are being checked right now (503).
    """
    address = find_address(email)
    normalized = None if address is None else address.normalized
    digest = keyring.addresses.digest(normalized or email.strip().casefold())
    attempt = await throttle.admit(uow, digest, limit_of(keyring))
    async with uow.read(None) as reading:
        row = await repository.by_email(reading, normalized or "")
    proven = await _prove(uow, keyring, attempt, row, password)
    outcome: SignedIn | BusinessError | None = None
    if proven is not None:
        # A refusal is raised after the commit: that the password was right has cleared the record of tries.
        async with uow.write(None) as session:
            outcome = await _sign_in(session, keyring, attempt, proven, audience, site, client)
    if outcome is None:
        await throttle.failed(uow, attempt)
        raise WrongCredentials("Invalid email or password")
    if isinstance(outcome, BusinessError):
        raise outcome
    return outcome


async def _prove(
    uow: UnitOfWork, keyring: Keyring, attempt: Try, row: asyncpg.Record | None, password: str
) -> _Proven | None:
    hashed: str | None = row["password_hash"] if row is not None and row["is_active"] else None
    try:
        matches = await keyring.passwords.verify(hashed, password)
        if row is None or hashed is None or not matches:
            return None
        renewed = await keyring.passwords.hash(password) if keyring.passwords.needs_rehash(hashed) else None
    except Unavailable:
        await throttle.take_back(uow, attempt)
        raise
    return _Proven(UserId(row["id"]), hashed, renewed)


async def _sign_in(
    session: WriteSession,
    keyring: Keyring,
    attempt: Try,
    proven: _Proven,
    audience: Audience,
    site: SiteDoor | None,
    client: Client,
) -> SignedIn | BusinessError | None:
    """None if the password was changed, or the account deactivated, while it was being checked."""
    row = await repository.lock_unchanged(session, proven.user, proven.password_hash)
    if row is None:
        return None
    await throttle.clear(session, attempt)
    account = Account.of(row)
    if proven.renewed_hash is not None:
        await repository.renew_hash(session, account.id, proven.renewed_hash)
    return await challenge(session, keyring, account.id) or await admit(
        session, keyring, account, audience, site, client
    )
