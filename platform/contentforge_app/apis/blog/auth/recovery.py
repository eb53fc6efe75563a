"""`/auth`: what comes by mail: a new password, and an invitation to a site."""

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.blog.auth.schemas import (
    AcceptInvitationRequest,
    ForgotPasswordRequest,
    Message,
    ResetPasswordRequest,
)
from contentforge_app.apis.blog.doors import PREFIX, PUBLIC_ERRORS, refused
from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import runtime_of
from contentforge_app.apis.common.documentation import PUBLIC
from contentforge_app.apis.common.doors import MAILS, SIGN_IN
from contentforge_app.apis.common.requests import client_of
from contentforge_platform.http.strict_json import LenientBodyRoute
from contentforge_tenants import accounts

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=LenientBodyRoute, tags=["auth"])

_TOKEN_ERRORS = {**PUBLIC_ERRORS, **refused(400, "The token is unknown, expired, used or replaced by a later one.")}


@router.post(
    "/forgot-password",
    response_model=Message,
    summary="Ask for a new password",
    responses=PUBLIC_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[MAILS],
)
async def forgot_password(body: ForgotPasswordRequest, request: Request) -> Response:
    """Mails a link that is good for an hour. The answer is the same whether or not there is such an account."""
    runtime = runtime_of(request)
    await accounts.forgot_password(runtime.uow, runtime.keyring, body.email)
    return answer({"message": "If the email exists, a reset link will be sent"})


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
    await accounts.reset_password(runtime.uow, runtime.keyring, token=body.token, new=body.new_password)
    return answer({"message": "Password reset successfully"})


@router.post(
    "/accept-invitation",
    response_model=Message,
    summary="Accept an invitation by token",
    responses=_TOKEN_ERRORS,
    openapi_extra=PUBLIC,
    dependencies=[SIGN_IN],
)
async def accept_invitation(body: AcceptInvitationRequest, request: Request) -> Response:
    """Makes whoever was invited a member of the site, whichever site's address is asked; they sign in as they do."""
    runtime = runtime_of(request)
    await accounts.accept_invitation(runtime.uow, runtime.keyring, body.token, client_of(request))
    return answer({"message": "Invitation accepted. You can sign in at the site now."})
