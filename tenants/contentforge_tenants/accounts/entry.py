"""Begin the session of somebody who has proved who they are, where they may act."""

from contentforge_platform.database import WriteSession
from contentforge_tenants import audit, organizations, sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts.errors import NotAMember
from contentforge_tenants.accounts.profile import Account
from contentforge_tenants.accounts.register import SignedIn
from contentforge_tenants.accounts.site_door import SiteDoor, join
from contentforge_tenants.client import Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import Kind, Organization


async def admit(
    session: WriteSession,
    keyring: Keyring,
    account: Account,
    audience: Audience,
    site: SiteDoor | None,
    client: Client,
) -> SignedIn | NotAMember:
    """Begin a session in the personal organization, or at `site` if it is given.

    A refusal comes as a value: the caller raises it after its commit, since that the proof was right must last.
    """
    organization = await _acting_in(session, account, site, client)
    if organization is None:
        return NotAMember("You are not a member of this site.")
    tokens = await sessions.start(session, keyring, account.id, organization.id, audience, client)
    await session.enter(organization.id)
    await audit.record(
        session, organization.id, audit.Actor(account.id, client), audit.Action.LOGIN, audit.USER, account.id
    )
    return SignedIn(account, organization, tokens)


async def _acting_in(
    session: WriteSession, account: Account, site: SiteDoor | None, client: Client
) -> Organization | None:
    if site is not None:
        joined = await organizations.of_person(session, account.id)
        known = next((one for one in joined if one.id == site.tenant), None)
        if known is None and site.is_open and await join(session, site, account, client):
            return await organizations.get(session, site.tenant)
        return known
    return await organizations.personal_of(session, account.id) or await organizations.create(
        session, account.id, account.name, shown_name=account.name, kind=Kind.PERSONAL
    )
