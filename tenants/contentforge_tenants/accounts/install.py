"""What an operator does at the command line: make an account without a session, and have a person lead a team."""

from contentforge_platform.database import UnitOfWork
from contentforge_platform.security import check_new_password
from contentforge_tenants import organizations
from contentforge_tenants.access import Role
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.create import NewAccount, create, shown_name
from contentforge_tenants.accounts.email import parse_address
from contentforge_tenants.accounts.profile import Account, profile
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import Organization


async def find_account(uow: UnitOfWork, email: str) -> Account | None:
    """The account with this address, or None.

    Raises:
        Invalid: the text is no address.
    """
    address = parse_address(email)
    async with uow.read(None) as session:
        row = await repository.by_email(session, address.normalized)
        return None if row is None else await profile(session, row["id"])


async def install_account(uow: UnitOfWork, keyring: Keyring, *, email: str, password: str) -> Account:
    """Make an account with its personal organization, whatever registration says.

    The address counts as verified: whoever installs the product says whose it is.

    Raises:
        Invalid: address or password break a rule.
        EmailTaken: there is one already.
    """
    address = parse_address(email)
    check_new_password(password, refuse_common=keyring.settings.refuse_common_passwords)
    hashed = await keyring.passwords.hash(password)
    async with uow.write(None) as session:
        account, _ = await create(session, NewAccount(address, shown_name(None, address), hashed))
        await repository.verify_email(session, account.id)
        return await profile(session, account.id)


async def lead_team(uow: UnitOfWork, account: Account, slug: str) -> Organization:
    """Make a team with this slug and the account as its OWNER; one that the account leads already is answered as it is.

    A team that nobody leads yet, as the default site is at first, is given to the account.

    Raises:
        SlugTaken: somebody else's team has the slug.
        Invalid: the slug cannot be one.
    """
    async with uow.system() as everything:
        waiting = await organizations.unled(everything, slug)
    async with uow.write(waiting) as session:
        if waiting is not None and await organizations.adopt(session, waiting, account.id, shown_name=account.name):
            return await organizations.get(session, waiting)
        for known in await organizations.of_person(session, account.id):
            if known.slug == slug and known.role in {Role.OWNER, Role.ADMIN}:
                return known
        return await organizations.create(session, account.id, slug, shown_name=account.name, slug=slug)
