"""Invitations: made and withdrawn under `/organizations/{slug}/invitations`, looked at and accepted by their token."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from contentforge_app.apis.common.answers import answer, found, no_content
from contentforge_app.apis.common.callers import Reading, Visitor, Writing, runtime_of
from contentforge_app.apis.common.documentation import PUBLIC, TOKEN_ONLY
from contentforge_app.apis.common.doors import ANONYMOUS, INVITATIONS
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.common.verified import require_verified
from contentforge_app.apis.contentforge.auth.person import person_of
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
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_app.apis.contentforge.organizations.named import IN_NAMED_ORGANIZATION, manager_of
from contentforge_app.apis.contentforge.organizations.routes import shown
from contentforge_app.apis.contentforge.organizations.schemas import (
    CreatedInvitation,
    CreateInvitation,
    Invitation,
    InvitationToken,
    Offer,
    Organization,
)
from contentforge_platform.errors import Conflict, NotFound
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import parse_id
from contentforge_tenants import invitations
from contentforge_tenants.access import Permission
from contentforge_tenants.invitations import Invitation as Known

router = APIRouter(
    prefix=f"{PREFIX}/organizations/{{slug}}/invitations",
    route_class=StrictJsonRoute,
    tags=["invitations"],
    responses=CALLER_ERRORS,
    dependencies=[IN_NAMED_ORGANIZATION],
)
by_token = APIRouter(prefix=f"{PREFIX}/invitations", route_class=StrictJsonRoute, tags=["invitations"])

InvitationsReader = Annotated[Reading, read(Permission.MEMBERS_MANAGE)]
InvitationsWriter = Annotated[Writing, write(Permission.MEMBERS_MANAGE)]
Guest = Annotated[Visitor, visit(Permission.ACCOUNT_MANAGE)]

_BAD_TOKEN = refused(400, "The invitation is unknown, expired, used, withdrawn or replaced by a later one.")


def _shown(one: Known) -> dict[str, object]:
    return {
        "id": one.id,
        "email": one.email,
        "role": one.role.value,
        "invited_by": one.invited_by,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
    }


@router.post(
    "",
    status_code=201,
    response_model=CreatedInvitation,
    summary="Invite somebody",
    responses=conflicts("The person is a member, 100 invitations are open, or the Idempotency-Key was used already."),
    openapi_extra=TOKEN_ONLY,
    dependencies=[INVITATIONS],
)
async def create_invitation(
    body: CreateInvitation, caller: InvitationsWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """With `email` a mail goes there; without, the answer holds a link to hand on, shown only here.

    Either brings in one person, within seven days. Another invitation to the same address replaces the former.
    """
    require_verified(caller, "invite others")
    use = await claimed(request, caller, caller.session, idempotency_key)
    if use is not None and use.objects:
        raise Conflict("This Idempotency-Key was already used; a link is shown only once.")
    made, token = await invitations.invite(
        caller.session,
        caller.runtime.keyring,
        caller.tenant,
        caller.principal.organization_slug,
        manager_of(caller, request),
        email=body.email,
        role=body.role,
    )
    if use is not None:
        await remember(caller.session, use, [made.id])
    link = None if body.email is not None else f"{caller.links.base()}/app/invitation?token={token}"
    return answer({**_shown(made), "token": None if body.email is not None else token, "url": link}, 201)


@router.get(
    "",
    response_model=list[Invitation] | Listed[Invitation],
    summary="List open invitations",
    openapi_extra=TOKEN_ONLY,
)
async def list_invitations(caller: InvitationsReader, page: MaybePage) -> Response:
    """Those that can still be accepted, newest first."""
    known = await invitations.open_invitations(caller.session, caller.tenant)
    return bare_or_paged([_shown(one) for one in known], page)


@router.delete("/{invitation_id}", status_code=204, summary="Withdraw an invitation", openapi_extra=TOKEN_ONLY)
async def withdraw_invitation(
    invitation_id: Annotated[str, Path(description="The invitation's id.")], caller: InvitationsWriter, request: Request
) -> Response:
    """Ends an invitation: its link opens nothing any more."""
    invitation = parse_id(invitation_id)
    if invitation is None:
        raise NotFound("Invitation not found.")
    await invitations.withdraw(caller.session, caller.tenant, manager_of(caller, request), invitation)
    return no_content()


@by_token.post(
    "/look",
    response_model=Offer,
    summary="Look at an invitation",
    responses={**PUBLIC_ERRORS, **_BAD_TOKEN},
    openapi_extra=PUBLIC,
    dependencies=[ANONYMOUS],
)
async def look_at_invitation(body: InvitationToken, request: Request) -> Response:
    """Who invites, to what, and whom: for the page that the link leads to. It uses nothing up."""
    runtime = runtime_of(request)
    offer = await invitations.look(runtime.uow, runtime.keyring, body.token)
    return answer(
        {
            "organization_name": offer.name,
            "organization_slug": offer.slug,
            "role": offer.role.value,
            "email": offer.email,
        }
    )


@by_token.post(
    "/accept",
    response_model=Organization,
    summary="Accept an invitation",
    responses={**CALLER_ERRORS, **_BAD_TOKEN, **conflicts("One is a member already.")},
    openapi_extra=TOKEN_ONLY,
)
async def accept_invitation(body: InvitationToken, visitor: Guest, request: Request) -> Response:
    """Makes the signed-in person a member. A mail is for the account of its address alone; a link for whoever holds it.

    Whoever has no account yet gives the token to `POST /auth/register` instead.
    """
    who = await person_of(visitor, request)
    runtime = visitor.runtime
    joined = await invitations.accept(
        runtime.uow, runtime.keyring, token=body.token, user=who.user, client=client_of(request)
    )
    return answer(shown(joined, found(joined.role), runtime.entitlements))
