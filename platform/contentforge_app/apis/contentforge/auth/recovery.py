"""`/auth`: a forgotten password, and proving that an address is one's own."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, MAILS, SIGN_IN
from contentforge_app.apis.contentforge.auth.schemas import (
    ForgotPasswordRequest,
    Message,
    ResetPasswordRequest,
    VerifyEmailRequest,
)
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, PUBLIC_ERRORS, refused, write
from contentforge_platform.errors import Invalid
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants import accounts
from contentforge_tenants.access import Permission

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])

_TOKEN_ERRORS = {**PUBLIC_ERRORS, **refused(400, "The token is unknown, expired, used or replaced by a later one.")}


@router.post(
    "/forgot-password",
    response_model=Message,
    summary="Ask for a new password",
    responses=PUBLIC_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[MAILS],
)
async def forgot_password(
    request: Request,
    body: ForgotPasswordRequest | None = None,
    email: Annotated[str | None, Query(description="The address, where no body is sent.")] = None,
) -> Response:
    """Mails a link that is good for an hour. The answer is the same whether or not there is such an account."""
    given = email if body is None or body.email is None else body.email
    if given is None:
        raise Invalid("An e-mail address is needed.", loc=("body", "email"))
    runtime = runtime_of(request)
    await accounts.forgot_password(runtime.uow, runtime.keyring, given)
    return answer({"message": "If there is an account with this address, a mail is on its way to it."})


@router.post(
    "/reset-password",
    response_model=Message,
    summary="Set a new password by token",
    responses=_TOKEN_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def reset_password(body: ResetPasswordRequest, request: Request) -> Response:
    """Sets the password of whoever the token was mailed to, and ends all sessions, in all APIs."""
    runtime = runtime_of(request)
    await accounts.reset_password(runtime.uow, runtime.keyring, token=body.token, new=body.password)
    return answer({"message": "Your password has been changed. Please sign in with the new one."})


@router.post(
    "/verify-email",
    response_model=Message,
    summary="Verify an address by token",
    responses=_TOKEN_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def verify_email(body: VerifyEmailRequest, request: Request) -> Response:
    """Takes the token of the mail that is sent at registration. It is good for three days, and once."""
    runtime = runtime_of(request)
    await accounts.verify_email(runtime.uow, runtime.keyring, body.token)
    return answer({"message": "Your e-mail address is verified."})


@router.post(
    "/resend-verification",
    response_model=Message,
    summary="Ask for another mail to verify the address",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
    dependencies=[MAILS],
)
async def resend_verification(caller: Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]) -> Response:
    """Mails a new token, which replaces the former one."""
    if await accounts.ask_for_verification(caller.session, caller.runtime.keyring, caller.user):
        return answer({"message": "A mail is on its way to you."})
    return answer({"message": "Your e-mail address is verified already."})
