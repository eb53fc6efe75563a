"""Signing in: the guesses at one password are bounded exactly, and nobody learns which addresses exist."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.security import Passwords
from contentforge_tenants import accounts
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import NotAMember, SignedIn, SiteDoor, WrongCredentials, log_in
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.principal import opening_for_session, principal_from
from contentforge_tenants.throttle import TooManyLogins

NATIVE = Audience.CONTENTFORGE
GOOD = "correct horse battery"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which passwords reached the hash; the real hash still runs."""
    seen: list[str] = []
    real = Passwords.verify

    async def verify(self: Passwords, hashed: str | None, password: str) -> bool:
        seen.append(password)
        return await real(self, hashed, password)

    monkeypatch.setattr(Passwords, "verify", verify)
    return seen


async def guess(uow: UnitOfWork, keyring: Keyring, email: str, password: str) -> SignedIn:
    return await log_in(uow, keyring, email=email, password=password, audience=NATIVE)


async def test_the_right_password_opens_a_session_in_the_personal_organization(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn
) -> None:
    signed_in = await guess(uow, keyring, ada.account.email.upper(), GOOD)

    assert signed_in.account == ada.account
    assert signed_in.organization.id == ada.organization.id
    assert signed_in.tokens.session_id != ada.tokens.session_id
    async with uow.read(opening_for_session(keyring.tokens.read(signed_in.tokens.access_token, NATIVE))) as session:
        assert principal_from(session).user_id == ada.account.id


@pytest.mark.parametrize("known", [True, False])
async def test_of_sixty_parallel_guesses_exactly_ten_reach_the_hash(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, hashed: list[str], *, known: bool
) -> None:
    email = ada.account.email if known else f"{uuid4().hex}@example.com"

    results = await asyncio.gather(
        *(guess(uow, keyring, email, f"guess number {turn}") for turn in range(60)), return_exceptions=True
    )

    assert len(hashed) == 10
    assert sum(isinstance(result, WrongCredentials) for result in results) == 10
    refused = [result for result in results if isinstance(result, TooManyLogins)]
    assert len(refused) == 50
    assert all(1 <= error.retry_after <= 300 for error in refused)
    with pytest.raises(TooManyLogins):
        await guess(uow, keyring, email, GOOD)
    assert len(hashed) == 10


async def test_known_unknown_inactive_and_unclaimed_accounts_look_the_same(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn, hashed: list[str]
) -> None:
    async with uow.write(None) as session:
        await accounts.deactivate(session, bob.account.id)
        await session.fetch(
            "INSERT INTO user_account (id, email, email_normalized, name) VALUES (gen_random_uuid(), $1, $1, 'x')",
            unclaimed := f"{uuid4().hex}@example.com",
        )
    answers = []
    for email, password in [
        (ada.account.email, "wrong password"),
        (f"{uuid4().hex}@example.com", GOOD),
        ("no address at all", GOOD),
        ("nul\x00@example.com", GOOD),
        (bob.account.email, GOOD),
        (unclaimed, GOOD),
        (unclaimed, ""),
        (ada.account.email, "x" * 100_000),
    ]:
        with pytest.raises(WrongCredentials) as refused:
            await guess(uow, keyring, email, password)
        answers.append((refused.value.message, refused.value.code, refused.value.data))

    assert answers == [("Invalid email or password", "wrong_credentials", {})] * 8
    assert len(hashed) == 8, "each takes the time of a hash"


async def test_a_success_forgets_the_failures_before_it(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(WrongCredentials):
                await guess(uow, keyring, ada.account.email, "wrong password")
        await guess(uow, keyring, ada.account.email, GOOD)


async def test_thirty_parallel_right_passwords_all_open(uow: UnitOfWork, keyring: Keyring, ada: SignedIn) -> None:
    results = await asyncio.gather(*(guess(uow, keyring, ada.account.email, GOOD) for _ in range(30)))

    assert len({result.tokens.session_id for result in results}) == 30


async def test_tries_leave_the_window_one_by_one(uow: UnitOfWork, keyring: Keyring, hashed: list[str]) -> None:
    email = f"{uuid4().hex}@example.com"
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await guess(uow, keyring, email, "wrong password")
    digest = keyring.addresses.digest(email)
    async with uow.write(None) as session:
        await session.fetch(
            "UPDATE login_throttle SET attempts[1] = attempts[1] - $2::interval,"
            " attempts[2] = attempts[2] - $3::interval WHERE digest = $1",
            digest,
            timedelta(seconds=301),
            timedelta(seconds=200),
        )

    with pytest.raises(WrongCredentials):
        await guess(uow, keyring, email, "wrong password")
    with pytest.raises(TooManyLogins) as refused:
        await guess(uow, keyring, email, "wrong password")

    assert 60 < refused.value.retry_after <= 100
    assert len(hashed) == 11


async def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Passwords.verify

    async def verify(self: Passwords, hashed: str | None, password: str) -> bool:
        matches = await real(self, hashed, password)
        async with uow.write(None) as session:
            await session.fetch("UPDATE user_account SET password_hash = 'other' WHERE id = $1", ada.account.id)
        return matches

    monkeypatch.setattr(Passwords, "verify", verify)

    with pytest.raises(WrongCredentials):
        await guess(uow, keyring, ada.account.email, GOOD)


async def test_signing_in_at_a_site_of_others_is_refused_only_once_the_password_is_right(
    uow: UnitOfWork, keyring: Keyring, ada: SignedIn, bob: SignedIn
) -> None:
    site = SiteDoor(bob.organization.id, is_open=False)
    for password, refusal in (("wrong password", WrongCredentials), (GOOD, NotAMember)):
        with pytest.raises(refusal):
            await log_in(uow, keyring, email=ada.account.email, password=password, audience=Audience.BLOG, site=site)
