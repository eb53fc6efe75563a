"""Register: an account, its personal organization and its first session, all or nothing."""

from dataclasses import dataclass, replace

from contentforge_platform.database import UnitOfWork
from contentforge_platform.security import check_new_password
from contentforge_tenants import organizations, sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts.create import NewAccount, create, insert, shown_name
from contentforge_tenants.accounts.email import parse_address
from contentforge_tenants.accounts.errors import RegistrationClosed
from contentforge_tenants.accounts.profile import Account, profile
from contentforge_tenants.accounts.site_door import SiteDoor, begin
from contentforge_tenants.accounts.verify_email import ask_for_verification
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import Organization
from contentforge_tenants.sessions import TokenPair
from contentforge_tenants.settings import Registration


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a fresh session, and the organization that it acts in."""

    account: Account
    organization: Organization
    tokens: TokenPair


async def register(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    email: str,
    password: str,
    audience: Audience,
    name: str | None = None,
    registration: Registration = Registration.OPEN,
    client: Client = UNKNOWN,
) -> SignedIn:
    """Make the account, sign it in, and have a token mailed to its address, which verifies it.

    Raises:
        RegistrationClosed: 403.
        Invalid: address, name or password break a rule (422).
        EmailTaken: 409.
    """
    new = await _new(keyring, email, password, name, is_open=registration is Registration.OPEN)
    async with uow.write(None) as session:
        account, organization = await create(session, new, client=client)
        tokens = await sessions.start(session, keyring, account.id, organization.id, audience, client)
        await ask_for_verification(session, keyring, account.id)
    return SignedIn(account, organization, tokens)


async def register_at(
    uow: UnitOfWork,
    keyring: Keyring,
    door: SiteDoor,
    *,
    email: str,
    password: str,
    audience: Audience,
    name: str | None = None,
    client: Client = UNKNOWN,
) -> SignedIn:
    """Make an account at a site, and sign it in there; it has no personal organization until it needs one.

    Raises:
        RegistrationClosed, Invalid, EmailTaken: as `register`.
    """
    new = await _new(keyring, email, password, name, is_open=door.is_open)
    async with uow.write(None) as session:
        account = await profile(session, await insert(session, new))
        role = await begin(session, door, account, client)
        organization = replace(await organizations.get(session, door.tenant), role=role)
        tokens = await sessions.start(session, keyring, account.id, door.tenant, audience, client)
        await ask_for_verification(session, keyring, account.id)
    return SignedIn(account, organization, tokens)


async def _new(keyring: Keyring, email: str, password: str, name: str | None, *, is_open: bool) -> NewAccount:
    if not is_open:
        raise RegistrationClosed("Registration is closed")
    address = parse_address(email)
    shown = shown_name(name, address)
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    return NewAccount(address, shown, await keyring.passwords.hash(password))
