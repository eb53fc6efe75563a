"""Make an account and the personal organization that goes with it, in one transaction."""

from dataclasses import dataclass

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import UserId, new_id
from contentforge_tenants import audit, organizations
from contentforge_tenants.accounts import repository
from contentforge_tenants.accounts.email import Address
from contentforge_tenants.accounts.errors import EmailTaken
from contentforge_tenants.accounts.profile import Account, profile
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.organizations import Belonging, Kind, Organization
from contentforge_tenants.text import NAME_LENGTH, clean_name


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to come. Without a hash it has no password until it is claimed."""

    address: Address
    name: str
    password_hash: str | None


def shown_name(name: str | None, address: Address) -> str:
    """The given name, or the part of the address before the @.

    Raises:
        Invalid: a name was given that cannot be one.
    """
    if name is None or not name.strip():
        return address.local[:NAME_LENGTH]
    return clean_name(name)


async def insert(session: WriteSession, new: NewAccount) -> UserId:
    """Insert an account alone; a personal organization is made when it first signs in where one is needed.

    Raises:
        EmailTaken: there is an account with this address.
    """
    user = UserId(new_id())
    address = (new.address.given, new.address.normalized)
    if await repository.insert(session, user, address, new.name, new.password_hash) is None:
        raise EmailTaken("A user with this email already exists")
    return user


async def create(
    session: WriteSession, new: NewAccount, *, client: Client = UNKNOWN, belonging: Belonging | None = None
) -> tuple[Account, Organization]:
    """Insert account, personal organization and its OWNER; the organization is in sight afterwards.

    `belonging` names the partner by whom the account is provisioned.

    Raises:
        EmailTaken: there is an account with this address.
    """
    user = await insert(session, new)
    organization = await organizations.create(
        session, user, new.name, shown_name=new.name, kind=Kind.PERSONAL, belonging=belonging
    )
    await audit.record(
        session,
        organization.id,
        audit.Actor(user, client),
        audit.Action.CREATE,
        audit.USER,
        user,
        new={"name": new.name},
    )
    return await profile(session, user), organization
