"""`/auth`: join a site, sign in, go on, sign out, see oneself."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.blog.auth.door import for_new_accounts, site_door
from contentforge_app.apis.blog.auth.schemas import (
    ChangePasswordRequest,
    LoginRequest,
    LogoutRequest,
    Me,
    Message,
    RefreshRequest,
    RegisterRequest,
    Tokens,
)
from contentforge_app.apis.blog.doors import AUDIENCE, CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, read, refused, visit, write
from contentforge_app.apis.blog.roles import shown_role
from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, SIGN_IN
from contentforge_app.apis.common.requests import client_of
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_platform.ids import SessionId
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission
from contentforge_tenants.sessions import TokenPair

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=LenientBodyRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]


def _pair(pair: TokenPair) -> dict[str, object]:
    return {"accessToken": pair.access_token, "refreshToken": pair.refresh_token}


@router.post(
    "/register",
    status_code=201,
    response_model=Tokens,
    summary="Create an account",
    responses={
        **PUBLIC_ERRORS,
        **refused(403, "The site takes nobody in unasked."),
        **refused(409, "There is an account with this address."),
    },
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def register(body: RegisterRequest, request: Request) -> Response:
    """Makes an account that writes for this site as AUTHOR, and signs it in.

    Outside of production, the first one at the default site becomes its ADMIN.
    """
    runtime = runtime_of(request)
    who = await accounts.register_at(
        runtime.uow,
        runtime.keyring,
        for_new_accounts(runtime, await site_door(request)),
        email=body.email,
        password=body.password,
        name=body.name,
        audience=AUDIENCE,
        client=client_of(request),
    )
    return answer(_pair(who.tokens), 201)


@router.post(
    "/login",
    response_model=Tokens,
    summary="Sign in",
    responses={
        **PUBLIC_ERRORS,
        **refused(401, "Unknown address or wrong password: which, is not told."),
        **refused(
            403,
            "The password is right, but this site is none of the person's, and takes nobody in unasked; or a code of "
            "the second factor is missing in the header `X-ContentForge-Code`.",
        ),
    },
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def login(body: LoginRequest, request: Request) -> Response:
    """Begins a session. An account of another API is good here too; a site that is open takes it in as AUTHOR."""
    site = await site_door(request)
    who = await signing_in.log_in(request, AUDIENCE, email=body.email, password=body.password, site=site)
    return answer(_pair(who.tokens))


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
    return answer(_pair(await signing_in.refresh(request, AUDIENCE, body.refresh_token)))


@router.post("/logout", response_model=Message, summary="Sign out", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def logout(caller: AccountWriter, request: Request, body: LogoutRequest | None = None) -> Response:
    """Ends the session at once: its access token, its refresh token and its sockets."""
    await signing_in.log_out(request, AUDIENCE, caller, None if body is None else body.refresh_token)
    return answer({"message": "Logged out successfully"})


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
    return answer({"message": "Password changed successfully"})


@router.post(
    "/me", response_model=Me, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
@router.get("/me", response_model=Me, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def me(caller: AccountReader) -> Response:
    """Who holds the token, with their name and role at this site."""
    who = caller.principal
    return answer({"id": who.user_id, "email": who.email, "name": who.name, "role": shown_role(who.role)})
