"""Make an account, sign in, go on and sign out, through whichever API: one account and one password for all."""

from fastapi import Request

from contentforge_app.apis.common.callers import Writing, runtime_of
from contentforge_app.apis.common.requests import client_of
from contentforge_platform.errors import Forbidden
from contentforge_platform.ids import SessionId
from contentforge_tenants import accounts, audit, sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import SignedIn
from contentforge_tenants.sessions import TokenPair


async def register(
    request: Request, audience: Audience, *, email: str, password: str, name: str | None = None
) -> SignedIn:
    """An account with a personal organization on the Free plan, signed in.

    Raises:
        Forbidden: the mount names an organization, or registration is closed.
        Invalid: address, name or password break a rule.
        EmailTaken: 409.
    """
    runtime = runtime_of(request)
    if request.scope["state"]["slug"] is not None:
        raise Forbidden("People join this organization by invitation.")
    return await accounts.register(
        runtime.uow,
        runtime.keyring,
        email=email,
        password=password,
        name=name,
        audience=audience,
        registration=runtime.settings.registration,
        client=client_of(request),
    )


async def log_in(request: Request, audience: Audience, *, email: str, password: str) -> SignedIn:
    """A new session.

    Raises:
        WrongCredentials: 401.
        TooManyLogins: 429.
    """
    runtime = runtime_of(request)
    return await accounts.log_in(
        runtime.uow,
        runtime.keyring,
        email=email,
        password=password,
        audience=audience,
        client=client_of(request),
    )


async def refresh(request: Request, audience: Audience, refresh_token: str) -> TokenPair:
    """The next pair of tokens of a session.

    Raises:
        InvalidRefreshToken: 401.
    """
    runtime = runtime_of(request)
    return await sessions.refresh(
        runtime.uow, runtime.keyring, refresh_token, audience=audience, client=client_of(request)
    )


async def log_out(request: Request, audience: Audience, caller: Writing, refresh_token: str | None = None) -> None:
    """End the caller's session at once, and that of a refresh token which the client sends along."""
    session, runtime = caller.session, caller.runtime
    await sessions.end(session, SessionId(caller.principal.credential_id))
    if refresh_token is not None:
        await sessions.end_of_token(session, runtime.keyring, refresh_token, audience=audience)
    actor = audit.Actor(caller.user, client_of(request))
    await audit.record(session, caller.tenant, actor, audit.Action.LOGOUT, audit.USER, caller.user)
