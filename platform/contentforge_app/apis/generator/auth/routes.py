"""`/auth`: make an account, sign in, see oneself."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common import signing_in
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading
from contentforge_app.apis.common.documentation import PUBLIC, SIGN_IN_REFUSALS, TOKEN_ONLY, problems
from contentforge_app.apis.common.doors import SIGN_IN
from contentforge_app.apis.generator.auth.schemas import LoginRequest, Profile, RegisterRequest, SignedIn
from contentforge_app.apis.generator.doors import AUDIENCE, CALLER_ERRORS, PUBLIC_ERRORS, Refusal, read, refused
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission
from contentforge_tenants.accounts import SignedIn as Known

router = APIRouter(prefix="/auth", route_class=LenientBodyRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]


def _shown(who: Known) -> dict[str, object]:
    account = who.account
    return {"_id": account.id, "name": account.name, "email": account.email, "token": who.tokens.access_token}


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
    return answer(_shown(who), 201)


@router.post(
    "/login",
    response_model=SignedIn,
    summary="Sign in",
    responses={**PUBLIC_ERRORS, **problems(Refusal, SIGN_IN_REFUSALS)},
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def login(body: LoginRequest, request: Request) -> Response:
    """Begins a session of 30 days."""
    return answer(_shown(await signing_in.log_in(request, AUDIENCE, email=body.email, password=body.password)))


@router.get(
    "/me", response_model=Profile, summary="The signed-in person", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def me(caller: AccountReader) -> Response:
    """Who holds the token."""
    account = await accounts.profile(caller.session, caller.user)
    status = "active" if account.is_active else "inactive"
    return answer({"_id": account.id, "name": account.name, "email": account.email, "status": status, "__v": 0})
