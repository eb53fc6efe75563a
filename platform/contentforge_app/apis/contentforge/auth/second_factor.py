"""`/auth`: codes of an authenticator app besides the password, and recovery codes for when it is lost."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Reading, Visitor, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import SIGN_IN
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth import render
from contentforge_app.apis.contentforge.auth.cookies import HowTokensTravel
from contentforge_app.apis.contentforge.auth.person import person_of
from contentforge_app.apis.contentforge.auth.schemas import (
    CodeRequest,
    CompleteLoginRequest,
    Enrolment,
    Message,
    PasswordAndCodeRequest,
    PasswordRequest,
    RecoveryCodes,
    SecondFactor,
    SignedIn,
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
from contentforge_tenants import accounts, second_factor
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]

_OFF = conflicts("The second factor is off.")


@router.post(
    "/login/second-factor",
    response_model=SignedIn,
    summary="Complete signing in with a code",
    responses={
        **PUBLIC_ERRORS,
        **refused(401, "The code is wrong or was used, or the challenge is none any more: which, is not told."),
        **refused(403, "A cookie is asked for from elsewhere than our own pages."),
    },
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def complete_login(body: CompleteLoginRequest, request: Request, carrier: HowTokensTravel) -> Response:
    """Begins the session. Each code is good once; ten wrong ones within five minutes close this for a while (429)."""
    runtime = runtime_of(request)
    who = await accounts.complete_log_in(
        runtime.uow,
        runtime.keyring,
        challenge_token=body.challenge,
        code=body.code,
        audience=NATIVE,
        client=client_of(request),
    )
    return carrier.hand_over(render.signed_in(who, runtime.entitlements.plan_of(who.organization.plan).tier))


@router.get(
    "/second-factor",
    response_model=SecondFactor,
    summary="The second factor",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
)
async def get_second_factor(caller: AccountReader) -> Response:
    """Whether signing in takes a code, and how many recovery codes are unused."""
    state = await second_factor.state(caller.session, caller.user)
    return answer(
        {
            "enabled": state.since is not None,
            "enabled_at": state.since,
            "recovery_codes_left": state.recovery_codes_left,
        }
    )


@router.post(
    "/second-factor",
    status_code=201,
    response_model=Enrolment,
    summary="Set an authenticator app up",
    responses={**CALLER_ERRORS, **conflicts("The second factor is on already.")},
    openapi_extra=TOKEN_ONLY,
)
async def begin_second_factor(visitor: AccountVisitor, body: PasswordRequest, request: Request) -> Response:
    """Makes a secret for the app. It counts for nothing until its first code is confirmed."""
    who = await person_of(visitor, request)
    made = await accounts.begin_second_factor(visitor.uow, visitor.runtime.keyring, who.user, body.password)
    return answer({"secret": made.secret, "otpauth_uri": made.uri}, 201)


@router.post(
    "/second-factor/confirm",
    response_model=RecoveryCodes,
    summary="Switch the second factor on",
    responses={**CALLER_ERRORS, **conflicts("There is nothing to confirm.")},
    openapi_extra=TOKEN_ONLY,
)
async def confirm_second_factor(visitor: AccountVisitor, body: CodeRequest, request: Request) -> Response:
    """Takes the app's first code; from then on signing in takes one each time. Gives ten recovery codes."""
    who = await person_of(visitor, request)
    keyring = visitor.runtime.keyring
    codes = await accounts.confirm_second_factor(visitor.uow, keyring, who.trail, who.user, body.code)
    return answer({"recovery_codes": codes})


@router.post(
    "/second-factor/recovery-codes",
    response_model=RecoveryCodes,
    summary="Make new recovery codes",
    responses={**CALLER_ERRORS, **_OFF},
    openapi_extra=TOKEN_ONLY,
)
async def renew_recovery_codes(visitor: AccountVisitor, body: PasswordAndCodeRequest, request: Request) -> Response:
    """Makes ten new codes; the former ones open nothing any more."""
    who = await person_of(visitor, request)
    codes = await accounts.renew_recovery_codes(
        visitor.uow, visitor.runtime.keyring, who.trail, who.user, password=body.password, code=body.code
    )
    return answer({"recovery_codes": codes})


@router.post(
    "/second-factor/disable",
    response_model=Message,
    summary="Switch the second factor off",
    responses={**CALLER_ERRORS, **_OFF},
    openapi_extra=TOKEN_ONLY,
)
async def disable_second_factor(visitor: AccountVisitor, body: PasswordAndCodeRequest, request: Request) -> Response:
    """Takes the password and a code; from then on the password alone signs in again."""
    who = await person_of(visitor, request)
    await accounts.disable_second_factor(
        visitor.uow, visitor.runtime.keyring, who.trail, who.user, password=body.password, code=body.code
    )
    return answer({"message": "The second factor is off."})
