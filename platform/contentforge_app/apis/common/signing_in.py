"""Make an account, sign in, go on and sign out, through whichever API: one account and one password for all."""

from fastapi import Request

from contentforge_app.apis.common.callers import Writing, runtime_of
from contentforge_app.apis.common.requests import client_of
from contentforge_platform.errors import Forbidden
from contentforge_platform.ids import SessionId
from contentforge_tenants import accounts, audit, invitations, sessions
from contentforge_tenants.access import Audience
from contentforge_tenants.accounts import CODE_HEADER, RegistrationClosed, SecondFactorRequired, SignedIn, SiteDoor
from contentforge_tenants.sessions import TokenPair
from contentforge_tenants.settings import Registration


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


async def register_invited(
    request: Request, audience: Audience, invitation: str, *, email: str, password: str, name: str | None = None
) -> SignedIn:
    """As `register`, by the token of an invitation: also where an installation takes in nobody else.

    Raises:
        Forbidden: registration is closed, or the invitation is for another address.
        InvalidOneTimeToken: 400.
        Invalid, EmailTaken: as `register`.
    """
    runtime = runtime_of(request)
    if runtime.settings.registration is Registration.CLOSED:
        raise RegistrationClosed("Registration is closed")
    return await invitations.register_invited(
        runtime.uow,
        runtime.keyring,
        token=invitation,
        email=email,
        password=password,
        name=name,
        audience=audience,
        client=client_of(request),
    )


async def log_in(
    request: Request, audience: Audience, *, email: str, password: str, site: SiteDoor | None = None
) -> SignedIn:
    """A new session, at `site` if it is given. A code of the account's second factor may come in a header.

    Raises:
        WrongCredentials: 401.
        SecondFactorRequired: the account has a second factor, and no code came along (403).
        ChallengeRefused: the code is not right (401).
        NotAMember: of `site` (403).
        TooManyLogins: 429.
    """
    runtime, client = runtime_of(request), client_of(request)
    try:
        return await accounts.log_in(
            runtime.uow,
            runtime.keyring,
            email=email,
            password=password,
            audience=audience,
            site=site,
            client=client,
        )
    except SecondFactorRequired as asked:
        code = request.headers.get(CODE_HEADER)
        if code is None:
            raise
        return await accounts.complete_log_in(
            runtime.uow,
            runtime.keyring,
            challenge_token=asked.challenge,
            code=code,
            audience=audience,
            site=site,
            client=client,
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


async def log_out_by_token(request: Request, audience: Audience, refresh_token: str) -> None:
    """End the session of a refresh token, for who has no access token any more; an unknown one changes nothing."""
    runtime = runtime_of(request)
    async with runtime.uow.write(None) as session:
        held = await sessions.end_of_token(session, runtime.keyring, refresh_token, audience=audience)
        if held is not None:
            user, tenant = held
            await session.enter(tenant)
            actor = audit.Actor(user, client_of(request))
            await audit.record(session, tenant, actor, audit.Action.LOGOUT, audit.USER, user)
