"""End sessions, at once: the next request finds them ended, and sockets are told after the commit."""

from contentforge_platform.database import SystemSession, WriteSession
from contentforge_platform.ids import SessionId, TenantId, UserId
from contentforge_tenants.access import Audience
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.sessions import repository
from contentforge_tenants.sessions.events import SessionsEnded


async def end(session: WriteSession, family: SessionId) -> None:
    """Log out; a session that has ended already stays so."""
    _tell(session, await repository.end(session, family))


async def end_of_token(
    session: WriteSession, keyring: Keyring, refresh_token: str, *, audience: Audience
) -> tuple[UserId, TenantId] | None:
    """Log out by refresh token, as clients do that no longer have an access token.

    Whose session it was, and where it acted; None for unknown tokens, which change nothing.
    """
    found = await repository.of_token(session, keyring.refresh_tokens.candidates(refresh_token), audience.value)
    if found is None:
        return None
    await end(session, SessionId(found["id"]))
    return UserId(found["user_id"]), TenantId(found["organization_id"])


async def end_of_user(session: WriteSession, user: UserId, *, spare: SessionId | None = None) -> None:
    """End all sessions of a person, in all APIs, but for `spare`."""
    _tell(session, await repository.end_of_user(session, user, spare=spare))


async def end_in_organization(session: WriteSession, user: UserId, organization: TenantId) -> None:
    """End the sessions of a person that act in this organization by default."""
    _tell(session, await repository.end_of_user(session, user, organization=organization))


async def forget_ended(session: SystemSession, *, days: int) -> int:
    """Delete one batch of sessions and links of their chains that expired more than `days` ago; how many they were."""
    return await repository.forget(session, days)


def _tell(session: WriteSession, ended: list[SessionId]) -> None:
    if ended:
        session.after_commit(SessionsEnded(tuple(ended)))
