"""`/operator/organizations`: find, suspend, resume, and give plans."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from contentforge_admin.operator.audited import ORGANIZATION
from contentforge_admin.operator.doors import (
    ERRORS,
    PREFIX,
    TAG,
    TOKEN_ONLY,
    Act,
    Look,
    OrganizationId,
    conflicts,
)
from contentforge_admin.operator.organizations import render
from contentforge_admin.operator.organizations.schemas import (
    OperatorOrganization,
    OperatorOrganizationDetail,
    OrganizationState,
    OverridePlan,
)
from contentforge_admin.operator.reasons import Because
from contentforge_billing.overrides import Override
from contentforge_billing.subscriptions import NewOverride
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.http.text import Text
from contentforge_platform.ids import TenantId
from contentforge_tenants import memberships, organizations
from contentforge_tenants.operators import Deed, Verb
from contentforge_tenants.organizations.directory import Sought, directory, look_up

router = APIRouter(prefix=f"{PREFIX}/organizations", route_class=StrictJsonRoute, tags=[TAG], responses=ERRORS)

_MOST_PEOPLE: Final = 100


async def _sought(
    q: Annotated[Text | None, Query(max_length=200, description="Stands in slug, name or the owner's address.")] = None,
    state: OrganizationState | None = None,
    plan: Annotated[Text | None, Query(max_length=32, description="The tier that is recorded.")] = None,
    partner_id: Annotated[UUID | None, Query(description="Those that this organization has provisioned.")] = None,
) -> Sought:
    """Empty parameters are as good as none."""
    partner = None if partner_id is None else TenantId(partner_id)
    return Sought(q or None, None if state is None else state.value, plan or None, partner)


@router.get("", response_model=Stretched[OperatorOrganization], summary="List organizations", openapi_extra=TOKEN_ONLY)
async def list_organizations(
    caller: Look, sought: Annotated[Sought, Depends(_sought)], asked: Annotated[Stretch, Depends(stretch())]
) -> Response:
    """All organizations of the installation, newest first; conditions combine."""
    entries, cursor = stretched(await directory(caller.session, sought, asked), asked, lambda entry: entry.place)
    return json_response({"items": await render.shown(caller, entries), "next_cursor": cursor})


@router.get(
    "/{organization_id}",  # noqa: FAST003 - the dependency reads it
    response_model=OperatorOrganizationDetail,
    summary="Get an organization",
    openapi_extra=TOKEN_ONLY,
)
async def get_organization(organization: OrganizationId, caller: Look) -> Response:
    """An organization with its plan, its use of the month, and its people, oldest first."""
    [shown] = await render.shown(caller, [await look_up(caller.session, organization)])
    people, _ = await memberships.members(caller.session, organization, limit=_MOST_PEOPLE, offset=0)
    return json_response({**shown, "people": [render.member(one) for one in people]})


@router.post(
    "/{organization_id}/suspend",  # noqa: FAST003 - as above
    status_code=204,
    summary="Suspend an organization",
    responses=conflicts("It is suspended already."),
    openapi_extra=TOKEN_ONLY,
)
async def suspend(organization: OrganizationId, body: Because, caller: Act) -> Response:
    """From its next request on everything is refused with 403, to those that it has provisioned too; sockets close.

    Sessions and keys stay, and work again once it is resumed. Work that was accepted before is done.
    """
    await caller.session.enter(organization)
    await organizations.suspend(caller.session, organization, body.reason)
    await caller.note(_standing(Verb.SUSPEND, organization, "active", "suspended", body.reason))
    return Response(status_code=204)


@router.post(
    "/{organization_id}/resume",  # noqa: FAST003 - as above
    status_code=204,
    summary="Resume an organization",
    responses=conflicts("It is not suspended."),
    openapi_extra=TOKEN_ONLY,
)
async def resume(organization: OrganizationId, body: Because, caller: Act) -> Response:
    """Opens an organization again, from its next request on."""
    await caller.session.enter(organization)
    await organizations.resume(caller.session, organization)
    await caller.note(_standing(Verb.RESUME, organization, "suspended", "active", body.reason))
    return Response(status_code=204)


@router.put(
    "/{organization_id}/plan-override",  # noqa: FAST003 - as above
    status_code=204,
    summary="Override a plan",
    responses=conflicts("Billing is off: every organization has the default plan."),
    openapi_extra=TOKEN_ONLY,
)
async def override_plan(organization: OrganizationId, body: OverridePlan, caller: Act) -> Response:
    """Gives a plan, whatever is paid, from the next request on; a former override is replaced.

    Nothing is changed at Stripe: a subscription goes on and is paid for.
    """
    await caller.session.enter(organization)
    new = NewOverride(body.plan, body.reason, body.ends_at)
    former = await caller.console.overrides.put(caller.session, organization, caller.operator.id, new)
    new_value = {"plan": body.plan, "ends_at": body.ends_at}
    deed = Deed(Verb.OVERRIDE_PLAN, ORGANIZATION, organization, organization, body.reason, _given(former), new_value)
    await caller.note(deed)
    return Response(status_code=204)


@router.post(
    "/{organization_id}/plan-override/lift",  # noqa: FAST003 - as above
    status_code=204,
    summary="Lift a plan override",
    openapi_extra=TOKEN_ONLY,
)
async def lift_override(organization: OrganizationId, body: Because, caller: Act) -> Response:
    """What is paid decides again, from the next request on; 404 without an override."""
    await caller.session.enter(organization)
    former = await caller.console.overrides.lift(caller.session, organization)
    await caller.note(
        Deed(Verb.LIFT_OVERRIDE, ORGANIZATION, organization, organization, body.reason, _given(former), None)
    )
    return Response(status_code=204)


def _standing(verb: Verb, organization: TenantId, old: str, new: str, reason: str) -> Deed:
    return Deed(verb, ORGANIZATION, organization, organization, reason, {"state": old}, {"state": new})


def _given(override: Override | None) -> Mapping[str, object] | None:
    return None if override is None else {"plan": override.tier, "ends_at": override.ends_at}
