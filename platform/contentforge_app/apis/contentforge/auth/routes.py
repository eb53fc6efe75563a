"""`/auth`: make an account, sign in, go on, sign out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, Writing, runtime_of, writing
from contentforge_app.apis.common.credentials import has_credential
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, SIGN_IN
from contentforge_app.apis.contentforge.auth import render
from contentforge_app.apis.contentforge.auth.cookies import HowTokensTravel
from contentforge_app.apis.contentforge.auth.schemas import (
    ChangePasswordRequest,
    LoginRequest,
    LogoutRequest,
    Message,
    RefreshRequest,
    RegisterRequest,
    SecondFactorChallenge,
    SignedIn,
    Tokens,
    User,
)
from contentforge_app.apis.contentforge.doors import (
    CALLER_ERRORS,
    NATIVE,
    PREFIX,
    PUBLIC_ERRORS,
    conflicts,
    read,
    refused,
    visit,
)
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.ids import SessionId
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission
from contentforge_tenants.accounts import SecondFactorRequired

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]

_FOREIGN = refused(403, "A cookie is asked for, or used, from elsewhere than our own pages.")

_signed_in = asynccontextmanager(writing(NATIVE, Permission.ACCOUNT_MANAGE))


async def _leaving(request: Request, carrier: HowTokensTravel) -> AsyncIterator[Writing | None]:
    """Who signs out; None for a page whose access token has run out: its cookie tells the session."""
    if carrier.cookie is not None and not has_credential(request):
        yield None
    else:
        async with _signed_in(request) as caller:
            yield caller


Leaver = Annotated[Writing | None, Depends(_leaving, scope="function")]


@router.post(
    "/register",
    status_code=201,
    response_model=SignedIn,
    summary="Create an account",
    responses={
        **PUBLIC_ERRORS,
        **conflicts("There is an account with this address."),
        **refused(400, "The invitation is unknown, expired, used or withdrawn."),
        **refused(403, "Registration is closed, or a cookie is asked for from elsewhere than our own pages."),
    },
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def register(body: RegisterRequest, request: Request, carrier: HowTokensTravel) -> Response:
    """Makes an account with a personal organization on the Free plan, and signs it in.

    With the token of an invitation it also joins the organization that has invited it.
    """
    if body.invitation is None:
        who = await signing_in.register(request, NATIVE, email=body.email, password=body.password, name=body.name)
    else:
        who = await signing_in.register_invited(
            request, NATIVE, body.invitation, email=body.email, password=body.password, name=body.name
        )
    runtime = runtime_of(request)
    plan = runtime.entitlements.plan_of(who.organization.plan).tier
    return carrier.hand_over(render.signed_in(who, plan), 201)


@router.post(
    "/login",
    response_model=SignedIn,
    summary="Sign in",
    responses={
        202: {"model": SecondFactorChallenge, "description": "The password is right; a code is needed as well."},
        **PUBLIC_ERRORS,
        **refused(401, "Unknown address or wrong password: which, is not told."),
        **_FOREIGN,
    },
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def login(body: LoginRequest, request: Request, carrier: HowTokensTravel) -> Response:
    """Begins a session. Ten wrong passwords for one address within five minutes close it for a while (429).

    An account with a second factor gets a challenge (202), unless a code comes along in `X-ContentForge-Code`.
    """
    try:
        who = await signing_in.log_in(request, NATIVE, email=body.email, password=body.password)
    except SecondFactorRequired as asked:
        return answer(render.challenge(asked), 202)
    runtime = runtime_of(request)
    plan = runtime.entitlements.plan_of(who.organization.plan).tier
    return carrier.hand_over(render.signed_in(who, plan))


@router.post(
    "/refresh",
    response_model=Tokens,
    summary="Exchange a refresh token",
    responses={**PUBLIC_ERRORS, **refused(401, "Invalid, expired or used before."), **_FOREIGN},
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def refresh(request: Request, carrier: HowTokensTravel, body: RefreshRequest | None = None) -> Response:
    """Gives the next pair of tokens. A refresh token is good once; reuse ends the session."""
    token = carrier.presented(None if body is None else body.refresh_token)
    return carrier.hand_over(render.tokens(await signing_in.refresh(request, NATIVE, token)))


@router.get(
    "/me", response_model=User, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def me(caller: AccountReader) -> Response:
    """Profile and plan."""
    account = await accounts.profile(caller.session, caller.user)
    return answer(render.user(account, caller.plan.tier))


@router.post("/logout", response_model=Message, summary="Sign out", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def logout(
    leaver: Leaver, request: Request, carrier: HowTokensTravel, body: LogoutRequest | None = None
) -> Response:
    """Ends the session at once: its access token, its refresh token and its sockets.

    In cookie mode the cookie alone will do, where there is no good access token any more.
    """
    presented = carrier.cookie or (None if body is None else body.refresh_token)
    if leaver is not None:
        await signing_in.log_out(request, NATIVE, leaver, presented)
    elif presented is not None:
        await signing_in.log_out_by_token(request, NATIVE, presented)
    return carrier.dismiss(answer({"message": "Logged out."}))


@router.post(
    "/change-password",
    response_model=Message,
    summary="Change the password",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
)
async def change_password(visitor: AccountVisitor, body: ChangePasswordRequest) -> Response:
    """Sets a new password and ends every other session, in all APIs."""
    async with visitor.uow.read(visitor.opening) as session:
        principal = visitor.admit(session).principal
    await accounts.change_password(
        visitor.uow,
        visitor.runtime.keyring,
        principal.user_id,
        current=body.current_password,
        new=body.new_password,
        keep=SessionId(principal.credential_id),
    )
    return answer({"message": "Password changed."})
