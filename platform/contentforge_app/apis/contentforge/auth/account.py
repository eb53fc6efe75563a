"""`/auth/account`: what people see and change of their own account."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Caller, Reading, Visitor, Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, MAILS
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth.person import person_of
from contentforge_app.apis.contentforge.auth.schemas import (
    Account,
    ChangeAccount,
    ChangeEmailRequest,
    Message,
    VerifyEmailRequest,
)
from contentforge_app.apis.contentforge.doors import (
    CALLER_ERRORS,
    PREFIX,
    PUBLIC_ERRORS,
    conflicts,
    read,
    refused,
    visit,
    write,
)
from contentforge_platform.database import ReadSession
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants import accounts, closing, operators, second_factor
from contentforge_tenants.access import Audience, Permission
from contentforge_tenants.audit import Actor, Trail

router = APIRouter(prefix=f"{PREFIX}/auth", route_class=StrictJsonRoute, tags=["auth"])

AccountReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]


async def _shown(caller: Caller, session: ReadSession) -> dict[str, object]:
    account = await accounts.profile(session, caller.user)
    return {
        "id": account.id,
        "email": account.email,
        "email_verified": account.email_verified_at is not None,
        "pending_email": await accounts.pending_email(session, caller.user),
        "name": account.name,
        "second_factor": await second_factor.is_on(session, caller.user),
        "is_operator": await operators.is_operator(session, caller.principal, Audience.CONTENTFORGE),
        "deletion_due_at": await closing.account_due(session, caller.user),
        "created_at": account.created_at,
    }


@router.get(
    "/account", response_model=Account, summary="One's account", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def get_account(caller: AccountReader) -> Response:
    """The account itself, apart from any organization."""
    return answer(await _shown(caller, caller.session))


@router.patch(
    "/account", response_model=Account, summary="Change one's name", responses=CALLER_ERRORS, openapi_extra=TOKEN_ONLY
)
async def change_account(body: ChangeAccount, caller: AccountWriter, request: Request) -> Response:
    """Names the account anew. How one is shown in other people's organizations is their administrators' to say."""
    trail = Trail(caller.tenant, Actor(caller.user, client_of(request)))
    await accounts.rename(caller.session, trail, caller.user, body.name)
    return answer(await _shown(caller, caller.session))


@router.post(
    "/change-email",
    response_model=Message,
    summary="Ask for another address",
    responses=CALLER_ERRORS,
    openapi_extra=TOKEN_ONLY,
    dependencies=[MAILS],
)
async def change_email(visitor: AccountVisitor, body: ChangeEmailRequest, request: Request) -> Response:
    """Mails a link to the new address, which changes it, and a notice to the old one. Takes the password."""
    who = await person_of(visitor, request)
    await accounts.ask_for_email_change(
        visitor.uow, visitor.runtime.keyring, who.user, email=body.email, password=body.password, code=body.code
    )
    return answer({"message": "A mail is on its way to the new address. It changes once you open the link there."})


@router.post(
    "/confirm-email",
    response_model=Message,
    summary="Change the address by token",
    responses={
        **PUBLIC_ERRORS,
        **refused(400, "The token is unknown, expired, used or replaced by a later one."),
        **conflicts("Another account has got the address meanwhile."),
    },
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def confirm_email(body: VerifyEmailRequest, request: Request) -> Response:
    """Takes the token of the mail to the new address. Sessions go on; from then on one signs in with it."""
    runtime = runtime_of(request)
    await accounts.confirm_email_change(runtime.uow, runtime.keyring, body.token, client_of(request))
    return answer({"message": "Your address is changed."})
