"""Register: an account, its personal organization and its first session, all or nothing."""

from dataclasses import dataclass

from contentforge_platform.database import UnitOfWork
from contentforge_platform.security import check_new_password
from contentforge_tenants import sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts.create import NewAccount, create, shown_name
from contentforge_tenants.accounts.email import parse_address
from contentforge_tenants.accounts.errors import RegistrationClosed
from contentforge_tenants.accounts.profile import Account
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
    if registration is not Registration.OPEN:
        raise RegistrationClosed("Registration is closed")
    address = parse_address(email)
    shown = shown_name(name, address)
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    hashed = await keyring.passwords.hash(password)
    async with uow.write(None) as session:
        account, organization = await create(session, NewAccount(address, shown, hashed), client=client)
        tokens = await sessions.start(session, keyring, account.id, organization.id, audience, client)
        await ask_for_verification(session, keyring, account.id)
    return SignedIn(account, organization, tokens)
