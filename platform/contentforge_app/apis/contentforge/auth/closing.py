"""`/auth/account/delete`: have one's account deleted, or keep it after all."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth.person import person_of
from contentforge_app.apis.contentforge.auth.schemas import Closing, Message, ProofRequest
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, visit, write
from contentforge_billing.closing import close_account
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants import accounts, closing
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor, Trail

router = APIRouter(prefix=f"{PREFIX}/auth/account", route_class=StrictJsonRoute, tags=["auth"], responses=CALLER_ERRORS)
AccountVisitor = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]
AccountWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]

_NOT_CLOSING = conflicts("It is not about to be deleted.")


@router.post(
    "/delete",
    response_model=Closing,
    summary="Delete one's account",
    responses=conflicts(
        "Others work in a team that only you own, a subscription runs, or there are provisioned accounts."
    ),
    openapi_extra=TOKEN_ONLY,
)
async def delete_account(visitor: AccountVisitor, body: ProofRequest, request: Request) -> Response:
    """Has the account deleted after a time of grace, with the organizations that nobody else is in.

    Until then all goes on, and it can be kept. What one has made in organizations of others stays, without a name.
    """
    who = await person_of(visitor, request)
    await accounts.prove(visitor.uow, visitor.runtime.keyring, who.user, body.password, body.code)
    days = visitor.runtime.settings.auth.deletion_grace_days
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        due = await close_account(session, who.trail, caller.user, days=days)
    return answer({"deletion_due_at": due})


@router.post(
    "/keep", response_model=Message, summary="Keep one's account", responses=_NOT_CLOSING, openapi_extra=TOKEN_ONLY
)
async def keep_account(caller: AccountWriter, request: Request) -> Response:
    """Takes the deletion back, also that of the organizations that were to go with the account."""
    trail = Trail(caller.tenant, Actor(caller.user, client_of(request)))
    await closing.keep_account(caller.session, trail, caller.user)
    return answer({"message": "Your account stays."})
