"""Registering: an account, its organization and its session, all or nothing, once per address."""

import asyncio
from uuid import uuid4

import pytest

from contentforge_platform.database import UnitOfWork
from contentforge_platform.errors import BusinessError, Invalid
from contentforge_tenants import accounts, audit, organizations
from contentforge_tenants.access import Audience, Role
from contentforge_tenants.accounts import EmailTaken, RegistrationClosed, SignedIn, register
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import Kind
from contentforge_tenants.principal import opening_for_session, principal_from
from contentforge_tenants.settings import Registration

NATIVE = Audience.CONTENTFORGE
GOOD = "correct horse battery"


async def test_registering_makes_a_personal_organization_and_signs_its_owner_in(
    uow: UnitOfWork, keyring: Keyring
) -> None:
    email = f"Ada.{uuid4().hex}@Example.com"

    made = await register(uow, keyring, email=f"  {email} ", password=GOOD, audience=NATIVE)

    assert (made.account.email, made.account.is_active) == (email, True)
    assert made.account.name == email.partition("@")[0]
    claims = keyring.tokens.read(made.tokens.access_token, NATIVE)
    async with uow.read(opening_for_session(claims)) as session:
        principal = principal_from(session)
        assert await accounts.profile(session, principal.user_id) == made.account
        owned = await organizations.of_person(session, principal.user_id)
        told, total = await audit.listing(session, principal.organization_id, limit=10, offset=0)
    assert principal.role is Role.OWNER
    assert [(one.id, one.kind, one.plan, one.role) for one in owned] == [
        (principal.organization_id, Kind.PERSONAL, "free", Role.OWNER)
    ]
    assert (total, told[0].action, told[0].new_value) == (1, "CREATE", {"name": made.account.name})


async def test_twenty_parallel_registrations_of_one_address_make_one_account(uow: UnitOfWork, keyring: Keyring) -> None:
    name = uuid4().hex
    spellings = [f"{name}@example.com", f"{name.upper()}@EXAMPLE.com", f" {name}@example.COM "]

    results = await asyncio.gather(
        *(register(uow, keyring, email=spellings[turn % 3], password=GOOD, audience=NATIVE) for turn in range(20)),
        return_exceptions=True,
    )

    made = [result for result in results if isinstance(result, SignedIn)]
    assert len(made) == 1
    assert all(isinstance(result, EmailTaken) for result in results if result is not made[0])
    async with uow.system() as session:
        owned = await session.fetchval(
            "SELECT count(*) FROM organization JOIN user_account ON user_account.id = owner_id"
            " WHERE email_normalized = $1",
            f"{name}@example.com",
        )
    assert owned == 1


@pytest.mark.parametrize(
    ("email", "password", "name"),
    [
        ("not an address", GOOD, None),
        ("nul\x00@example.com", GOOD, None),
        ("ada\ud800@example.com", GOOD, None),
        ("ada@example.com", "short", None),
        ("ada@example.com", "x" * 129, None),
        ("ada@example.com", "good \ud800 looking", None),
        ("ada@example.com", GOOD, "x" * 101),
        ("ada@example.com", GOOD, "a\x00b"),
        ("ada@example.com", GOOD, "a\ud800b"),
    ],
)
async def test_a_bad_field_is_refused_before_anything_is_made(
    uow: UnitOfWork, keyring: Keyring, email: str, password: str, name: str | None
) -> None:
    with pytest.raises(Invalid):
        await register(uow, keyring, email=email, password=password, name=name, audience=NATIVE)

    async with uow.read(None) as session:
        assert await session.fetchval("SELECT count(*) FROM user_account WHERE email = 'ada@example.com'") == 0


@pytest.mark.parametrize("registration", [Registration.INVITE, Registration.CLOSED])
async def test_registration_that_is_not_open_is_refused(
    uow: UnitOfWork, keyring: Keyring, registration: Registration
) -> None:
    with pytest.raises(RegistrationClosed):
        await register(uow, keyring, email="ada@example.com", password=GOOD, audience=NATIVE, registration=registration)


async def test_common_passwords_are_refused_where_the_setting_says_so(uow: UnitOfWork, keyring: Keyring) -> None:
    assert keyring.settings.refuse_common_passwords

    with pytest.raises(BusinessError, match="common"):
        await register(uow, keyring, email="ada@example.com", password="password123", audience=NATIVE)
