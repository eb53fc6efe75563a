"""`/auth`: make an account, sign in, go on, sign out."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, SIGN_IN
from contentforge_app.apis.contentforge.auth import render
from contentforge_app.apis.contentforge.auth.schemas import (
    ChangePasswordRequest,
    LoginRequest,
    LogoutRequest,
    Message,
    RefreshRequest,
    RegisterRequest,
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
    write,
)
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.ids import SessionId
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]


@router.post(
    "/register",
    status_code=201,
    response_model=SignedIn,
    summary="Create an account",
    responses={**PUBLIC_ERRORS, **conflicts("There is an account with this address."), **refused(403, "Closed.")},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def register(body: RegisterRequest, request: Request) -> Response:
    """Makes an account with a personal organization on the Free plan, and signs it in."""
    who = await signing_in.register(request, NATIVE, email=body.email, password=body.password, name=body.name)
    runtime = runtime_of(request)
    return answer(render.signed_in(who, runtime.entitlements.plan_of(who.organization.plan).tier), 201)


@router.post(
    "/login",
    response_model=SignedIn,
    summary="Sign in",
    responses={**PUBLIC_ERRORS, **refused(401, "Unknown address or wrong password: which, is not told.")},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def login(body: LoginRequest, request: Request) -> Response:
    """Begins a session. Ten wrong passwords for one address within five minutes close it for a while (429)."""
    who = await signing_in.log_in(request, NATIVE, email=body.email, password=body.password)
    runtime = runtime_of(request)
    return answer(render.signed_in(who, runtime.entitlements.plan_of(who.organization.plan).tier))


@router.post(
    "/refresh",
    response_model=Tokens,
    summary="Exchange a refresh token",
    responses={**PUBLIC_ERRORS, **refused(401, "Invalid, expired or used before.")},
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def refresh(body: RefreshRequest, request: Request) -> Response:
    """Gives the next pair of tokens. A refresh token is good once; reuse ends the session."""
    pair = await signing_in.refresh(request, NATIVE, body.refresh_token)
    return answer(render.tokens(pair))


@router.get(
    "/me", response_model=User, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def me(caller: AccountReader) -> Response:
    """Profile and plan."""
    account = await accounts.profile(caller.session, caller.user)
    return answer(render.user(account, caller.plan.tier))


@router.post("/logout", response_model=Message, summary="Sign out", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def logout(caller: AccountWriter, request: Request, body: LogoutRequest | None = None) -> Response:
    """Ends the session at once: its access token, its refresh token and its sockets."""
    await signing_in.log_out(request, NATIVE, caller, None if body is None else body.refresh_token)
    return answer({"message": "Logged out."})


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
