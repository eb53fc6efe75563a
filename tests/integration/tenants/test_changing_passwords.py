"""A changed password ends every other session, and the current one cannot be guessed on the way."""

import asyncio

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.errors import Invalid
from contentforge_tenants import accounts
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import SignedIn, WrongCredentials, WrongPassword, change_password, log_in
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.principal import InvalidCredential, opening_for_session, principal_from
from contentforge_tenants.sessions import InvalidRefreshToken, SessionsEnded, TokenPair, refresh
from contentforge_tenants.throttle import TooManyLogins

NATIVE = Audience.CONTENTFORGE
OLD = "correct horse battery"
NEW = "staple of another kind"


async def sign_in(uow: UnitOfWork, keyring: Keyring, person: SignedIn, password: str = OLD) -> TokenPair:
    signed_in = await log_in(uow, keyring, email=person.account.email, password=password, audience=NATIVE)
    return signed_in.tokens


async def is_open(uow: UnitOfWork, keyring: Keyring, pair: TokenPair) -> bool:
    async with uow.read(opening_for_session(keyring.tokens.read(pair.access_token, NATIVE))) as session:
        try:
            principal_from(session)
        except InvalidCredential:
            return False
        return True


async def test_a_change_ends_all_other_sessions_and_keeps_the_one_that_asks(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn, effects: list[object]
) -> None:
    other = await sign_in(uow, keyring, ada)

    await change_password(uow, keyring, ada.account.id, current=OLD, new=NEW, keep=ada.tokens.session_id)

    assert effects == [SessionsEnded((other.session_id,))]
    assert await is_open(uow, keyring, ada.tokens)
    assert await is_open(uow, keyring, bob.tokens)
    assert not await is_open(uow, keyring, other)
    with pytest.raises(InvalidRefreshToken):
        await refresh(uow, keyring, other.refresh_token, audience=NATIVE)
    with pytest.raises(WrongCredentials):
        await sign_in(uow, keyring, ada, OLD)
    await sign_in(uow, keyring, ada, NEW)


async def test_a_wrong_current_password_changes_nothing_and_counts_as_a_guess(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await change_password(uow, keyring, ada.account.id, current="wrong password", new=NEW, keep=None)

    with pytest.raises(TooManyLogins):
        await change_password(uow, keyring, ada.account.id, current=OLD, new=NEW, keep=None)
    with pytest.raises(TooManyLogins):
        await sign_in(uow, keyring, ada, OLD)
    assert await is_open(uow, keyring, ada.tokens)


async def test_a_new_password_obeys_the_rules(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    for bad in ("short", "x" * 129, "password123"):
        with pytest.raises(Invalid):
            await change_password(uow, keyring, ada.account.id, current=OLD, new=bad, keep=None)


async def test_of_parallel_changes_one_wins(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    results = await asyncio.gather(
        *(
            change_password(uow, keyring, ada.account.id, current=OLD, new=f"{NEW} {turn}", keep=None)
            for turn in range(5)
        ),
        return_exceptions=True,
    )

    assert results.count(None) == 1
    assert sum(isinstance(result, WrongPassword) for result in results) == 4
    await sign_in(uow, keyring, ada, f"{NEW} {results.index(None)}")


async def test_a_deactivated_account_opens_nothing_any_more(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, effects: list[object]
) -> None:
    async with uow.write(None) as session:
        await accounts.deactivate(session, ada.account.id)

    assert effects == [SessionsEnded((ada.tokens.session_id,))]
    assert not await is_open(uow, keyring, ada.tokens)
    with pytest.raises(WrongCredentials):
        await sign_in(uow, keyring, ada)
    with pytest.raises(WrongCredentials):
        await change_password(uow, keyring, ada.account.id, current=OLD, new=NEW, keep=None)
