"""Change the name of an account."""

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import UserId
from contentforge_tenants import audit, memberships, organizations
from contentforge_tenants.accounts import address_rows
from contentforge_tenants.accounts.profile import Account, profile
from contentforge_tenants.audit import Trail
from contentforge_tenants.text import clean_name


async def rename(session: WriteSession, trail: Trail, user: UserId, name: str) -> Account:
    """Name the account anew, and its membership in the personal organization; in others, administrators name people.

    Raises:
        Invalid: it cannot be a name (422).
    """
    shown = clean_name(name)
    before = await profile(session, user)
    await address_rows.rename(session, user, shown)
    personal = await organizations.personal_of(session, user)
    if personal is not None:
        async with session.within(personal.id):
            await memberships.rename(session, personal.id, user, shown)
    old, new = {"name": before.name}, {"name": shown}
    await trail.note(session, audit.Action.UPDATE, audit.USER, user, old=old, new=new)
    return await profile(session, user)
