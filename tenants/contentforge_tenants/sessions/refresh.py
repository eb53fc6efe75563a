"""Exchange a refresh token for the next pair; a token that comes back too late ends its whole family."""

from datetime import timedelta

from contentforge_platform.database import UnitOfWork, WriteSession
from contentforge_platform.errors import NotAuthenticated
from contentforge_platform.ids import SessionId, UserId
from contentforge_platform.security import is_opaque_token, make_opaque_token
from contentforge_tenants.access import Audience
from contentforge_tenants.client import UNKNOWN, Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.sessions import repository
from contentforge_tenants.sessions.events import SessionsEnded
from contentforge_tenants.sessions.start import REFRESH_KIND, TokenPair, pair


class InvalidRefreshToken(NotAuthenticated):
    """Unknown, of another API, expired, of an ended session, or used before: which, is not told."""

    code = "invalid_refresh_token"


async def refresh(
    uow: UnitOfWork, keyring: Keyring, refresh_token: str, *, audience: Audience, client: Client = UNKNOWN
) -> TokenPair:
    """The next pair of the same session.

    Presented again within the grace, while no successor has been used, a token gets a further pair: clients refresh
    from two tabs at once. Any other reuse means that somebody else has a copy, and ends the session.

    Raises:
        InvalidRefreshToken: 401.
    """
    rotated: TokenPair | None = None
    if is_opaque_token(refresh_token, REFRESH_KIND):
        # The refusal comes after the commit: ending the family must last.
        async with uow.write(None) as session:
            rotated = await _rotate(session, keyring, refresh_token, audience, client)
    if rotated is None:
        raise InvalidRefreshToken("Invalid or expired refresh token")
    return rotated


async def _rotate(
    session: WriteSession, keyring: Keyring, presented: str, audience: Audience, client: Client
) -> TokenPair | None:
    digests = keyring.refresh_tokens.candidates(presented)
    if not await repository.lock_family(session, digests):
        return None
    grace = timedelta(seconds=keyring.settings.refresh_grace_seconds)
    token = await repository.presented(session, digests, grace, audience.value)
    if token is None or not token["alive"]:
        return None
    family = SessionId(token["session_id"])
    if not token["unused"] and not token["within_grace"]:
        session.after_commit(SessionsEnded(tuple(await repository.end(session, family))))
        return None
    lifetimes = keyring.settings.lifetimes(audience)
    successor = make_opaque_token(REFRESH_KIND)
    await repository.use(session, token["id"])
    await repository.insert_token(
        session, family, keyring.refresh_tokens.digest(successor), lifetimes.refresh, parent=token["id"]
    )
    await repository.prolong(session, family, lifetimes.session, (client.stored_ip, client.stored_agent))
    return pair(keyring, UserId(token["user_id"]), family, audience, successor)
