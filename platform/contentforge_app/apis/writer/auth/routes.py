"""`/auth`: make an account, sign in, go on, sign out."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, SIGN_IN
from contentforge_app.apis.common.success import Done, succeeded
from contentforge_app.apis.writer.auth import render
from contentforge_app.apis.writer.auth.schemas import (
    LoginRequest,
    LogoutRequest,
    Me,
    Refreshed,
    RefreshRequest,
    RegisterRequest,
    SignedIn,
)
from contentforge_app.apis.writer.doors import AUDIENCE, CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, read, refused, write
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=LenientBodyRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]


@router.post(
    "/register",
    status_code=201,
    response_model=SignedIn,
    summary="Create an account",
    responses={**PUBLIC_ERRORS, **refused(403, "Registration is closed.")},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def register(body: RegisterRequest, request: Request) -> Response:
    """Makes an account with a personal organization on the Free plan, and signs it in."""
    who = await signing_in.register(request, AUDIENCE, email=body.email, password=body.password, name=body.name)
    return succeeded(render.signed_in(who), "User registered successfully", status=201)


@router.post(
    "/login",
    response_model=SignedIn,
    summary="Sign in",
    responses={**PUBLIC_ERRORS, **refused(401, "Unknown address or wrong password: which, is not told.")},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def login(body: LoginRequest, request: Request) -> Response:
    """Begins a session."""
    who = await signing_in.log_in(request, AUDIENCE, email=body.email, password=body.password)
    return succeeded(render.signed_in(who), "Login successful")


@router.post(
    "/refresh",
    response_model=Refreshed,
    summary="Exchange a refresh token",
    responses={**PUBLIC_ERRORS, **refused(401, "Invalid, expired or used before.")},
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def refresh(body: RefreshRequest, request: Request) -> Response:
    """Gives the next pair of tokens. A refresh token is good once; reuse ends the session."""
    pair = await signing_in.refresh(request, AUDIENCE, body.refresh_token)
    return succeeded(render.tokens(pair), "Token refreshed successfully")


@router.get("/me", response_model=Me, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def me(caller: AccountReader) -> Response:
    """Who holds the token."""
    return succeeded({"user": render.user(await accounts.profile(caller.session, caller.user))})


@router.post("/logout", response_model=Done, summary="Sign out", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY)
async def logout(caller: AccountWriter, request: Request, body: LogoutRequest | None = None) -> Response:
    """Ends the session at once: its access token, its refresh token and its sockets."""
    await signing_in.log_out(request, AUDIENCE, caller, None if body is None else body.refresh_token)
    return succeeded(message="Logout successful")
