"""`/organizations/{slug}/members`: who belongs to an organization, as what, and to whom it belongs."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from contentforge_app.apis.common.answers import answer, no_content
from contentforge_app.apis.common.callers import Reading, Visitor, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.requests import client_of
from contentforge_app.apis.contentforge.auth.person import person_of
from contentforge_app.apis.contentforge.auth.schemas import Message
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, visit, write
from contentforge_app.apis.contentforge.listing import AskedPage, Listed, paged
from contentforge_app.apis.contentforge.organizations.named import IN_NAMED_ORGANIZATION, manager_of
from contentforge_app.apis.contentforge.organizations.routes import shown
from contentforge_app.apis.contentforge.organizations.schemas import (
    ChangeMember,
    Member,
    OrganizationDetail,
    TransferOrganization,
)
from contentforge_platform.errors import NotFound
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.http.text import Text
from contentforge_platform.ids import UserId, parse_id
from contentforge_tenants import accounts, closing, memberships, organizations
from contentforge_tenants.access import Permission
from contentforge_tenants.memberships import Manager, MemberChange
from contentforge_tenants.memberships import Member as Known

router = APIRouter(
    prefix=f"{PREFIX}/organizations/{{slug}}",
    route_class=StrictJsonRoute,
    tags=["organizations"],
    responses=CALLER_ERRORS,
    dependencies=[IN_NAMED_ORGANIZATION],
)

OrganizationReader = Annotated[Reading, read(Permission.ORGANIZATION_READ)]
MembersReader = Annotated[Reading, read(Permission.MEMBERS_READ)]
MembersWriter = Annotated[Writing, write(Permission.MEMBERS_MANAGE)]
Leaver = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]
Owner = Annotated[Visitor, visit(Permission.ORGANIZATION_OWN)]
MemberId = Annotated[str, Path(alias="user_id", description="The person's id.")]


def _shown(member: Known) -> dict[str, object]:
    return {
        "user_id": member.user_id,
        "email": member.email,
        "name": member.name,
        "role": member.role.value,
        "is_active": member.is_active,
        "is_invited": member.is_invited,
        "created_at": member.created_at,
    }


def _user(text: str) -> UserId:
    user = parse_id(text)
    if user is None:
        raise NotFound("User not found")
    return UserId(user)


@router.get("", response_model=OrganizationDetail, summary="One organization", openapi_extra=TOKEN_ONLY)
async def get_organization(caller: OrganizationReader) -> Response:
    """What a member sees of it, and when it is deleted, if that was asked for."""
    organization = await organizations.get(caller.session, caller.tenant)
    due = await closing.organization_due(caller.session, caller.tenant)
    told = shown(organization, caller.principal.role, caller.runtime.entitlements)
    return answer({**told, "deletion_due_at": due})


@router.get("/members", response_model=Listed[Member], summary="List members", openapi_extra=TOKEN_ONLY)
async def list_members(
    caller: MembersReader,
    page: AskedPage,
    search: Annotated[Text | None, Query(description="What stands in name or address.")] = None,
) -> Response:
    """Who belongs to an organization, oldest first; those whose membership has ended are inactive."""
    found, total = await memberships.members(
        caller.session, caller.tenant, limit=page.limit, offset=page.offset, search=search
    )
    return paged([_shown(member) for member in found], total, page)


@router.patch(
    "/members/{user_id}",
    response_model=Member,
    summary="Change a member",
    responses=conflicts("Nobody would lead the organization any more, or the person has not accepted yet."),
    openapi_extra=TOKEN_ONLY,
)
async def change_member(user_id: MemberId, body: ChangeMember, caller: MembersWriter, request: Request) -> Response:
    """Changes how a person is shown, their role, and whether they belong here at all; it acts on their next request.

    Only an OWNER may change an OWNER, or make one. Who is deactivated loses sessions and API keys here at once.
    """
    wanted = MemberChange(name=body.name, role=body.role, is_active=body.is_active)
    by = manager_of(caller, request)
    return answer(_shown(await memberships.change(caller.session, caller.tenant, by, _user(user_id), wanted)))


@router.delete(
    "/members/{user_id}",
    status_code=204,
    summary="Remove a member",
    responses=conflicts("Nobody would lead the organization any more."),
    openapi_extra=TOKEN_ONLY,
)
async def remove_member(user_id: MemberId, caller: MembersWriter, request: Request) -> Response:
    """Ends a membership, with its API keys and the sessions that act here; what the person has made stays."""
    await memberships.put_out(caller.session, caller.tenant, manager_of(caller, request), _user(user_id))
    return no_content()


@router.post(
    "/leave",
    status_code=204,
    summary="Leave an organization",
    responses=conflicts("The last OWNER stays; transfer or delete the organization."),
    openapi_extra=TOKEN_ONLY,
)
async def leave_organization(caller: Leaver, request: Request) -> Response:
    """Ends one's own membership, with the API keys that one has made here."""
    await memberships.end(caller.session, caller.tenant, caller.user, by=caller.user, client=client_of(request))
    return no_content()


@router.post(
    "/transfer",
    response_model=Message,
    summary="Hand an organization on",
    responses=conflicts("It is a personal organization, or the person owns as many as one may."),
    openapi_extra=TOKEN_ONLY,
)
async def transfer_organization(body: TransferOrganization, visitor: Owner, request: Request) -> Response:
    """Makes another active member the OWNER; the former one stays as ADMIN. Takes the password, and a code if one has.

    The subscription goes with the organization.
    """
    who = await person_of(visitor, request)
    await accounts.prove(visitor.uow, visitor.runtime.keyring, who.user, body.password, body.code)
    async with visitor.uow.write(visitor.opening) as session:
        caller = visitor.writing(session)
        by = Manager(caller.user, caller.principal.role, client_of(request))
        await organizations.transfer(session, caller.tenant, by, _user(str(body.user_id)))
    return answer({"message": "The organization has a new owner. You stay as an administrator."})
