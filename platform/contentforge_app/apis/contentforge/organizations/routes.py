"""`/organizations`: those that a person belongs to, and new ones."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from contentforge_app.apis.common.answers import answer, found
from contentforge_app.apis.common.callers import Reading, Writing
from contentforge_app.apis.common.documentation import TOKEN_ONLY
from contentforge_app.apis.common.idempotency import IdempotencyKey, claimed
from contentforge_app.apis.contentforge.doors import CALLER_ERRORS, PREFIX, conflicts, read, write
from contentforge_app.apis.contentforge.listing import Listed, MaybePage, bare_or_paged
from contentforge_app.apis.contentforge.organizations.schemas import CreateOrganization, Organization
from contentforge_billing.entitlements import Entitlements
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.idempotency import remember
from contentforge_platform.ids import UserId
from contentforge_tenants import organizations
from contentforge_tenants.access import Permission, Role
from contentforge_tenants.organizations import Organization as Known

router = APIRouter(
    prefix=f"{PREFIX}/organizations", route_class=StrictJsonRoute, tags=["organizations"], responses=CALLER_ERRORS
)

PersonReader = Annotated[Reading, read(Permission.ACCOUNT_MANAGE)]
PersonWriter = Annotated[Writing, write(Permission.ACCOUNT_MANAGE)]


def shown(organization: Known, role: Role, entitlements: Entitlements) -> dict[str, object]:
    """An organization, to a member with this role."""
    return {
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "kind": organization.kind.value,
        "plan": entitlements.plan_of(organization.plan).tier,
        "role": role.value,
        "created_at": organization.created_at,
    }


@router.get(
    "",
    response_model=list[Organization] | Listed[Organization],
    summary="List one's organizations",
    openapi_extra=TOKEN_ONLY,
)
async def list_organizations(caller: PersonReader, page: MaybePage) -> Response:
    """All organizations that the signed-in person belongs to, oldest first."""
    entitlements = caller.runtime.entitlements
    known = await organizations.of_person(caller.session, caller.user)
    return bare_or_paged([shown(one, found(one.role), entitlements) for one in known], page)


@router.post(
    "",
    status_code=201,
    response_model=Organization,
    summary="Create an organization",
    responses=conflicts("The slug is taken, or one owns as many organizations as one may."),
    openapi_extra=TOKEN_ONLY,
)
async def create_organization(
    body: CreateOrganization, caller: PersonWriter, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Makes an organization on the Free plan, with the caller as its OWNER."""
    session, entitlements = caller.session, caller.runtime.entitlements
    use = await claimed(request, caller, session, idempotency_key)
    if use is not None and use.objects:
        known = await organizations.of_person(session, UserId(caller.user))
        again = found(next((one for one in known if one.id == use.objects[0]), None))
        return answer(shown(again, found(again.role), entitlements), 201)
    made = await organizations.create(session, caller.user, body.name, shown_name=caller.principal.name, slug=body.slug)
    if use is not None:
        await session.enter(caller.tenant)  # the key belongs to where the request was made
        await remember(session, use, [made.id])
    return answer(shown(made, Role.OWNER, entitlements), 201)
