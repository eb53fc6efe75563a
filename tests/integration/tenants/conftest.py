"""People for the tests of tenants: registered through the real use case, each with an organization of their own."""

from collections.abc import Awaitable, Callable, Iterator
from uuid import uuid4

import pytest
from pydantic import SecretStr

from contentforge_platform.database import UnitOfWork
from contentforge_platform.security import Passwords, SecretsSettings
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import SignedIn, register
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.settings import AuthSettings

PASSWORD = "correct horse battery"

SignUp = Callable[..., Awaitable[SignedIn]]
KeyringMaker = Callable[..., Keyring]


@pytest.fixture(scope="session")
def passwords() -> Iterator[Passwords]:
    hasher = Passwords(threads=2, waiting=2000)
    yield hasher
    hasher.close()


@pytest.fixture
def make_keyring(passwords: Passwords) -> KeyringMaker:
    def make(**settings: object) -> Keyring:
        secrets = SecretsSettings(
            jwt=[SecretStr("signs the access tokens of the tests 1")],
            key_pepper=[SecretStr("keys the digests of the tests 2 and more")],
        )
        return Keyring.of(secrets, AuthSettings.model_validate(settings), passwords)

    return make


@pytest.fixture
def keyring(make_keyring: KeyringMaker) -> Keyring:
    return make_keyring()


@pytest.fixture
def sign_up(uow: UnitOfWork, keyring: Keyring, effects: list[object]) -> SignUp:
    async def make(email: str | None = None, *, audience: Audience = Audience.CONTENTFORGE) -> SignedIn:
        address = email or f"{uuid4().hex}@example.com"
        made = await register(uow, keyring, email=address, password=PASSWORD, audience=audience)
        effects.clear()  # that a mail is on its way is no matter of the tests that need a person
        return made

    return make


@pytest.fixture
async def ada(sign_up: SignUp) -> SignedIn:
    return await sign_up()


@pytest.fixture
async def bob(sign_up: SignUp) -> SignedIn:
    return await sign_up()
