"""`/organizations/{slug}/delete`: have an organization deleted, or keep it after all."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer
from contentforge_app.apis.common.callers import Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth.person import person_of
from contentforge_app.apis.contentforge.auth.schemas import Closing, Message, ProofRequest
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, visit, write
from contentforge_app.apis.contentforge.organizations.named import IN_NAMED_ORGANIZATION
from contentforge_billing.closing import close_organization
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_tenants import accounts, closing
from contentforge_tenants.access import Permission
from contentforge_tenants.audit import Actor

router = APIRouter(
    prefix=f"{PREFIX}/organizations/{{slug}}",
    route_class=StrictJsonRoute,
    tags=["organizations"],
    responses=CALLER_ERRORS,
    dependencies=[IN_NAMED_ORGANIZATION],
)

OwnerVisitor = Annotated[Visitor, visit(Permission.ORGANIZATION_OWN)]
OwnerWriter = Annotated[Writing, write(Permission.ORGANIZATION_OWN)]


@router.post(
    "/delete",
    response_model=Closing,
    summary="Delete an organization",
    responses=conflicts("It is a personal one, a subscription runs, or there are provisioned accounts."),
    openapi_extra=TOKEN_ONLY,
)
async def delete_organization(visitor: OwnerVisitor, body: ProofRequest, request: Request) -> Response:
    """Has an organization deleted after a time of grace, with everything in it. Until then all goes on."""
    who = await person_of(visitor, request)
    await accounts.prove(visitor.uow, visitor.runtime.keyring, who.user, body.password, body.code)
    days = visitor.runtime.settings.auth.deletion_grace_days
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        due = await close_organization(session, caller.tenant, who.trail.actor, caller.user, days=days)
    return answer({"deletion_due_at": due})


@router.post(
    "/keep",
    response_model=Message,
    summary="Keep an organization",
    responses=conflicts("It is not about to be deleted."),
    openapi_extra=TOKEN_ONLY,
)
async def keep_organization(caller: OwnerWriter, request: Request) -> Response:
    """Takes the deletion back."""
    await closing.keep_organization(caller.session, caller.tenant, Actor(caller.user, client_of(request)))
    return answer({"message": "The organization stays."})
