"""`/operator/me` and `/operator/actions`: who one is, and who did what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from contentforge_admin.operator.actions.schemas import OperatorAction
from contentforge_admin.operator.doors import ERRORS, PREFIX, TAG, TOKEN_ONLY, Look
from contentforge_admin.operator.organizations.schemas import OperatorPerson
from contentforge_platform.database.keyset import Stretch
from contentforge_platform.http.keyset import Stretched, stretch, stretched
from contentforge_platform.http.responses import json_response
from contentforge_platform.http.strict_json import StrictJsonRoute
from contentforge_platform.ids import TenantId, UserId
from contentforge_tenants import operators
from contentforge_tenants.operators import ActionFilter, Logged, Verb

router = APIRouter(prefix=PREFIX, route_class=StrictJsonRoute, tags=[TAG], responses=ERRORS)


async def _wanted(
    operator_id: Annotated[UUID | None, Query(description="Who did it.")] = None,
    organization_id: Annotated[UUID | None, Query(description="Whom it concerned.")] = None,
    action: Verb | None = None,
) -> ActionFilter:
    return ActionFilter(
        operator=None if operator_id is None else UserId(operator_id),
        organization=None if organization_id is None else TenantId(organization_id),
        action=None if action is None else action.value,
    )


def _shown(one: Logged) -> dict[str, object]:
    return {
        "id": one.id,
        "operator_id": one.operator_id,
        "operator": None if one.email is None else {"id": one.operator_id, "email": one.email, "name": one.name},
        "action": one.action,
        "entity": one.entity,
        "entity_id": one.entity_id,
        "organization_id": one.organization_id,
        "organization_slug": one.slug,
        "reason": one.reason,
        "old_value": one.old_value,
        "new_value": one.new_value,
        "ip_address": one.ip,
        "user_agent": one.user_agent,
        "created_at": one.created_at,
    }


@router.get("/me", response_model=OperatorPerson, summary="Whether one is an operator", openapi_extra=TOKEN_ONLY)
async def me(caller: Look) -> Response:
    """The operator who asks; 403 for everybody else."""
    operator = caller.operator
    return json_response({"id": operator.id, "email": operator.email, "name": operator.name})


@router.get(
    "/actions", response_model=Stretched[OperatorAction], summary="What operators did", openapi_extra=TOKEN_ONLY
)
async def list_actions(
    caller: Look, wanted: Annotated[ActionFilter, Depends(_wanted)], asked: Annotated[Stretch, Depends(stretch())]
) -> Response:
    """Every change by an operator, newest first; conditions combine. Nothing is ever deleted from it."""
    lines = await operators.listing(caller.session, wanted, asked)
    shown, cursor = stretched(lines, asked, lambda line: line.place)
    return json_response({"items": [_shown(one) for one in shown], "next_cursor": cursor})
