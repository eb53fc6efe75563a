"""Begin a session: the first pair of tokens."""

from dataclasses import dataclass

from contentforge_platform.database import WriteSession
from contentforge_platform.ids import SessionId, TenantId, UserId
from contentforge_platform.security import make_opaque_token
from contentforge_tenants.access import Audience
from contentforge_tenants.client import Client
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.sessions import repository

REFRESH_KIND = "refresh"
_USER_CLAIM = "id"  # where the clients of generator look for whose token it is


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client gets: both tokens are shown here only; `expires_in` is the access token's lifetime in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    session_id: SessionId
    user_id: UserId


async def start(
    session: WriteSession, keyring: Keyring, user: UserId, organization: TenantId, audience: Audience, client: Client
) -> TokenPair:
    """Open a session of `user` through the API `audience`, acting in `organization` unless a request names another."""
    lifetimes = keyring.settings.lifetimes(audience)
    family = await repository.insert(
        session, user, audience.value, organization, lifetimes.session, (client.stored_ip, client.stored_agent)
    )
    refresh_token = make_opaque_token(REFRESH_KIND)
    digest = keyring.refresh_tokens.digest(refresh_token)
    await repository.insert_token(session, family, digest, lifetimes.refresh)
    return pair(keyring, user, family, audience, refresh_token)


def pair(keyring: Keyring, user: UserId, family: SessionId, audience: Audience, refresh_token: str) -> TokenPair:
    """Sign the access token that goes with a refresh token."""
    lifetime = keyring.settings.lifetimes(audience).access
    return TokenPair(
        access_token=keyring.tokens.issue(
            user, family, audience.value, lifetime=lifetime, extra=own_claims(audience, user)
        ),
        refresh_token=refresh_token,
        expires_in=int(lifetime.total_seconds()),
        session_id=family,
        user_id=user,
    )


def own_claims(audience: Audience, user: UserId) -> dict[str, object]:
    """What the clients of one API look for in its access tokens beyond the usual claims."""
    return {_USER_CLAIM: str(user)} if audience is Audience.GENERATOR else {}
