"""Close an account: nothing that it holds opens anything from then on."""

from contentforge_platform.database import WriteSession
from contentforge_platform.errors import NotFound
from contentforge_platform.ids import UserId
from contentforge_tenants import sessions
from contentforge_tenants.accounts import repository


async def deactivate(session: WriteSession, user: UserId) -> None:
    """Refuse the account's password and end its sessions; its API keys stop with it, in every organization.

    Raises:
        NotFound: there is no active account of this id.
    """
    if not await repository.deactivate(session, user):
        raise NotFound("User not found.")
    await sessions.end_of_user(session, user)
